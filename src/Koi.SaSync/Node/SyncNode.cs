using Koi.Netlink;
using Koi.Netlink.Xfrm;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Node;

/// <summary>
/// A gateway of the group: what it knows, what it tells and what it believes. It has no clock, no socket and no kernel: it is told what
/// happened and says what to do.
/// </summary>
/// <remarks>
/// Four rules make it safe. Outbound policies of a slave are blocks. A slave is ahead of the master's outbound numbers, each in blocks of its
/// own (<see cref="SequenceBlocks"/>). Numbers never go back. Only a master is believed, and a master believes nobody but who was master
/// before it and tells the last number that it sent.
/// </remarks>
public sealed partial class SyncNode
{
    /// <summary>After so many milliseconds without a word a peer is given up.</summary>
    public const long Silence = 3000;

    /// <summary>How often <see cref="Tick"/> is to be called, in milliseconds.</summary>
    public const long Beat = 1000;

    private const long LongestDemotion = 60_000;
    private const long LongestLoneliness = 10_000;
    private const long ResyncPause = 10_000;

    private readonly SyncConfiguration configuration;
    private readonly Func<ulong> random;
    private readonly ulong node;
    private readonly SyncTable table = new();
    private readonly SortedDictionary<int, PeerLink> links = [];
    private readonly List<SyncEffect> effects = [];
    private readonly HashSet<InetAddress> peerAddresses = [];
    private readonly long started;
    private PeerLink? master;
    private SyncTime now;
    private ulong epoch;
    private SequenceBlocks blocks;
    private string? ownName;    // as the peers call this gateway
    private bool isRead;        // whether the kernel's tables are known
    private bool mustClaim;     // was master, and has numbers that the master may not know
    private bool isReady;
    private long lastResync = long.MinValue / 2;

    /// <summary>A node that knows nothing and is nothing yet.</summary>
    /// <param name="configuration">What the file says.</param>
    /// <param name="remembered">What a node of this machine wanted remembered last; see <see cref="SyncEffect.Remember"/>.</param>
    /// <param name="random">Draws numbers that nobody else draws.</param>
    /// <param name="now">When it starts.</param>
    public SyncNode(SyncConfiguration configuration, IEnumerable<KeyValuePair<ulong, ulong>> remembered, Func<ulong> random, SyncTime now)
    {
        (this.configuration, this.random, this.now) = (configuration, random, now);
        (node, started) = (random(), now.Milliseconds);
        blocks = new SequenceBlocks(configuration.Leap, configuration.Peers.Length + 1, Rank: 0);
        foreach (var (digest, sent) in remembered)
        {
            Use(digest, sent);
        }
    }

    /// <summary>The role.</summary>
    public SyncRole Role { get; private set; }

    /// <summary>Peers' addresses, whose SAs are left out with skipslave.</summary>
    public ISet<InetAddress> PeerAddresses => peerAddresses;

    /// <summary>What is to be done; the caller does it, in order, and forgets it.</summary>
    public IReadOnlyList<SyncEffect> Effects => effects;

    /// <summary>Frames that were refused because the sender had no right to send them.</summary>
    public long Refused { get; private set; }

    /// <summary>Things that wait to be told to some peer: never more than there are SAs, policies and deletions.</summary>
    public int Waiting => links.Count == 0 ? 0 : links.Values.Max(link => link.Waiting);

    /// <summary>The effects have been done.</summary>
    public void Done() => effects.Clear();

    /// <summary>The interface's link, or the file, says what this gateway is.</summary>
    public void SetRole(SyncRole role, SyncTime time)
    {
        now = time;
        if (role == Role && isRead)
        {
            return;
        }

        var before = Role;
        Role = role;
        if (role == SyncRole.Master)
        {
            Promote();
        }
        else if (before == SyncRole.Master)
        {
            Demote();
        }
        else if (!isRead)
        {
            effects.Add(new SyncEffect.ReadKernel());
        }
        else
        {
            Announce();
        }
    }

