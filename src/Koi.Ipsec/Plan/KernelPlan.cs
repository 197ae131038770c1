using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>The kernel objects that a configuration asks for.</summary>
/// <param name="Objects">SAs and policies in the order of the rules.</param>
/// <param name="Diagnostics">What Linux cannot do (errors), or does otherwise (warnings).</param>
public sealed record KernelPlan(ImmutableArray<PlannedObject> Objects, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether everything can be loaded.</summary>
    public bool IsPossible => Diagnostics.All(d => d.Severity != Severity.Error);

    /// <summary>Plans rules; <c>ike</c> rules are not the kernel's and are left out.</summary>
    /// <param name="rules">All rules of the configuration.</param>
    /// <param name="loaded">The SAs in the kernel.</param>
    /// <param name="findSource">The source address of packets to a peer; null when there is no route.</param>
    public static KernelPlan Make(
        IReadOnlyCollection<Rule> rules, IEnumerable<SecurityAssociation> loaded, Func<InetAddress, InetAddress?> findSource)
    {
        var flows = new FlowPlanner(new SaIndex(rules, loaded), findSource);
        var objects = ImmutableArray.CreateBuilder<PlannedObject>(rules.Count);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var rule in rules)
        {
            string? problem = null, warning = null;
            switch (rule)
            {
                case Rule.Sa sa:
                    if (SaPlanner.Plan(sa, out problem) is { } planned)
                    {
                        objects.Add(new PlannedObject.Sa(sa, planned));
                    }

                    break;
                case Rule.Flow flow:
                    foreach (var policy in flows.Plan(flow, out problem, out warning))
                    {
                        objects.Add(new PlannedObject.Policy(flow, policy));
                    }

                    break;
                case Rule.Bundle or Rule.Ike:
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }

            Add(diagnostics, Severity.Error, rule, problem);
            Add(diagnostics, Severity.Warning, rule, warning);
        }

        return new(objects.DrainToImmutable(), diagnostics.DrainToImmutable());
    }

    private static void Add(ImmutableArray<Diagnostic>.Builder diagnostics, Severity severity, Rule rule, string? message)
    {
        // The rules of one statement follow each other, a flow out and its reverse in turn: say it once.
        var last = diagnostics.Count == 0 ? null : diagnostics[^1];
        if (message is not null && (last is null || last.Span != rule.Span || !string.Equals(last.Message, message, StringComparison.Ordinal)))
        {
            diagnostics.Add(new(severity, message, rule.Span, rule.Span.Position.Line, []));
        }
    }
}
