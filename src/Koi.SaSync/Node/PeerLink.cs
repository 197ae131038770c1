using System.Collections.Immutable;
using Koi.Netlink.Xfrm;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Node;

/// <summary>
/// A connection with a peer. What is to be told is a queue of things, not of bytes: each is written as it is when there is room for it, and
/// what changed twice is told once. So a peer that does not read costs no more memory than there are SAs, and holds up nobody.
/// </summary>
internal sealed class PeerLink(int number, int peer, bool isOutgoing, ulong bit)
{
    /// <summary>Bytes that a peer may be behind before nothing more is sent.</summary>
    private const int Window = 4 * 1024 * 1024;

    // Frames of so many things stay below the greatest length with the largest of each.
    private const int SaChunk = 64;
    private const int PolicyChunk = 64;
    private const int CounterChunk = 256;
    private const int KeyChunk = 2048;

    /// <summary>Deletions that wait; with more, all is told anew.</summary>
    private const int MostDeletions = 1 << 18;

    private readonly Queue<SyncFrame> urgent = new();
    private readonly Queue<object> work = new();
    private readonly Queue<SaEntry> dirty = new();
    private readonly Queue<(ulong Sequence, int Bytes, long Since, ulong Packets)> flight = new();
    private int deletions;
    private int unacknowledged;
    private ulong sent;
    private ulong toAcknowledge;
    private long dirtySince;
    private ulong dirtyPackets;
    private bool countersNext;

    public int Number { get; } = number;

    public int Peer { get; } = peer;

    public bool IsOutgoing { get; } = isOutgoing;

    /// <summary>This peer's bit in entries.</summary>
    public ulong Bit { get; } = bit;

    public SyncFrame.Hello? Hello { get; set; }

    public SyncRole Role { get; set; }

    public ulong Epoch { get; set; }

    /// <summary>Whether it is told what this machine has.</summary>
    public bool IsFed { get; set; }

    /// <summary>Whether the snapshot was told to its end and acknowledged.</summary>
    public bool IsInStep { get; private set; }

    /// <summary>On a slave: whether a snapshot of it was taken to its end.</summary>
    public bool IsTaken { get; set; }

    /// <summary>SAs that its last numbers have raised; each once, or a peer could use up all numbers.</summary>
    public HashSet<SaKey> Raised { get; } = [];

    /// <summary>Of the frame that told it this machine's last numbers; 0 when it was not told.</summary>
    public ulong ClaimSequence { get; set; }

    /// <summary>On a slave: between the snapshot's begin and end.</summary>
    public bool IsInSnapshot { get; set; }

    /// <summary>On a slave: the master's numbers of SAs.</summary>
    public Dictionary<uint, SaEntry> Handles { get; } = [];

    public long LastHeard { get; set; }

    public ulong Received { get; set; }

    /// <summary>Milliseconds between a change of numbers and its acknowledgement, of the last that was acknowledged.</summary>
    public long Lag { get; private set; }

    /// <summary>Packets of the SA that was furthest ahead when its numbers were told.</summary>
    public ulong LagPackets { get; private set; }

    public long? LastSnapshot { get; private set; }

    /// <summary>Since when something waits to be acknowledged; null when nothing does.</summary>
    public long? BehindSince => flight.TryPeek(out var first) ? first.Since : dirty.Count > 0 ? dirtySince : null;

    private ulong SnapshotSequence { get; set; }

    public void Say(SyncFrame frame) => urgent.Enqueue(frame);

    public void Acknowledge(ulong sequence) => toAcknowledge = sequence;

    /// <summary>Tells all anew.</summary>
    public void Begin(SyncFrame.SnapshotBegin begin, SyncTable table)
    {
        Forget(table);
        (IsFed, IsInStep, SnapshotSequence) = (true, false, 0);
        work.Enqueue(begin);
        foreach (var entry in table.All)
        {
            Enqueue(entry);
        }

        work.Enqueue(new SyncFrame.SnapshotEnd(begin.Epoch));
    }

    /// <summary>Tells nothing more of what this machine has.</summary>
    public void Starve(SyncTable table)
    {
        Forget(table);
        (IsFed, IsInStep) = (false, false);
    }

    public void Enqueue(TableEntry entry)
    {
        if ((entry.Queued & Bit) == 0)
        {
            entry.Queued |= Bit;
            work.Enqueue(entry);
        }
    }

    /// <summary>Tells that something is gone.</summary>
    /// <returns>False when too much waits: all must be told anew.</returns>
    public bool EnqueueGone(object keyOrId)
    {
        work.Enqueue(keyOrId);
        return ++deletions <= MostDeletions;
    }

    public void EnqueueFlush(SyncFrame.Flush flush) => work.Enqueue(flush);

    public void EnqueueNumbers(SaEntry entry, ulong packets, long now)
    {
        if (((entry.Queued | entry.Dirty) & Bit) == 0)
        {
            entry.Dirty |= Bit;
            dirtySince = dirty.Count == 0 ? now : dirtySince;
            dirty.Enqueue(entry);
        }

        dirtyPackets = Math.Max(dirtyPackets, packets);
    }

    /// <summary>The peer has applied all frames up to one.</summary>
    public void OnAcknowledged(ulong sequence, long now)
    {
        while (flight.TryPeek(out var first) && first.Sequence <= sequence)
        {
            flight.Dequeue();
            unacknowledged -= first.Bytes;
            if (first.Packets > 0)
            {
                (Lag, LagPackets) = (now - first.Since, first.Packets);
            }
        }

        if (SnapshotSequence != 0 && sequence >= SnapshotSequence && !IsInStep)
        {
            (IsInStep, LastSnapshot) = (true, now);
        }
    }

