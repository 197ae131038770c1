using Koi.SaSync.Wire;

namespace Koi.SaSync.Node;

/// <content>Connections, and who is master among the peers.</content>
public sealed partial class SyncNode
{
    private const int MostLinks = 64;
    private const int FinalChunk = 2048;

    /// <summary>A connection with a peer stands, and the peer has proved who it is.</summary>
    /// <param name="number">The caller's number of it.</param>
    /// <param name="peer">Its place in the configuration.</param>
    /// <param name="isOutgoing">Whether this machine made it.</param>
    /// <param name="time">Now.</param>
    public void OnLinkUp(int number, int peer, bool isOutgoing, SyncTime time)
    {
        now = time;
        var free = Enumerable.Range(0, MostLinks).FirstOrDefault(bit => links.Values.All(link => link.Bit != 1UL << bit), -1);
        if (free < 0)
        {
            effects.Add(new SyncEffect.Close(number, "too many connections", IsFault: true));
            return;
        }

        var link = new PeerLink(number, peer, isOutgoing, 1UL << free) { LastHeard = now.Milliseconds };
        links.Add(number, link);
        link.Say(new SyncFrame.Hello(
            FrameCodec.Version, node, Role, epoch, Name(link), [.. configuration.Peers.Select(configured => configured.Host)]));
    }

    /// <summary>A connection is gone.</summary>
    public void OnLinkDown(int number, SyncTime time)
    {
        now = time;
        if (links.Remove(number, out var link))
        {
            Log(SyncLog.Info, $"{Name(link)}: connection lost");
            Forget(link);
        }
    }

    /// <summary>A peer sent bytes that are no frame.</summary>
    public void OnGarbage(int number, SyncTime time)
    {
        now = time;
        if (links.TryGetValue(number, out var link))
        {
            Refuse(link, "a frame that cannot be read");
        }
    }

    /// <summary>A peer said something.</summary>
    public void OnFrame(int number, SyncFrame frame, ulong sequence, SyncTime time)
    {
        now = time;
        if (!links.TryGetValue(number, out var link))
        {
            return;
        }

        if (sequence != link.Received + 1)
        {
            Refuse(link, "frames are missing or came twice");
            return;
        }

        (link.Received, link.LastHeard) = (sequence, now.Milliseconds);
        if (link.Hello is null)
        {
            OnHello(link, frame as SyncFrame.Hello);
            return;
        }

        switch (frame)
        {
            case SyncFrame.State state:
                OnState(link, state);
                break;
            case SyncFrame.Ack acknowledgement:
                OnAcknowledgement(link, acknowledgement.Sequence);
                break;
            case SyncFrame.Ping ping:
                link.Say(new SyncFrame.Pong(ping.Time));
                OnPing(link, ping);
                break;
            case SyncFrame.Pong:
                break;
            case SyncFrame.Resync resync:
                OnResync(link, resync);
                break;
            case SyncFrame.Final final:
                OnFinal(link, final, sequence);
                break;
            case SyncFrame.Error error:
                Close(link, $"it says: {error.Text}", isFault: false);
                break;
            case SyncFrame.Hello:
                Refuse(link, "a second greeting");
                break;
            default:
                OnData(link, frame, sequence);
                break;
        }
    }

    private void OnHello(PeerLink link, SyncFrame.Hello? hello)
    {
        if (hello is null)
        {
            Refuse(link, "no greeting");
            return;
        }

        if (hello.Version != FrameCodec.Version)
        {
            Close(link, $"it speaks version {hello.Version}, this sasyncd {FrameCodec.Version}", isFault: true);
            return;
        }

        if (hello.Node == node)
        {
            Close(link, "it is this gateway itself", isFault: true);
            return;
        }

        link.Hello = hello;
        (link.Role, link.Epoch) = (hello.Role, hello.Epoch);
        Arrange(link, hello);

        // Of two connections the one that the lower node made stays; a peer that started anew has another number.
        foreach (var other in links.Values.Where(other => other != link && other.Peer == link.Peer && other.Hello is not null).ToList())
        {
            var isOld = other.Hello!.Node != hello.Node;
            var wanted = isOld || (link.IsOutgoing == node < hello.Node && other.IsOutgoing != link.IsOutgoing) ? link : other;
            var loser = wanted == link ? other : link;
            Close(loser, string.Empty, isFault: false);
            if (loser == link)
            {
                return;
            }
        }

        Log(SyncLog.Info, $"{Name(link)}: connected, it is {Word(link.Role)}");
        OnRoleOf(link);
    }

    private void OnState(PeerLink link, SyncFrame.State state)
    {
        if (link.Role != state.Role)
        {
            Log(SyncLog.Info, $"{Name(link)} is {Word(state.Role)}");
        }

        var isOther = link.Role != state.Role || link.Epoch != state.Epoch;
        (link.Role, link.Epoch) = (state.Role, state.Epoch);
        if (isOther)
        {
            (link.IsTaken, link.IsInSnapshot) = (false, false);
            OnRoleOf(link);
        }
    }

