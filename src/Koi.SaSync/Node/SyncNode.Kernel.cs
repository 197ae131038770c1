using Koi.Netlink.Xfrm;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Node;

/// <content>What the kernel says.</content>
public sealed partial class SyncNode
{
    /// <summary>All that the kernel has, asked for by <see cref="SyncEffect.ReadKernel"/>. Events before it are in it, later ones are not.</summary>
    public void OnKernelRead(IReadOnlyList<SecurityAssociation> sas, IReadOnlyList<SecurityPolicy> policies, SyncTime time)
    {
        now = time;
        var wasLive = false;
        ReadSas(sas);
        ReadPolicies(policies);
        if (Role == SyncRole.Master)
        {
            Remember(table.Sas);
        }

        foreach (var entry in table.Policies)
        {
            if (Role == SyncRole.Master)
            {
                Release(entry);
            }
            else
            {
                wasLive |= entry is { IsOutbound: true, Marked: not { Action: PolicyAction.Block } } && (entry.IsOwn || entry.Marked is not null);
                Hold(entry);
            }
        }

        isRead = true;
        if (Role == SyncRole.Master)
        {
            Feed();
            return;
        }

        // A daemon that starts as slave and finds policies in force was master before.
        if (wasLive && table.Sas.Count > 0)
        {
            mustClaim = true;
            foreach (var sa in table.Sas)
            {
                sa.IsUsed = true;
            }
        }

        ChooseMaster();
        Claim();
    }

    /// <summary>The kernel's queue was full: events are missing.</summary>
    public void OnOverrun(SyncTime time)
    {
        now = time;
        Log(SyncLog.Info, "events of the kernel were lost; reading all again");
        effects.Add(new SyncEffect.ReadKernel());
    }

    /// <summary>The kernel's SAs or policies changed.</summary>
    public void OnKernelEvent(XfrmEvent change, SyncTime time)
    {
        now = time;
        switch (change)
        {
            case XfrmEvent.SaAdded added:
                OnSa(added.Sa);
                break;
            case XfrmEvent.SaUpdated updated:
                OnSa(updated.Sa);
                break;
            case XfrmEvent.SaDeleted deleted:
                OnSaGone(SaKey.Of(deleted.Sa));
                break;
            case XfrmEvent.SaExpired { IsHard: true } expired:
                OnSaGone(SaKey.Of(expired.Sa));
                break;
            case XfrmEvent.SaFlushed flushed:
                OnSasFlushed(flushed.Protocol);
                break;
            case XfrmEvent.AsyncEvent counted:
                OnNumbers(counted.Counters);
                break;
            case XfrmEvent.PolicyAdded added:
                OnPolicy(added.Policy);
                break;
            case XfrmEvent.PolicyUpdated updated:
                OnPolicy(updated.Policy);
                break;
            case XfrmEvent.PolicyDeleted deleted:
                OnPolicyGone(deleted.Policy);
                break;
            case XfrmEvent.PolicyExpired { IsHard: true } expired:
                OnPolicyGone(expired.Policy);
                break;
            case XfrmEvent.PolicyFlushed flushed:
                OnPoliciesFlushed(flushed.PolicyType);
                break;
            case XfrmEvent.Migrate when Role == SyncRole.Master:
                effects.Add(new SyncEffect.ReadKernel());
                break;
            default:
                break;
        }
    }

    private static SaKey Normalised(SaKey key) => key.Mark is { Mask: 0, Value: 0 } ? key with { Mark = null } : key;

    private void ReadSas(IReadOnlyList<SecurityAssociation> sas)
    {
        var present = new HashSet<SaKey>(sas.Count);
        foreach (var sa in sas)
        {
            if (Normal.Shape(sa) is { } shape && !IsSkipped(shape))
            {
                present.Add(SaKey.Of(shape));
                Take(shape, sa);
            }
        }

        foreach (var gone in table.Sas.Where(entry => !present.Contains(entry.Key)).ToList())
        {
            Drop(gone);
        }
    }

