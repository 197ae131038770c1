using Koi.Ipsec;
using Koi.Ipsec.Grammar;
using Koi.Language;

namespace Koi.Tests.Ipsec;

/// <summary>What <c>ipsecctl -n -f -</c> makes of a text, without the program: parse, then print.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
/// <param name="Parsed">What was parsed.</param>
internal sealed record IpsecctlRun(string Output, string Errors, ParsedConfiguration Parsed)
{
    /// <summary>As a pipe of both shows them: errors are not held back, output is.</summary>
    public string Everything => Errors + Output;

    /// <summary>Parses and prints.</summary>
    /// <param name="text">Standard input.</param>
    /// <param name="flags">Options such as <c>-nvk -C 4.9</c>.</param>
    /// <param name="environment">The machine.</param>
    public static IpsecctlRun Of(string text, string flags, IpsecEnvironment environment)
    {
        var options = Options.Parse(flags);
        var parsed = IpsecParser.Parse(new("stdin", text), options.Dialect, environment, options.Macros);
        var errors = Diagnostics(parsed, options.Dialect);
        if (options.Verbosity > 1)
        {
            errors += string.Concat(parsed.UnusedMacros.Select(m => $"warning: macro '{m}' not used\n"));
        }

        var output = "";
        if (options.Verbosity > 0)
        {
            var print = new PrintOptions(options.Dialect, options.ShowsKeys, options.Verbosity > 1, options.Deletes);
            (output, var failures) = new ConfigurationPrinter(print, environment.Names).Print(parsed.Statements);
            errors += string.Concat(failures.Select(f => $"ipsecctl: {f}\n"));
        }

        if (parsed.ErrorCount > 0 && !parsed.IsFatal)
        {
            errors += "ipsecctl: Syntax error in config file: ipsec rules not loaded\n";
        }

        return new(output, errors, parsed);
    }

    /// <summary>The diagnostics in the dialect's form.</summary>
    public static string Diagnostics(ParsedConfiguration parsed, Dialect dialect) => dialect.IsOpenBsd49
        ? DiagnosticPrinter.PrintPlain("ipsecctl", parsed.Diagnostics, ": ")
        : DiagnosticPrinter.PrintWithCarets("ipsecctl", parsed.Diagnostics, parsed.Redact);

    private sealed class Options
    {
        public Dialect Dialect { get; private set; } = Dialect.Current;

        public MacroTable Macros { get; } = new();

        public int Verbosity { get; private set; }

        public bool ShowsKeys { get; private set; }

        public bool Deletes { get; private set; }

        public static Options Parse(string flags)
        {
            var options = new Options();
            var getopt = new Getopt(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), "C:dD:knv");
            while (getopt.Next() is { } letter)
            {
                options.Apply(letter, getopt.Operand);
            }

            return options;
        }

        private void Apply(char letter, string operand)
        {
            switch (letter)
            {
                case 'C': Dialect = operand is "4.9" ? Dialect.OpenBsd49 : Dialect.Current; break;
                case 'd': Deletes = true; break;
                case 'D': Assert.True(Macros.TryDefineFromOption(operand)); break;
                case 'k': ShowsKeys = true; break;
                case 'n': break;
                case 'v': Verbosity++; break;
                default: throw new ArgumentOutOfRangeException(nameof(letter), letter, "no such option in tests");
            }
        }
    }
}
