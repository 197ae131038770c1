using Koi.Netlink.Xfrm;
using Koi.SaSync;
using Koi.SaSync.Node;

namespace Koi.Tests.SaSync.Model;

/// <summary>One machine's SAs and policies, as far as sasyncd sees them; it keeps the rules of UPDSA, NEWAE and policy priorities.</summary>
internal sealed class KernelModel
{
    private readonly Dictionary<SaKey, (SecurityAssociation Sa, SaNumbers Numbers)> sas = [];
    private readonly Dictionary<PolicyId, SecurityPolicy> policies = [];

    /// <summary>Events that sasyncd has not read; null while it does not follow SAs.</summary>
    public Queue<XfrmEvent> Events { get; } = new();

    /// <summary>Whether a daemon runs: it always hears of policies.</summary>
    public bool IsListened { get; set; }

    public bool IsFollowed { get; private set; }

    public bool IsOverrun { get; private set; }

    public IEnumerable<SecurityAssociation> Sas => sas.Values.Select(held => held.Numbers.PutInto(held.Sa, held.Sa.Counters?.AddTime ?? 0));

    public IEnumerable<SecurityPolicy> Policies => policies.Values;

    public SaNumbers NumbersOf(SaKey key) => sas[key].Numbers;

    public bool Has(SaKey key) => sas.ContainsKey(key);

    public void Add(SecurityAssociation sa)
    {
        sas[SaKey.Of(sa)] = (sa, SaNumbers.Of(sa));
        Tell(new XfrmEvent.SaAdded(sa));
    }

    public void Delete(SaKey key)
    {
        if (sas.Remove(key, out var held))
        {
            Tell(new XfrmEvent.SaDeleted(held.Sa));
        }
    }

    public void Flush()
    {
        sas.Clear();
        Tell(new XfrmEvent.SaFlushed(0));
    }

    public void Put(SecurityPolicy policy)
    {
        policies[policy.Id] = policy;
        Tell(new XfrmEvent.PolicyUpdated(policy));
    }

    public void Delete(PolicyId id)
    {
        if (policies.Remove(id, out var policy))
        {
            Tell(new XfrmEvent.PolicyDeleted(policy));
        }
    }

    /// <summary>A packet for a flow: what the kernel would send it with.</summary>
    /// <returns>The number used; null when a block, or no policy, or no SA was found.</returns>
    public (SaKey Key, ulong Number)? Send(Selector flow)
    {
        var policy = policies.Values.Where(policy => policy.Direction == PolicyDirection.Out && policy.Selector == flow)
            .OrderBy(policy => policy.Priority).ThenBy(MarkedPolicy.IsMarked).FirstOrDefault();
        if (policy is not { Action: PolicyAction.Allow, Templates: [var template, ..] })
        {
            return null;
        }

        var key = sas.Values.LastOrDefault(held => held.Sa.RequestId == template.RequestId && held.Sa.Id.Destination == template.Destination).Sa is { } found
            ? SaKey.Of(found) : (SaKey?)null;
        if (key is not { } used)
        {
            return null;
        }

        var (sa, numbers) = sas[used];
        numbers = numbers with { Out = numbers.Out + 1, Packets = numbers.Packets + 1 };
        sas[used] = (sa, numbers);
        return (used, numbers.Out);
    }

    /// <summary>The timer of SAs that were used.</summary>
    public void TellNumbers(SaKey key)
    {
        if (IsFollowed && sas.TryGetValue(key, out var held))
        {
            Tell(new XfrmEvent.AsyncEvent(held.Numbers.ToWrite(held.Sa, 1)));
        }
    }

    public void Overrun()
    {
        if (IsFollowed)
        {
            Events.Clear();
            IsOverrun = true;
        }
    }

    public bool TakeOverrun()
    {
        var was = IsOverrun;
        IsOverrun = false;
        return was;
    }

    /// <summary>The daemon is gone, and its sockets with it.</summary>
    public void Forget()
    {
        Events.Clear();
        (IsListened, IsFollowed, IsOverrun) = (false, false, false);
    }

    public void Apply(SyncEffect effect)
    {
        switch (effect)
        {
            case SyncEffect.PutSa put:
                sas[SaKey.Of(put.Sa)] = (put.Sa, SaNumbers.Of(put.Sa));
                break;
            case SyncEffect.UpdateSa update:
                Assert.True(sas.TryGetValue(SaKey.Of(update.Sa), out var valid), "an SA is updated that is not there");
                sas[SaKey.Of(update.Sa)] = (update.Sa, valid.Numbers);
                break;
            case SyncEffect.DeleteSa delete:
                sas.Remove(delete.Key);
                break;
            case SyncEffect.WriteNumbers write:
                var key = new SaKey(write.Counters.Id, write.Counters.Mark);
                if (sas.TryGetValue(key, out var held))
                {
                    var next = held.Numbers.With(write.Counters);
                    Assert.True(next.Out >= held.Numbers.Out, $"a number goes back: {held.Numbers.Out} to {next.Out}");
                    sas[key] = (held.Sa, next);
                }

                break;
            case SyncEffect.PutPolicy put:
                Put(put.Policy);
                break;
            case SyncEffect.DeletePolicy delete:
                Delete(delete.Id);
                break;
            case SyncEffect.Follow follow:
                Events.Clear();
                IsFollowed = follow.IsOn;
                break;
            default:
                break;
        }
    }

    private void Tell(XfrmEvent change)
    {
        if (IsFollowed || (IsListened && change is XfrmEvent.PolicyUpdated or XfrmEvent.PolicyDeleted))
        {
            Events.Enqueue(change);
        }
    }
}