    /// <summary>Things that wait to be told.</summary>
    public int Waiting => urgent.Count + work.Count + dirty.Count;

    /// <summary>Whether the peer has been told everything but numbers.</summary>
    public bool IsAllTold => work.Count == 0 && IsFed;

    /// <summary>The next frame to be written, with its number; null when there is none, or the peer is too far behind.</summary>
    public SyncFrame? Take(out ulong sequence)
    {
        sequence = 0;
        var frame = TakeUrgent() ?? (unacknowledged < Window ? TakeWork() : null);
        if (frame is not null)
        {
            sequence = ++sent;
        }

        return frame;
    }

    /// <summary>A frame that was taken has been written.</summary>
    public void OnWritten(SyncFrame frame, ulong sequence, int bytes, long now)
    {
        switch (frame)
        {
            case SyncFrame.Counters:
                flight.Enqueue((sequence, bytes, dirtySince, Math.Max(dirtyPackets, 1)));
                unacknowledged += bytes;
                (dirtySince, dirtyPackets) = (now, 0);
                break;
            case SyncFrame.SnapshotBegin or SyncFrame.SnapshotEnd or SyncFrame.SaPut or SyncFrame.SaDelete
                or SyncFrame.PolicyPut or SyncFrame.PolicyDelete or SyncFrame.Flush:
                SnapshotSequence = frame is SyncFrame.SnapshotEnd ? sequence : SnapshotSequence;
                flight.Enqueue((sequence, bytes, now, 0));
                unacknowledged += bytes;
                break;
            case SyncFrame.Final:
                ClaimSequence = sequence;
                break;
            default:
                break;
        }
    }

    private SyncFrame? TakeUrgent()
    {
        if (urgent.TryDequeue(out var frame))
        {
            return frame;
        }

        if (toAcknowledge == 0)
        {
            return null;
        }

        var acknowledgement = new SyncFrame.Ack(toAcknowledge);
        toAcknowledge = 0;
        return acknowledgement;
    }

    /// <summary>Numbers do not wait for the end of a snapshot: chunks of both take turns.</summary>
    private SyncFrame? TakeWork()
    {
        countersNext = !countersNext;
        return countersNext ? TakeCounters() ?? TakeStructure() : TakeStructure() ?? TakeCounters();
    }

    private SyncFrame.Counters? TakeCounters()
    {
        var records = ImmutableArray.CreateBuilder<CounterRecord>();
        while (records.Count < CounterChunk && dirty.TryDequeue(out var entry))
        {
            var isWanted = (entry.Dirty & Bit) != 0 && (entry.Queued & Bit) == 0 && !entry.IsGone;
            entry.Dirty &= ~Bit;
            if (isWanted)
            {
                records.Add(new CounterRecord(entry.Handle, entry.Numbers));
            }
        }

        return records.Count == 0 ? null : new SyncFrame.Counters(records.DrainToImmutable());
    }

    private SyncFrame? TakeStructure()
    {
        while (work.TryPeek(out var next))
        {
            SyncFrame? frame = next switch
            {
                SyncFrame whole => TakeWhole(whole),
                SaEntry => Chunk<SaEntry, OfferedSa>(SaChunk, Offer) is { IsEmpty: false } sas ? new SyncFrame.SaPut(sas) : null,
                PolicyEntry => Chunk<PolicyEntry, SecurityPolicy>(PolicyChunk, Offer) is { IsEmpty: false } policies
                    ? new SyncFrame.PolicyPut(policies) : null,
                SaKey => new SyncFrame.SaDelete(Chunk<SaKey, SaKey>(KeyChunk, Gone)),
                PolicyId => new SyncFrame.PolicyDelete(Chunk<PolicyId, PolicyId>(KeyChunk, Gone)),
                _ => throw new InvalidOperationException("work of no kind"),
            };
            if (frame is not null)
            {
                return frame;
            }
        }

        return null;
    }

    private SyncFrame TakeWhole(SyncFrame frame)
    {
        work.Dequeue();
        return frame;
    }

    private ImmutableArray<TItem> Chunk<TWork, TItem>(int greatest, Func<TWork, TItem?> read)
        where TWork : notnull
    {
        var items = ImmutableArray.CreateBuilder<TItem>();
        while (items.Count < greatest && work.TryPeek(out var next) && next is TWork)
        {
            if (read((TWork)work.Dequeue()) is { } item)
            {
                items.Add(item);
            }
        }

        return items.DrainToImmutable();
    }

    private OfferedSa? Offer(SaEntry entry)
    {
        entry.Queued &= ~Bit;
        entry.Dirty &= ~Bit;
        return entry.IsGone ? null : new OfferedSa(entry.Handle, entry.Shape, entry.Numbers, entry.AddTime);
    }

    private SecurityPolicy? Offer(PolicyEntry entry)
    {
        entry.Queued &= ~Bit;
        return entry.IsGone ? null : entry.Policy;
    }

    private T Gone<T>(T key)
    {
        deletions--;
        return key;
    }

    private void Forget(SyncTable table)
    {
        work.Clear();
        dirty.Clear();
        deletions = 0;
        foreach (var entry in table.All)
        {
            entry.Queued &= ~Bit;
        }

        foreach (var sa in table.Sas)
        {
            sa.Dirty &= ~Bit;
        }
    }
}
