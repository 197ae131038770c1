using Koi.Netlink.Xfrm;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Node;

/// <content>What the master says, on a slave; and what a master believes of who was master before.</content>
public sealed partial class SyncNode
{
    private readonly ByteWriter scratch = new();

    private void OnData(PeerLink link, SyncFrame frame, ulong sequence)
    {
        if (link.Role != SyncRole.Master)
        {
            Refuse(link, "what only a master may send");
            return;
        }

        link.Acknowledge(sequence);
        if (Role == SyncRole.Master || link != master || !isRead)
        {
            return;     // there is another master, or this gateway is; it was told, or will ask again
        }

        if (!link.IsInSnapshot && !link.IsTaken && frame is not SyncFrame.SnapshotBegin)
        {
            return;     // from before the snapshot that was asked for
        }

        switch (frame)
        {
            case SyncFrame.SnapshotBegin:
                OnBegin(link);
                break;
            case SyncFrame.SnapshotEnd:
                OnEnd(link);
                break;
            case SyncFrame.SaPut put:
                foreach (var sa in put.Sas)
                {
                    OnOffered(link, sa);
                }

                break;
            case SyncFrame.SaDelete delete:
                foreach (var key in delete.Keys)
                {
                    if (table.TryGet(key, out var entry))
                    {
                        Delete(link, entry);
                    }
                }

                break;
            case SyncFrame.PolicyPut put:
                foreach (var policy in put.Policies)
                {
                    OnOffered(policy);
                }

                break;
            case SyncFrame.PolicyDelete delete:
                foreach (var id in delete.Ids)
                {
                    if (table.TryGet(id, out var entry))
                    {
                        Delete(entry);
                    }
                }

                break;
            case SyncFrame.Flush flush:
                OnFlush(link, flush);
                break;
            case SyncFrame.Counters counters:
                foreach (var record in counters.Records)
                {
                    OnCounters(link, record);
                }

                break;
            default:
                Refuse(link, "a frame that has no place here");
                break;
        }
    }

    private void OnBegin(PeerLink link)
    {
        (link.IsInSnapshot, link.IsTaken) = (true, false);
        link.Handles.Clear();
        foreach (var entry in table.All)
        {
            entry.IsSeen = false;
        }
    }

    private void OnEnd(PeerLink link)
    {
        if (!link.IsInSnapshot)
        {
            return;
        }

        (link.IsInSnapshot, link.IsTaken) = (false, true);
        foreach (var sa in table.Sas.Where(entry => !entry.IsSeen).ToList())
        {
            if (configuration.FlushMode == FlushMode.Startup)
            {
                Delete(link, sa);
            }
            else
            {
                table.SetOffered(sa, false);
            }
        }

        foreach (var policy in table.Policies.Where(entry => !entry.IsSeen).ToList())
        {
            if (configuration.FlushMode == FlushMode.Startup)
            {
                Delete(policy);
            }
            else
            {
                table.SetOffered(policy, false);
            }
        }

        Log(SyncLog.Info, $"in step with {Name(link)}: {table.Digest.Sas} SAs, {table.Digest.Policies} flows");
        BeReady("the SAs are here");
    }

    private void OnOffered(PeerLink link, OfferedSa offered)
    {
        if (Normal.Shape(offered.Sa) is not { } shape || !IsWindow(shape, offered.Numbers))
        {
            Refuse(link, "an SA that cannot be");
            return;
        }

        var isKnown = table.TryGet(SaKey.Of(shape), out var known);
        var before = known?.Shape;
        var isOther = table.Put(shape, out var entry);
        var isSame = isKnown && (!isOther || HasSameKeys(before!, shape));
        entry.MasterOut = isSame && entry.MasterHandle == offered.Handle ? Math.Max(entry.MasterOut, offered.Numbers.Out) : offered.Numbers.Out;
        entry.MasterHandle = offered.Handle;
        link.Handles[offered.Handle] = entry;
        entry.AddTime = offered.AddTime;
        var numbers = Ahead(entry, offered.Numbers, isSame);
        var isMoved = !AreSame(numbers, entry.Numbers);
        (entry.Numbers, entry.IsSeen) = (numbers, true);
        table.SetOffered(entry, true);
        if (!isSame)
        {
            effects.Add(new SyncEffect.PutSa(entry.Whole));
            return;
        }

        if (isOther)
        {
            effects.Add(new SyncEffect.UpdateSa(entry.Whole));
        }

        if (isMoved || isOther)
        {
            effects.Add(new SyncEffect.WriteNumbers(numbers.ToWrite(shape, entry.AddTime)));
        }
    }

    private void OnOffered(SecurityPolicy offered)
    {
        if (Normal.Policy(offered) is not { } policy || MarkedPolicy.IsMarked(policy))
        {
            return;
        }

        table.Put(policy, out var entry);
        entry.IsSeen = true;
        table.SetOffered(entry, true);
        var marked = MarkedPolicy.Of(policy, isLive: false);
        if (entry is { IsOwn: true, IsOutbound: true, Policy.Priority: 0 })
        {
            effects.Add(new SyncEffect.PutPolicy(policy with { Priority = 1 }));
        }

        if (entry.Marked is not { } present || Normal.Digest(present, scratch) != Normal.Digest(marked, scratch))
        {
            PutMarked(entry, marked);
        }
    }

    private void OnCounters(PeerLink link, CounterRecord record)
    {
        if (!link.Handles.TryGetValue(record.Handle, out var entry) || entry.IsGone || !IsWindow(entry.Shape, record.Numbers))
        {
            return;
        }

        entry.MasterOut = Math.Max(entry.MasterOut, record.Numbers.Out);
        var numbers = Ahead(entry, record.Numbers, isSame: true);
        if (!AreSame(numbers, entry.Numbers))
        {
            entry.Numbers = numbers;
            effects.Add(new SyncEffect.WriteNumbers(numbers.ToWrite(entry.Shape, entry.AddTime)));
        }
    }

