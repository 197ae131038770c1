using Koi.Ipsec;
using Koi.Ipsec.Show;
using Koi.Language;

namespace Koi;

/// <summary>The options of ipsecctl(8).</summary>
internal sealed class IpsecctlOptions
{
    internal const string Usage = "usage: ipsecctl [-cdFjkmnv] [-C version] [-D macro=value] [-f file] [-i fifo]\n                [-s modifier]\n";
    internal const string Letters = "cC:dD:f:Fi:jkmns:v";

    private readonly List<string> warnings = [];

    public Dialect Dialect { get; private set; } = Dialect.Current;

    public MacroTable Macros { get; } = new();

    public string? File { get; private set; }

    public string? Fifo { get; private set; }

    /// <summary>Null without <c>-s</c>.</summary>
    public ShowModifier? Show { get; private set; }

    public int Verbosity { get; private set; }

    /// <summary>How often <c>-F</c> was given: once for what ipsecctl made, twice for everything.</summary>
    public int Flush { get; private set; }

    public bool Collapses { get; private set; }

    public bool Deletes { get; private set; }

    public bool PrintsJson { get; private set; }

    public bool ShowsKeys { get; private set; }

    public bool Monitors { get; private set; }

    public bool ParsesOnly { get; private set; }

    /// <summary>What does not prevent the work.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="error">What is wrong, without the program's name; empty for the usage alone.</param>
    /// <returns>Null when the usage is to be shown.</returns>
    public static IpsecctlOptions? Parse(string[] arguments, out string error)
    {
        var options = new IpsecctlOptions();
        var getopt = new Getopt(arguments, Letters);
        error = "";
        while (getopt.Next() is { } letter)
        {
            if (getopt.Error is { } failure)
            {
                error = failure;
                return null;
            }

            if (!options.Apply(letter, getopt.Operand, out error))
            {
                return null;
            }
        }

        if (!getopt.Rest.IsEmpty)
        {
            error = $"unknown command line argument: {string.Join(' ', getopt.Rest.ToArray())} ...";
            return null;
        }

        return arguments.Length == 0 ? null : options;
    }

    private bool Apply(char letter, string operand, out string error)
    {
        error = "";
        switch (letter)
        {
            case 'c': Collapses = true; break;
            case 'C': return ChooseDialect(operand, out error);
            case 'd': Deletes = true; break;
            case 'D':
                if (!Macros.TryDefineFromOption(operand))
                {
                    warnings.Add($"could not parse macro definition {operand}");
                }

                break;
            case 'f': File = operand; break;
            case 'F': Flush++; break;
            case 'i': Fifo = operand; break;
            case 'j': PrintsJson = true; break;
            case 'k': ShowsKeys = true; break;
            case 'm': Monitors = true; break;
            case 'n': ParsesOnly = true; break;
            case 's': return ChooseShow(operand, out error);
            case 'v': Verbosity++; break;
            default: return false;
        }

        return true;
    }

    private bool ChooseDialect(string version, out string error)
    {
        Dialect = version is "4.9" ? Dialect.OpenBsd49 : Dialect.Current;
        var isKnown = version is "4.9" or "current";
        error = isKnown ? "" : $"unknown version '{version}'; there are 4.9 and current";
        return isKnown;
    }

    /// <summary>Any beginning of flow, sa or all; the first that fits.</summary>
    private bool ChooseShow(string modifier, out string error)
    {
        error = "";
        Show = modifier.Length == 0 ? null
            : "flow".StartsWith(modifier, StringComparison.Ordinal) ? ShowModifier.Flow
            : "sa".StartsWith(modifier, StringComparison.Ordinal) ? ShowModifier.Sa
            : "all".StartsWith(modifier, StringComparison.Ordinal) ? ShowModifier.All
            : null;
        if (Show is null)
        {
            error = $"Unknown show modifier '{modifier}'";
        }

        return Show is not null;
    }
}
