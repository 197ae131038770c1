using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>Compares what a configuration asks for with what the kernel has.</summary>
/// <param name="Changes">What to do, in an order in which no protected packet leaves in clear: SAs come before their policies and go after them.</param>
/// <param name="Conflicts">Objects of others that are in the way, and rules that contradict each other.</param>
public sealed record Reconciliation(ImmutableArray<KernelChange> Changes, ImmutableArray<Diagnostic> Conflicts)
{
    /// <summary>What loading a plan changes. Equal objects stay as they are.</summary>
    /// <param name="plan">What should be.</param>
    /// <param name="state">What is.</param>
    /// <param name="removesOthers">Whether what ipsecctl made and the plan does not hold goes (<c>-F</c> with <c>-f</c>).</param>
    public static Reconciliation Load(KernelPlan plan, KernelSnapshot state, bool removesOthers)
    {
        var work = new Comparison(state);
        foreach (var planned in plan.Objects)
        {
            work.Want(planned);
        }

        return work.Finish(removesOthers ? work.Unwanted() : []);
    }

    /// <summary>What deleting the objects of rules changes.</summary>
    /// <param name="rules">The rules of the file; <c>ike</c> rules are not the kernel's.</param>
    /// <param name="state">What is.</param>
    public static Reconciliation Delete(IEnumerable<Rule> rules, KernelSnapshot state)
    {
        var work = new Comparison(state);
        List<KernelChange> changes = [];
        foreach (var rule in rules)
        {
            switch (rule)
            {
                case Rule.Flow flow:
                    changes.AddRange(FlowPlanner.Identify(flow).Select(id => work.FindPolicy(flow, id)).OfType<KernelChange>());
                    break;
                case Rule.Sa sa:
                    changes.AddRange(new[] { work.FindSa(sa) }.OfType<KernelChange>());
                    break;
                case Rule.Bundle or Rule.Ike:
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return work.Finish(changes.Distinct());
    }

    /// <summary>What <c>-F</c> alone changes: everything that ipsecctl made goes.</summary>
    public static Reconciliation Flush(KernelSnapshot state)
    {
        var work = new Comparison(state);
        return work.Finish(work.Unwanted());
    }
}

/// <summary>The SAs and policies of the kernel at one time.</summary>
/// <param name="Sas">All SAs.</param>
/// <param name="Policies">All policies.</param>
public sealed record KernelSnapshot(IReadOnlyList<SecurityAssociation> Sas, IReadOnlyList<SecurityPolicy> Policies);