    private void ReadPolicies(IReadOnlyList<SecurityPolicy> policies)
    {
        foreach (var entry in table.Policies)
        {
            (entry.IsOwn, entry.Marked) = (false, null);
        }

        // Those of others first: where both are, theirs is what the master has.
        foreach (var policy in policies.Select(Normal.Policy).OfType<SecurityPolicy>().OrderBy(MarkedPolicy.IsMarked))
        {
            Take(policy);
        }

        foreach (var gone in table.Policies.Where(entry => !entry.IsOwn && entry.Marked is null).ToList())
        {
            Drop(gone);
        }
    }

    /// <summary>An SA that the kernel has.</summary>
    private void Take(SecurityAssociation shape, SecurityAssociation sa)
    {
        var isOther = table.Put(shape, out var entry);
        var numbers = isOther ? SaNumbers.Of(sa) : NotBack(entry, SaNumbers.Of(sa));
        var packets = numbers.Packets - Math.Min(entry.Numbers.Packets, numbers.Packets);
        var isMoved = entry.Numbers.Out != numbers.Out || entry.Numbers.In != numbers.In;
        (entry.Numbers, entry.AddTime) = (numbers, sa.Counters?.AddTime ?? now.Seconds);
        if (Role != SyncRole.Master)
        {
            return;
        }

        isOther |= !entry.IsOffered;
        entry.IsUsed = true;
        table.SetOffered(entry, true);
        foreach (var link in links.Values.Where(link => link.IsFed))
        {
            if (isOther)
            {
                link.Enqueue(entry);
            }
            else if (isMoved)
            {
                link.EnqueueNumbers(entry, packets, now.Milliseconds);
            }
        }
    }

    /// <summary>An event may be older than what was written since.</summary>
    private static SaNumbers NotBack(SaEntry entry, SaNumbers told) => told with { Out = Math.Max(told.Out, entry.Numbers.Out) };

    /// <summary>A policy that the kernel has.</summary>
    private void Take(SecurityPolicy policy)
    {
        var isMarked = MarkedPolicy.IsMarked(policy);
        var original = isMarked ? MarkedPolicy.Original(policy) : policy;
        if (isMarked && table.TryGet(original.Id, out var known))
        {
            known.Marked = policy;
            Offer(known, isOther: false);
            return;
        }

        var isOther = table.Put(original, out var entry);
        entry.IsOwn |= !isMarked;
        entry.Marked = isMarked ? policy : entry.Marked;
        Offer(entry, isOther);
    }

    private void Offer(PolicyEntry entry, bool isOther)
    {
        if (Role != SyncRole.Master)
        {
            return;
        }

        isOther |= !entry.IsOffered;
        table.SetOffered(entry, true);
        foreach (var link in links.Values.Where(link => isOther && link.IsFed))
        {
            link.Enqueue(entry);
        }
    }

    private void Drop(SaEntry entry)
    {
        Remove(entry);
        TellGone(entry.Key);
    }

    private void Drop(PolicyEntry entry)
    {
        table.Remove(entry);
        TellGone(entry.Policy.Id);
    }

    private void TellGone(object keyOrId)
    {
        foreach (var link in links.Values.Where(link => link.IsFed))
        {
            if (!link.EnqueueGone(keyOrId))
            {
                Log(SyncLog.Warning, $"{Name(link)} is too far behind; telling it all anew");
                Begin(link);
            }
        }
    }

    private void OnSa(SecurityAssociation sa)
    {
        if (Role == SyncRole.Master && Normal.Shape(sa) is { } shape && !IsSkipped(shape))
        {
            Take(shape, sa);
        }
    }

    private void OnSaGone(SaKey key)
    {
        if (Role == SyncRole.Master && table.TryGet(Normalised(key), out var entry))
        {
            Drop(entry);
        }
    }

