using System.Runtime.InteropServices;
using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;
using Koi.Netlink.Route;
using Microsoft.Extensions.Logging;

namespace Koi.Interfaces.Linux;

/// <summary>
/// Keeps the sets of <c>table inet koi</c> right: takes in what the kernel tells, plans, commits. Each commit holds only for the
/// generation of the ruleset that it was planned for, so that nothing others do in between is undone.
/// </summary>
/// <remarks>For one thread. Call <see cref="Step"/> whenever one of <see cref="Handles"/> can be read.</remarks>
public sealed partial class GroupKeeper : IDisposable
{
    // Others may commit between reading and writing, again and again; then it is tried at the next event.
    private const int Tries = 32;

    private readonly RouteSocket routes;
    private readonly NetfilterSocket tables;
    private readonly NetlinkEventSocket routeEvents;
    private readonly NetlinkEventSocket tableEvents;
    private readonly ILogger log;
    private readonly MessageWriter batch = new(16 * 1024);
    private readonly List<NetfilterEvent> tableHappened = [];
    private readonly RouteEventFold routeFold = new(InterfaceDump.IsWireless);
    private readonly TableEventFold tableFold;
    private Pending pending = Pending.Nothing with { NeedsInterfaces = true, NeedsKernel = true };
    private uint generation;
    private string lastWriter = "somebody";
    private string lastRefusal = "";    // what was logged since the last success

    private GroupKeeper(
        RouteSocket routes, NetfilterSocket tables, NetlinkEventSocket routeEvents, NetlinkEventSocket tableEvents, ILogger log)
    {
        (this.routes, this.tables, this.routeEvents, this.tableEvents, this.log) = (routes, tables, routeEvents, tableEvents, log);
        tableFold = new TableEventFold(tables.Port);
    }

    /// <summary>The world as of the last step.</summary>
    public GroupWorld World { get; private set; } = GroupWorld.Empty;

    /// <summary>What to poll.</summary>
    public IReadOnlyList<SafeHandle> Handles => [routeEvents.Handle, tableEvents.Handle];

    /// <summary>Opens its sockets in the calling thread's network namespace and subscribes; nothing is read yet.</summary>
    /// <param name="memory">What koid remembered: <see cref="Mirror.Read"/>.</param>
    /// <param name="log">Gets what happens.</param>
    /// <param name="trace">Gets a line for each message.</param>
    /// <param name="receiveBuffer">In bytes, for each kind of events.</param>
    /// <exception cref="LinuxException">A socket cannot be had, as without CAP_NET_ADMIN.</exception>
    public static GroupKeeper Open(
        GroupWorld memory, ILogger log, Action<string>? trace = null, int receiveBuffer = 8 * 1024 * 1024)
    {
        ReadOnlySpan<uint> groups =
        [
            RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.AddressV6, RouteGroup.RouteV4, RouteGroup.RouteV6, RouteGroup.NextHop,
        ];
        return new GroupKeeper(
            RouteSocket.Open(trace),
            NetfilterSocket.Open(trace),
            RouteSocket.Subscribe(groups, receiveBuffer, trace),
            NetfilterSocket.Subscribe(receiveBuffer, trace),
            log)
        {
            World = memory,
        };
    }

    /// <summary>Forgets nothing, but reads everything again at the next step.</summary>
    public void Reread() => pending = pending with { NeedsInterfaces = true, NeedsKernel = true };

    /// <summary>Takes in all events there are and brings the sets in line.</summary>
    /// <returns>False when the kernel could not be brought in line yet: call again soon.</returns>
    /// <exception cref="LinuxException">The kernel refuses to be read.</exception>
    public bool Step()
    {
        try
        {
            return TryStep();
        }
        catch (NetlinkException torn) when (torn.Errno == NetlinkError.EINTR)
        {
            // Its tables change faster than they can be read; what was to be read still is.
            return false;
        }
    }

    /// <summary>What a step would change, which is not done.</summary>
    public IReadOnlyList<SetChange> Plan()
    {
        TakeIn();
        return GroupPlan.Make(World, pending.Touched);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        batch.Dispose();
        routes.Dispose();
        tables.Dispose();
        routeEvents.Dispose();
        tableEvents.Dispose();
    }