    private void OnRoleOf(PeerLink link)
    {
        if (Role != SyncRole.Master)
        {
            if (link.Role == SyncRole.Master)
            {
                link.ClaimSequence = 0;
            }

            ChooseMaster();
            Claim();
        }
        else if (link.Role == SyncRole.Master)
        {
            link.Raised.Clear();
            link.Starve(table);
            Log(SyncLog.Warning, $"{Name(link)} is master too: neither tells the other anything");
        }
        else if (isRead && !link.IsFed)
        {
            Begin(link);
        }
    }

    /// <summary>A slave believes one master: the first that is there, until it is master no longer.</summary>
    private void ChooseMaster()
    {
        if (master is { Role: SyncRole.Master } && links.ContainsKey(master.Number))
        {
            return;
        }

        if (master is not null)
        {
            (master.IsInSnapshot, master.IsTaken) = (false, false);
        }

        master = links.Values.FirstOrDefault(link => link is { Hello: not null, Role: SyncRole.Master });
        if (master is not null && isRead)
        {
            (master.IsInSnapshot, master.IsTaken) = (false, false);
            master.Say(new SyncFrame.Resync("a new master"));
        }
    }

    /// <summary>Tells the master the last numbers that this gateway sent as master.</summary>
    private void Claim()
    {
        if (!mustClaim || !isRead || master is not { ClaimSequence: 0 })
        {
            return;
        }

        var numbers = table.Sas.Where(entry => entry.MaySend && entry.Numbers.Out > 0)
            .Select(entry => new LastNumber(entry.Key, entry.Numbers.Out)).ToList();
        master.ClaimSequence = ulong.MaxValue;     // until it is written
        foreach (var chunk in numbers.Chunk(FinalChunk).DefaultIfEmpty([]))
        {
            master.Say(new SyncFrame.Final([.. chunk]));
        }
    }

    private void OnAcknowledgement(PeerLink link, ulong sequence)
    {
        link.OnAcknowledged(sequence, now.Milliseconds);
        if (link == master && link.ClaimSequence != 0 && sequence >= link.ClaimSequence)
        {
            mustClaim = false;
        }
    }

    private void OnResync(PeerLink link, SyncFrame.Resync resync)
    {
        if (Role == SyncRole.Master && isRead && link.Role != SyncRole.Master)
        {
            Log(SyncLog.Debug, $"{Name(link)} asks for all anew: {resync.Reason}");
            Begin(link);
        }
    }

    /// <summary>Tells all peers all.</summary>
    private void Feed()
    {
        foreach (var link in links.Values.Where(link => link is { Hello: not null, IsFed: false } && link.Role != SyncRole.Master))
        {
            Begin(link);
        }
    }

    private void Begin(PeerLink link)
    {
        link.Begin(new SyncFrame.SnapshotBegin(epoch, table.Digest.Sas, table.Digest.Policies), table);
    }

    /// <summary>All gateways by name, in an order that is the same on all, say whose block is whose.</summary>
    private void Arrange(PeerLink link, SyncFrame.Hello hello)
    {
        if (ownName is null)
        {
            ownName = hello.You;
            var all = Names(configuration.Peers.Select(peer => peer.Host), ownName);
            blocks = new SequenceBlocks(configuration.Leap, all.Count, all.IndexOf(ownName));
        }

        if (!Names(hello.Peers, Name(link)).SequenceEqual(Names(configuration.Peers.Select(peer => peer.Host), ownName), StringComparer.Ordinal))
        {
            Log(SyncLog.Warning, $"{Name(link)} names other gateways than the file here, or by other names: all files must name all gateways alike");
        }

        static List<string> Names(IEnumerable<string> peers, string self) =>
            [.. peers.Append(self).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private void Refuse(PeerLink link, string what)
    {
        Refused++;
        Close(link, $"it sent {what}", isFault: true);
    }

    private void Close(PeerLink link, string reason, bool isFault)
    {
        links.Remove(link.Number);
        effects.Add(new SyncEffect.Close(link.Number, reason, isFault));
        Forget(link);
    }

    private void Forget(PeerLink link)
    {
        link.Starve(table);
        link.Handles.Clear();
        if (link == master)
        {
            ChooseMaster();
            Claim();
        }
    }

    private string Name(PeerLink link) =>
        link.Peer < configuration.Peers.Length ? configuration.Peers[link.Peer].Host : $"peer {link.Peer}";

    private static string Word(SyncRole role) => role switch
    {
        SyncRole.Master => "master",
        SyncRole.Slave => "slave",
        SyncRole.Init or _ => "not sure of its role",
    };
}
