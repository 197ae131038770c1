using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>The work of one reconciliation.</summary>
internal sealed class Comparison
{
    private readonly KernelSnapshot state;
    private readonly Dictionary<SaId, SecurityAssociation> sas = [];
    private readonly Dictionary<PolicyId, SecurityPolicy> policies = [];
    private readonly Dictionary<SaId, PlannedObject.Sa> wantedSas = [];
    private readonly Dictionary<PolicyId, PlannedObject.Policy> wantedPolicies = [];
    private readonly ImmutableArray<KernelChange>.Builder saChanges = ImmutableArray.CreateBuilder<KernelChange>();
    private readonly ImmutableArray<KernelChange>.Builder policyChanges = ImmutableArray.CreateBuilder<KernelChange>();
    private readonly ImmutableArray<Diagnostic>.Builder conflicts = ImmutableArray.CreateBuilder<Diagnostic>();

    private Rule? lastMissing;

    internal Comparison(KernelSnapshot state)
    {
        this.state = state;
        foreach (var sa in state.Sas)
        {
            if (!sa.IsKernelMade)
            {
                sas.TryAdd(sa.Id, sa);
            }
        }

        // Policies with a mark or an interface are others' and do not meet ours: they are different policies to the kernel.
        foreach (var policy in state.Policies)
        {
            if (policy is { IsSocketPolicy: false, Mark: null or { Mask: 0 }, InterfaceId: null or 0 })
            {
                policies.TryAdd(ObjectText.IdOf(policy), policy);
            }
        }
    }

    internal void Want(PlannedObject planned)
    {
        if (planned is PlannedObject.Sa sa)
        {
            WantSa(sa);
        }
        else if (planned is PlannedObject.Policy policy)
        {
            WantPolicy(policy);
        }
    }

    internal IEnumerable<KernelChange> Unwanted() =>
    [
        .. state.Policies.Where(p => Ownership.IsOurs(p) && !wantedPolicies.ContainsKey(ObjectText.IdOf(p)))
            .Select(p => new KernelChange.DeletePolicy(Rule: null, p)),
        .. state.Sas.Where(s => Ownership.IsOurs(s) && !wantedSas.ContainsKey(s.Id))
            .Select(s => new KernelChange.DeleteSa(Rule: null, s)),
    ];

    internal Reconciliation Finish(IEnumerable<KernelChange> deletions) =>
        new([.. saChanges, .. policyChanges, .. deletions.OrderBy(d => d is KernelChange.DeleteSa)], conflicts.DrainToImmutable());

    /// <summary>The deletion of the policy of a flow; null with a conflict when it is not there, or is somebody else's.</summary>
    internal KernelChange? FindPolicy(Rule.Flow flow, PolicyId id)
    {
        if (!policies.TryGetValue(id, out var policy))
        {
            return Missing(flow, ObjectText.Of(id));
        }

        return Ownership.IsOurs(policy) ? new KernelChange.DeletePolicy(flow, policy) : Foreign(flow, ObjectText.Of(id));
    }

    /// <summary>The deletion of the SA of a rule; null with a conflict when it is not there, or is somebody else's.</summary>
    internal KernelChange? FindSa(Rule.Sa rule)
    {
        if (SaPlanner.IdOf(rule) is not { } id)
        {
            return Missing(rule, Words.Of(rule.SaType));
        }

        if (!sas.TryGetValue(id, out var sa))
        {
            return Missing(rule, $"SA {ObjectText.Of(id)}");
        }

        return Ownership.IsOurs(sa) ? new KernelChange.DeleteSa(rule, sa) : Foreign(rule, $"SA {ObjectText.Of(id)}");
    }

    private void WantSa(PlannedObject.Sa planned)
    {
        var id = planned.Value.Id;
        if (wantedSas.TryGetValue(id, out var earlier))
        {
            if (!SameObject.Sas(earlier.Value, planned.Value))
            {
                Conflict(planned.Rule, $"SA {ObjectText.Of(id)} is described twice", new DiagnosticNote("it is described here", earlier.Rule.Span));
            }

            return;
        }

        wantedSas.Add(id, planned);
        if (!sas.TryGetValue(id, out var present))
        {
            saChanges.Add(new KernelChange.AddSa(planned.Rule, planned.Value));
        }
        else if (!Ownership.IsOurs(present))
        {
            Foreign(planned.Rule, $"SA {ObjectText.Of(id)}");
        }
        else if (!SameObject.Sas(present, planned.Value))
        {
            saChanges.Add(new KernelChange.ReplaceSa(planned.Rule, present, planned.Value));
        }
    }

    private void WantPolicy(PlannedObject.Policy planned)
    {
        var id = ObjectText.IdOf(planned.Value);
        if (wantedPolicies.TryGetValue(id, out var earlier))
        {
            if (!SameObject.Policies(earlier.Value, planned.Value))
            {
                Conflict(planned.Rule, $"{ObjectText.Of(id)} is described twice", new DiagnosticNote("it is described here", earlier.Rule.Span));
            }

            return;
        }

        wantedPolicies.Add(id, planned);
        if (!policies.TryGetValue(id, out var present))
        {
            policyChanges.Add(new KernelChange.AddPolicy(planned.Rule, planned.Value));
        }
        else if (!Ownership.IsOurs(present))
        {
            Foreign(planned.Rule, ObjectText.Of(id));
        }
        else if (!SameObject.Policies(present, planned.Value))
        {
            policyChanges.Add(new KernelChange.UpdatePolicy(planned.Rule, present, planned.Value));
        }
    }

    /// <summary>Said once for a rule: when the policy for delivered packets is missing, that for forwarded ones is too.</summary>
    private KernelChange? Missing(Rule rule, string what) => ReferenceEquals(lastMissing, rule)
        ? null
        : Conflict(lastMissing = rule, $"failed to delete rule {rule.Number}: there is no {what}");

    private KernelChange? Foreign(Rule rule, string what) => Conflict(rule, $"{what} is there and was not made by ipsecctl");

    private KernelChange? Conflict(Rule rule, string message, params ImmutableArray<DiagnosticNote> notes)
    {
        conflicts.Add(new(Severity.Error, message, rule.Span, rule.Span.Position.Line, notes));
        return null;
    }
}

/// <summary>Whether an object in the kernel is what a rule asks for; counters and lifetimes do not count.</summary>
internal static class SameObject
{
    internal static bool Sas(SecurityAssociation one, SecurityAssociation other) =>
        one.Id == other.Id && one.Source == other.Source && one.Mode == other.Mode && one.RequestId == other.RequestId
        && one.Flags == other.Flags && one.ReplayWindow == other.ReplayWindow
        && one.Authentication == other.Authentication && one.Encryption == other.Encryption
        && one.Aead == other.Aead && one.Compression == other.Compression
        && one.Encapsulation == other.Encapsulation;

    internal static bool Policies(SecurityPolicy one, SecurityPolicy other) =>
        one.Action == other.Action && one.Priority == other.Priority && one.Templates.SequenceEqual(other.Templates);
}
