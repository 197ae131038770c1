using System.Globalization;
using System.Text;
using Koi.Ipsec.Grammar;
using Koi.Ipsec.Isakmpd;
using Koi.Ipsec.Rules;

namespace Koi.Ipsec;

/// <summary>What <c>ipsecctl -v</c> prints of a configuration: macros, then each rule as it is added.</summary>
public sealed class ConfigurationPrinter
{
    private const string HiddenValue = "********";

    private readonly PrintOptions options;
    private readonly RulePrinter rules;

    /// <summary>Makes a printer.</summary>
    public ConfigurationPrinter(PrintOptions options, IpsecNames names)
    {
        this.options = options;
        rules = new(names, options.ShowKeys);
    }

    /// <summary>The text for standard output, and what isakmpd cannot do for standard error.</summary>
    public (string Output, IReadOnlyList<string> Failures) Print(IEnumerable<Statement> statements)
    {
        var output = new StringBuilder();
        List<string> failures = [];
        foreach (var statement in statements)
        {
            Print(statement, output, failures);
        }

        return (output.ToString(), failures);
    }

    private void Print(Statement statement, StringBuilder output, List<string> failures)
    {
        switch (statement)
        {
            case MacroAssignment macro:
                output.Append(CultureInfo.InvariantCulture, $"{macro.Name} = \"{Value(macro)}\"\n");
                break;
            case Rule.Flow flow:
                Number(output, flow).Append(rules.Print(flow)).Append('\n');
                break;
            case Rule.Sa sa:
                Number(output, sa).Append(rules.Print(sa)).Append('\n');
                break;
            case Rule.Bundle bundle:
                if (options.ShowNumbers || !options.Dialect.IsOpenBsd49)
                {
                    var word = options.Dialect.IsOpenBsd49 ? "group" : "bundle";
                    Number(output, bundle).Append(RulePrinter.Print(bundle, word)).Append('\n');
                }

                break;
            case Rule.Ike ike:
                PrintIke(ike, output, failures);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void PrintIke(Rule.Ike ike, StringBuilder output, List<string> failures)
    {
        var lines = options.Deletes ? FifoWriter.Delete(ike) : FifoWriter.Add(ike, options.Dialect, options.ShowSecrets);
        Number(output, ike).Append(lines.Text);
        if (lines.Failure is { } failure)
        {
            failures.Add(failure);
        }
    }

    private string Value(MacroAssignment macro) =>
        options.ShowSecrets ? macro.Value : macro.HoldsSecret ? HiddenValue : Secrets.Redact(macro.Value);

    private StringBuilder Number(StringBuilder output, Rule rule) =>
        options.ShowNumbers ? output.Append(CultureInfo.InvariantCulture, $"@{rule.Number} ") : output;
}

/// <summary>How a configuration is printed.</summary>
/// <param name="Dialect">Whose format.</param>
/// <param name="ShowKeys">Whether SAs show their keys (<c>-k</c>).</param>
/// <param name="ShowNumbers">Whether rules begin with <c>@number</c> (<c>-vv</c>).</param>
/// <param name="Deletes">Whether connections are shown being deleted (<c>-d</c>).</param>
public sealed record PrintOptions(Dialect Dialect, bool ShowKeys, bool ShowNumbers, bool Deletes)
{
    /// <summary>Whether passwords and macros that hold keys are shown; 4.9 always shows them.</summary>
    public bool ShowSecrets => ShowKeys || Dialect.IsOpenBsd49;
}