    /// <summary>Once a second: who is silent, who wants a word.</summary>
    public void Tick(SyncTime time)
    {
        now = time;
        foreach (var link in links.Values.ToList())
        {
            if (now.Milliseconds - link.LastHeard >= Silence)
            {
                Close(link, "no word for 3 seconds", isFault: false);
            }
            else if (link.Hello is not null)
            {
                link.Say(new SyncFrame.Ping(
                    (ulong)now.Milliseconds, Role == SyncRole.Master && link.IsAllTold ? table.Digest : null));
            }
        }

        var age = now.Milliseconds - started;
        if (Role == SyncRole.Master && isRead)
        {
            BeReady("this gateway is master");
        }
        else if (age >= LongestDemotion || (age >= LongestLoneliness && links.Count == 0))
        {
            BeReady("no master has told its SAs");
        }
    }

    /// <summary>The next frame for a connection, which the caller writes at once.</summary>
    /// <param name="number">The connection.</param>
    /// <param name="writer">Gets the frame's bytes, behind what it holds.</param>
    /// <param name="time">Now.</param>
    /// <returns>Null when there is nothing to say.</returns>
    public SyncFrame? Take(int number, ByteWriter writer, SyncTime time)
    {
        now = time;
        if (!links.TryGetValue(number, out var link) || link.Take(out var sequence) is not { } frame)
        {
            return null;
        }

        var start = writer.Length;
        FrameCodec.Write(writer, frame, sequence, time.Seconds);
        link.OnWritten(frame, sequence, writer.Length - start, time.Milliseconds);
        return frame;
    }

    /// <summary>The kernel refused what an effect wanted.</summary>
    public void OnRefused(SyncEffect effect, string reason)
    {
        var what = effect switch
        {
            SyncEffect.PutSa put => $"SA {SaKey.Of(put.Sa)} cannot be made",
            SyncEffect.UpdateSa update => $"SA {SaKey.Of(update.Sa)} cannot be changed",
            SyncEffect.WriteNumbers write => $"numbers of SA {new SaKey(write.Counters.Id, write.Counters.Mark)} cannot be written",
            SyncEffect.PutPolicy put => $"flow {put.Policy.Selector.Source} to {put.Policy.Selector.Destination} cannot be made",
            _ => "the kernel refuses",
        };
        Log(SyncLog.Warning, $"{what}: {reason}");
    }

    private void Promote()
    {
        Remember(table.Sas);
        foreach (var entry in table.Policies)
        {
            Release(entry);
        }

        epoch = random() | 1;
        (mustClaim, master, isRead) = (false, null, false);
        foreach (var link in links.Values)
        {
            (link.IsTaken, link.IsInSnapshot) = (false, false);
            link.Handles.Clear();
        }

        Announce();
        effects.Add(new SyncEffect.Follow(true));
        effects.Add(new SyncEffect.ReadKernel());
    }

    private void Demote()
    {
        foreach (var entry in table.Policies)
        {
            Hold(entry);
        }

        (epoch, mustClaim, isRead) = (0, true, false);
        foreach (var link in links.Values)
        {
            link.Starve(table);
        }

        foreach (var entry in table.All)
        {
            table.SetOffered(entry, false);
        }

        Announce();
        effects.Add(new SyncEffect.Follow(false));
        effects.Add(new SyncEffect.ReadKernel());   // no packet leaves any more: these numbers are the last
    }

    private void Announce()
    {
        foreach (var link in links.Values)
        {
            link.Say(new SyncFrame.State(Role, epoch));
        }
    }

    private void BeReady(string why)
    {
        if (!isReady)
        {
            isReady = true;
            effects.Add(new SyncEffect.Ready(why));
        }
    }

    /// <summary>Puts a block before an outbound policy, unless there is one.</summary>
    private void Hold(PolicyEntry entry)
    {
        if (!entry.IsOutbound || entry.Marked is { Action: PolicyAction.Block })
        {
            return;
        }

        if (entry is { IsOwn: true, Policy.Priority: 0 })
        {
            // Nothing is before 0, and of equals the first inserted wins.
            effects.Add(new SyncEffect.PutPolicy(entry.Policy with { Priority = 1 }));
        }

        PutMarked(entry, MarkedPolicy.Of(entry.Policy, isLive: false));
    }

    private void PutMarked(PolicyEntry entry, SecurityPolicy marked)
    {
        entry.Marked = marked;
        effects.Add(new SyncEffect.PutPolicy(marked));
    }

    private void DropMarked(PolicyEntry entry)
    {
        if (entry.Marked is { } marked)
        {
            entry.Marked = null;
            effects.Add(new SyncEffect.DeletePolicy(marked.Id));
        }
    }

    private void Log(SyncLog level, string text) => effects.Add(new SyncEffect.Log(level, text));
}