    private bool TryStep()
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            TakeIn();
            var changes = GroupPlan.Make(World, pending.Touched);
            if (changes.IsEmpty || Commit(changes))
            {
                World = World.After(changes);
                pending = Pending.Nothing;
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The order matters: what caused an event of a set, such as the making of the interface that joined, is queued when the event is.
    /// </summary>
    private void TakeIn()
    {
        if (tableEvents.Receive(TimeSpan.Zero, Collect) == EventReceipt.Overrun)
        {
            LogOverrun("nf_tables");
            pending = pending with { NeedsKernel = true };
        }

        if (routeEvents.Receive(TimeSpan.Zero, Fold) == EventReceipt.Overrun)
        {
            LogOverrun("rtnetlink");
            pending = pending with { NeedsInterfaces = true };
        }

        ReadInterfaces();
        foreach (var happened in tableHappened)
        {
            (World, pending) = tableFold.Apply(World, pending, happened);
        }

        tableHappened.Clear();
        ReadKernel();
    }

    /// <summary>Where a routing daemon changes thousands of routes, only default routes are decoded.</summary>
    private void Fold(NetlinkMessage message)
    {
        if (!RouteReader.IsOfNetwork(message))
        {
            (World, pending) = routeFold.Apply(World, pending, RouteEvent.Read(message));
        }
    }

    private void Collect(NetlinkMessage message)
    {
        if (NetfilterTarget.TryRead(message, out var target))
        {
            if (target.IsIn(KoiTable.Family, KoiTable.Name))
            {
                tableHappened.Add(NetfilterEvent.Read(message));
            }
        }
        else if (NetfilterEvent.Read(message) is NetfilterEvent.Committed committed && (int)(committed.Generation - generation) > 0)
        {
            generation = committed.Generation;
            lastWriter = $"{committed.ProgramName} (process {committed.ProcessId})";
        }
    }

    private void ReadInterfaces()
    {
        if (pending.NeedsInterfaces)
        {
            routes.WaitForChanges();
            World = Adoption.WithInterfaces(World, InterfaceDump.Fetch(routes));
            pending = pending with { NeedsInterfaces = false, NeedsRoutes = false, Addresses = [], Touched = Touched.Everything };
            return;
        }

        foreach (var index in pending.Addresses)
        {
            (World, pending) = RouteEventFold.Apply(World, pending, index, routes.DumpAddresses(index));
        }

        if (pending.NeedsRoutes)
        {
            routes.WaitForChanges();
            (World, pending) = RouteEventFold.Apply(World, pending, routes.DumpDefaultRoutes(), routes.DumpNextHops());
        }

        pending = pending with { Addresses = [], NeedsRoutes = false };
    }

    private void ReadKernel()
    {
        if (!pending.NeedsKernel)
        {
            return;
        }

        generation = tables.FetchGeneration();
        var kernel = KernelSetsDump.Fetch(tables, LogDeclaration);
        if (World.Kernel.TableHandle is { } before && kernel.TableHandle != before)
        {
            LogFlush(lastWriter);
        }

        World = Adoption.Adopt(World, kernel);
        pending = pending with { NeedsKernel = false, Touched = Touched.Everything };
    }

    private bool Commit(IReadOnlyList<SetChange> changes)
    {
        KoiTable.WriteTransaction(batch, generation, changes);
        var result = tables.Commit(batch, "update groups");
        if (result.IsCommitted)
        {
            Log(changes);
            lastRefusal = "";
            return true;
        }

        if (!result.IsStale)
        {
            pending = pending with { NeedsKernel = true };
            var refusal = $"{result.Failures[0].Error}";
            if (!string.Equals(refusal, lastRefusal, StringComparison.Ordinal))
            {
                LogRefusal(refusal);
                lastRefusal = refusal;
            }
        }

        return false;
    }

    private void Log(IReadOnlyList<SetChange> changes)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case SetChange.Join { Group: GroupName.Egress } join:
                    LogEgress(join.Interface, "joined");
                    break;

                case SetChange.Leave { Group: GroupName.Egress } leave:
                    LogEgress(leave.Interface, "left");
                    break;

                default:
                    break;
            }

            if (log.IsEnabled(LogLevel.Debug))
            {
                LogChange(change.Describe());
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Interface} {What} group egress")]
    private partial void LogEgress(string @interface, string what);

    [LoggerMessage(LogLevel.Warning, "{Who} has flushed table inet koi; putting back groups")]
    private partial void LogFlush(string who);

    [LoggerMessage(LogLevel.Warning, "events of {Source} were lost; reading all again")]
    private partial void LogOverrun(string source);

    [LoggerMessage(LogLevel.Warning, "{What}")]
    private partial void LogDeclaration(string what);

    [LoggerMessage(LogLevel.Error, "the kernel refused to update groups: {Reason}")]
    private partial void LogRefusal(string reason);

    [LoggerMessage(LogLevel.Debug, "{Change}")]
    private partial void LogChange(string change);
}
