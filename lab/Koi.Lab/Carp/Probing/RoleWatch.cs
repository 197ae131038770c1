using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Lab.Carp.Probing;

/// <summary>Follows the state of a link in each gateway, by which CARP tells its role, until disposed.</summary>
/// <remarks>Times are when the event was read, normally some tens of microseconds late.</remarks>
public sealed class RoleWatch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly string link;
    private readonly List<RoleChange> changes = [];
    private readonly List<Thread> threads = [];
    private volatile bool isStopping;

    /// <summary>Starts to listen; the present states are the first changes.</summary>
    public RoleWatch(Segment segment, string link = "carp0")
    {
        this.link = link;
        foreach (var site in segment.Sites)
        {
            var (events, routes) = site.Host.Inside(() => (RouteSocket.Subscribe([RouteGroup.Link]), RouteSocket.Open()));
            using (routes)
            {
                Add(site.Number, routes.FindLink(link));
            }

            var thread = new Thread(() => Follow(site.Number, events)) { IsBackground = true, Name = "role watch" };
            thread.Start();
            threads.Add(thread);
        }
    }

    /// <summary>All changes so far, in order.</summary>
    public ImmutableArray<RoleChange> Changes
    {
        get
        {
            lock (changes)
            {
                return [.. changes];
            }
        }
    }

    /// <summary>A gateway's present state.</summary>
    public OperState? this[int gateway] => Changes.Last(c => c.Gateway == gateway).State;

    /// <summary>The gateways whose link is up: the masters.</summary>
    public ImmutableArray<int> Masters =>
        [.. Enumerable.Range(0, threads.Count).Where(gateway => this[gateway] == OperState.Up)];

    /// <summary>Waits until something holds; asked again after each change.</summary>
    /// <returns>False when it did not in time (one minute when null).</returns>
    public bool Wait(Func<RoleWatch, bool> condition, TimeSpan? limit = null) =>
        new Deadline(limit).Wait(changes, () => condition(this));

    /// <inheritdoc/>
    public void Dispose()
    {
        isStopping = true;
        threads.ForEach(thread => thread.Join());
    }

    private void Follow(int gateway, NetlinkEventSocket events)
    {
        using (events)
        {
            void Read(NetlinkMessage message)
            {
                switch (RouteEvent.Read(message))
                {
                    case RouteEvent.LinkChanged { Link: var changed } when IsWatched(changed):
                        Add(gateway, changed);
                        break;

                    case RouteEvent.LinkRemoved { Link: var removed } when IsWatched(removed):
                        Add(gateway, changed: null);
                        break;

                    default:
                        break;
                }
            }

            while (!isStopping)
            {
                events.Receive(Patience, Read);
            }
        }
    }

    private bool IsWatched(Link one) => string.Equals(one.Name, link, StringComparison.Ordinal);

    private void Add(int gateway, Link? changed)
    {
        var change = new RoleChange(ProbeClock.Now, gateway, changed?.OperState, changed?.IsRunning is true);
        lock (changes)
        {
            if (changes.FindLast(c => c.Gateway == gateway) is not { } last || last with { Time = change.Time } != change)
            {
                changes.Add(change);
                Monitor.PulseAll(changes);
            }
        }
    }
}

/// <summary>A link's new state.</summary>
/// <param name="Time">By <see cref="ProbeClock"/>.</param>
/// <param name="Gateway">Whose it is.</param>
/// <param name="State">Up for MASTER, dormant for BACKUP; null when there is no such link.</param>
/// <param name="IsRunning">IFF_RUNNING.</param>
public sealed record RoleChange(long Time, int Gateway, OperState? State, bool IsRunning);
