using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Show;

/// <summary>What <c>ipsecctl -s</c> prints. Keys are printed only when the options say so.</summary>
/// <remarks>OpenBSD sbin/ipsecctl/ipsecctl.c, ipsecctl_show, ipsecctl_print_rule.</remarks>
public sealed class ShowPrinter
{
    private readonly ShowOptions options;
    private readonly RulePrinter rules;
    private readonly SaExtensions extensions;

    /// <summary>Makes a printer.</summary>
    public ShowPrinter(ShowOptions options)
    {
        this.options = options;
        rules = new(options.Names, options.ShowKeys);
        extensions = new(options);
    }

    /// <summary>The text of <c>-s</c>; empty for an empty database, unless both are shown.</summary>
    public string Print(ShowModifier modifier, ImmutableArray<KernelFlow> flows, ImmutableArray<KernelSa> sas)
    {
        var output = new StringBuilder();
        if (modifier == ShowModifier.All)
        {
            output.Append("FLOWS:\n").Append(flows.IsEmpty ? "No flows\n" : "");
        }

        if (modifier is ShowModifier.Flow or ShowModifier.All)
        {
            AppendFlows(output, flows);
        }

        if (modifier == ShowModifier.All)
        {
            output.Append("\nSAD:\n").Append(sas.IsEmpty ? "No entries\n" : "");
        }

        if (modifier is ShowModifier.Sa or ShowModifier.All)
        {
            AppendSas(output, sas);
        }

        return output.ToString();
    }

    private void AppendFlows(StringBuilder output, ImmutableArray<KernelFlow> flows)
    {
        if (options.Collapses)
        {
            foreach (var merged in CollapsedFlow.Merge(flows.Select(flow => flow.Flow)))
            {
                var line = rules.Print(merged.First, List(merged.Sources), List(merged.Destinations));
                AppendRule(output, string.Join(',', merged.Numbers), line);
            }
        }
        else
        {
            foreach (var flow in flows)
            {
                AppendRule(output, flow.Flow.Number.ToString(CultureInfo.InvariantCulture), rules.Print(flow.Flow));
            }
        }
    }

    private void AppendSas(StringBuilder output, ImmutableArray<KernelSa> sas)
    {
        foreach (var sa in sas)
        {
            AppendRule(output, sa.Rule.Number.ToString(CultureInfo.InvariantCulture), rules.Print(sa.Rule));
            if (options.Verbosity >= Verbosity.Verbose)
            {
                extensions.Append(output, sa, SaState.Mature);
            }
        }
    }

    private void AppendRule(StringBuilder output, string numbers, string rule)
    {
        if (options.Verbosity == Verbosity.VeryVerbose)
        {
            output.Append('@').Append(numbers).Append(' ');
        }

        output.Append(rule).Append('\n');
    }

    private static string List(IReadOnlyList<HostAddress> addresses) => $"{{ {string.Join(", ", addresses)} }}";
}