    private void OnSasFlushed(byte protocol)
    {
        if (Role != SyncRole.Master)
        {
            return;
        }

        foreach (var entry in table.Sas.Where(entry => protocol == 0 || entry.Key.Id.Protocol == protocol).ToList())
        {
            Remove(entry);
        }

        TellFlush(new SyncFrame.Flush(IsPolicies: false, protocol));
    }

    private void OnNumbers(SaCounters counters)
    {
        if (Role != SyncRole.Master || !table.TryGet(Normalised(new SaKey(counters.Id, counters.Mark)), out var entry))
        {
            return;
        }

        var before = entry.Numbers;
        entry.Numbers = NotBack(entry, before.With(counters));
        var packets = entry.Numbers.Packets - Math.Min(before.Packets, entry.Numbers.Packets);
        foreach (var link in links.Values.Where(link => link.IsFed))
        {
            link.EnqueueNumbers(entry, packets, now.Milliseconds);
        }
    }

    private void OnPolicy(SecurityPolicy told)
    {
        if (Normal.Policy(told) is not { } policy)
        {
            return;
        }

        if (Role == SyncRole.Master)
        {
            Take(policy);
        }
        else if (!MarkedPolicy.IsMarked(policy))
        {
            // Somebody here makes a policy of his own while another gateway is master.
            if (!table.TryGet(policy.Id, out var entry) || !entry.IsOffered)
            {
                table.Put(policy, out entry);
            }

            entry.IsOwn = true;
            Hold(entry);
        }
    }

    private void OnPolicyGone(SecurityPolicy told)
    {
        if (Normal.Policy(told) is not { } policy)
        {
            return;
        }

        var isMarked = MarkedPolicy.IsMarked(policy);
        if (!table.TryGet(isMarked ? MarkedPolicy.Original(policy).Id : policy.Id, out var entry))
        {
            return;
        }

        if (isMarked)
        {
            if (entry.Marked is null)
            {
                return;
            }

            if (Role == SyncRole.Master && !entry.IsOwn)
            {
                entry.Marked = null;
                Drop(entry);
            }
            else if (Role != SyncRole.Master)
            {
                PutMarked(entry, entry.Marked);     // not ours to lose
            }

            return;
        }

        entry.IsOwn = false;
        if (Role == SyncRole.Master)
        {
            DropMarked(entry);
            Drop(entry);
        }
        else if (!entry.IsOffered)
        {
            DropMarked(entry);
            table.Remove(entry);
        }
    }

    private void OnPoliciesFlushed(byte type)
    {
        foreach (var entry in table.Policies.Where(entry => (entry.Policy.PolicyType ?? 0) == type).ToList())
        {
            entry.IsOwn = false;
            if (Role == SyncRole.Master)
            {
                entry.Marked = null;
                table.Remove(entry);
            }
            else if (entry.IsOffered && entry.Marked is { } marked)
            {
                PutMarked(entry, marked);
            }
            else
            {
                table.Remove(entry);
            }
        }

        if (Role == SyncRole.Master)
        {
            TellFlush(new SyncFrame.Flush(IsPolicies: true, type));
        }
    }

    private void TellFlush(SyncFrame.Flush flush)
    {
        foreach (var link in links.Values.Where(link => link.IsFed))
        {
            link.EnqueueFlush(flush);
        }
    }

    /// <summary>Lets packets leave by a copy.</summary>
    private void Release(PolicyEntry entry)
    {
        if (entry.Marked is { Action: PolicyAction.Block } && MarkedPolicy.Of(entry.Policy, isLive: true) is { Action: PolicyAction.Allow } live)
        {
            PutMarked(entry, live);
        }
    }

    private bool IsSkipped(SecurityAssociation sa) =>
        configuration.SkipsSlave && (peerAddresses.Contains(sa.Source) || peerAddresses.Contains(sa.Id.Destination));
}