    /// <summary>The master's numbers as this slave takes them: outbound ahead, inbound exact, nothing ever back.</summary>
    private SaNumbers Ahead(SaEntry entry, SaNumbers told, bool isSame)
    {
        var known = isSame ? entry.MasterOut : Math.Max(entry.MasterOut, used.GetValueOrDefault(entry.Digest));
        var ahead = blocks.After(known, SaNumbers.LastOf(entry.Shape));
        var sent = !entry.MaySend ? 0 : isSame ? Math.Max(ahead, entry.Numbers.Out) : ahead;
        return isSame && told.In < entry.Numbers.In
            ? told with { Out = sent, In = entry.Numbers.In, Bitmap = entry.Numbers.Bitmap }
            : told with { Out = sent };
    }

    private void OnFlush(PeerLink link, SyncFrame.Flush flush)
    {
        if (flush.IsPolicies)
        {
            foreach (var entry in table.Policies.Where(entry => entry.IsOffered && (entry.Policy.PolicyType ?? 0) == flush.Protocol).ToList())
            {
                if (configuration.FlushMode == FlushMode.Never)
                {
                    table.SetOffered(entry, false);
                }
                else
                {
                    Delete(entry);
                }
            }

            return;
        }

        foreach (var entry in table.Sas.Where(entry => entry.IsOffered && (flush.Protocol == 0 || entry.Key.Id.Protocol == flush.Protocol)).ToList())
        {
            if (configuration.FlushMode == FlushMode.Never)
            {
                table.SetOffered(entry, false);
            }
            else
            {
                Delete(link, entry);
            }
        }
    }

    private void OnPing(PeerLink link, SyncFrame.Ping ping)
    {
        if (link != master || Role == SyncRole.Master)
        {
            return;
        }

        if (!link.IsTaken || ping.Digest is not { } digest || digest == table.Digest || now.Milliseconds - lastResync < ResyncPause)
        {
            return;
        }

        lastResync = now.Milliseconds;
        Log(SyncLog.Warning, $"{Name(link)} has {digest.Sas} SAs and {digest.Policies} flows, here are "
            + $"{table.Digest.Sas} and {table.Digest.Policies}, or they differ; asking for all anew");
        link.Say(new SyncFrame.Resync("the sums differ"));
    }

    /// <summary>
    /// Who was master tells how far it went. Where that is further than here, the remote end has seen it, and would take what is sent here
    /// for old.
    /// </summary>
    private void OnFinal(PeerLink link, SyncFrame.Final final, ulong sequence)
    {
        link.Acknowledge(sequence);
        if (Role != SyncRole.Master)
        {
            return;
        }

        if (link.Role == SyncRole.Master)
        {
            Refuse(link, "last numbers while it is master");
            return;
        }

        var raised = new List<SaEntry>();
        foreach (var (key, sent) in final.Numbers)
        {
            if (!table.TryGet(key, out var entry) || !entry.MaySend || sent < entry.Numbers.Out)
            {
                continue;
            }

            if (!link.Raised.Add(key))
            {
                continue;
            }

            if (sent - entry.Numbers.Out > blocks.Furthest)
            {
                Log(SyncLog.Warning, $"{Name(link)} claims to have sent {sent} packets with SA {key}, far beyond what it was given: ignored");
                continue;
            }

            entry.Numbers = entry.Numbers with { Out = blocks.After(sent, SaNumbers.LastOf(entry.Shape)) };
            raised.Add(entry);
            foreach (var fed in links.Values.Where(other => other.IsFed))
            {
                fed.EnqueueNumbers(entry, 0, now.Milliseconds);
            }
        }

        if (raised.Count == 0)
        {
            return;
        }

        Log(SyncLog.Info, $"{Name(link)} was master and sent further with {raised.Count} SAs: leapt over it");
        Remember(raised);
        foreach (var entry in raised)
        {
            effects.Add(new SyncEffect.WriteNumbers(entry.Numbers.ToWrite(entry.Shape, entry.AddTime)));
        }
    }

    private void Delete(PeerLink link, SaEntry entry)
    {
        if (link.Handles.TryGetValue(entry.MasterHandle, out var held) && held == entry)
        {
            link.Handles.Remove(entry.MasterHandle);    // the number may be that of another master's SA
        }

        Remove(entry);
        effects.Add(new SyncEffect.DeleteSa(entry.Key, entry.Shape.InterfaceId));
    }

    private void Delete(PolicyEntry entry)
    {
        if (entry.IsOwn)
        {
            // Not ours to delete; while another gateway is master it stays held.
            table.SetOffered(entry, false);
            return;
        }

        DropMarked(entry);
        table.Remove(entry);
    }

    private bool HasSameKeys(SecurityAssociation before, SecurityAssociation after) =>
        Normal.Digest(before with { Limits = default, Encapsulation = null }, scratch)
        == Normal.Digest(after with { Limits = default, Encapsulation = null }, scratch);

    private static bool IsWindow(SecurityAssociation shape, in SaNumbers numbers) =>
        numbers.Bitmap.Length == (shape.ReplayEsn is { } esn ? esn.Bitmap.Length : shape.Replay is null ? 0 : 1);

    private static bool AreSame(in SaNumbers one, in SaNumbers other) =>
        one.Out == other.Out && one.In == other.In && one.Bytes == other.Bytes && one.Packets == other.Packets
        && one.UseTime == other.UseTime && !one.Bitmap.IsDefault && !other.Bitmap.IsDefault && one.Bitmap.AsSpan().SequenceEqual(other.Bitmap.AsSpan());
}
