using Koi.Ifstate;
using Koi.Ifstate.Language;
using Koi.Language;

namespace Koi.Tests.Ifstate.Language;

/// <summary>What <c>ifstated -n</c> makes of a text, without the program: parse, then print.</summary>
internal static class IfstatedRun
{
    private const string FlagsStart = "# ifstated ";

    /// <summary>Reads a text in a world where every name exists that does not begin with <c>no</c>.</summary>
    internal static ParsedConfiguration Parse(
        string text, MessageStyle style = MessageStyle.Detailed, bool isStrict = false, MacroTable? macros = null, Func<string, (string Text, string? Error)>? include = null) =>
        ConfigurationParser.Parse(
            new("test", text),
            new()
            {
                ReadInclude = include ?? (static _ => ("", "No such file or directory")),
                Exists = static name => !name.StartsWith("no", StringComparison.Ordinal),
                IsStrict = isStrict,
            },
            macros ?? new(),
            style);

    /// <summary>Reads a text that must be good.</summary>
    internal static Configuration Good(string text)
    {
        var parsed = Parse(text);
        Assert.Empty(parsed.Diagnostics.Select(Place));
        return parsed.Configuration!;
    }

    /// <summary><c>line:column: message</c>, or the message alone.</summary>
    internal static string Place(Diagnostic diagnostic) => diagnostic.Span is { } span
        ? $"{span.Position.Line}:{span.Position.Column}: {diagnostic.Message}"
        : diagnostic.Message;

    /// <summary>A golden file's output: messages and remarks with carets, the configuration, and the errors as OpenBSD words them.</summary>
    /// <param name="text">Its first line may be <c># ifstated</c> and options: -n for strict, -D.</param>
    /// <param name="include">What the file includes.</param>
    internal static string Golden(string text, Func<string, (string Text, string? Error)> include)
    {
        var flags = text.StartsWith(FlagsStart, StringComparison.Ordinal)
            ? text[FlagsStart.Length..text.IndexOf('\n', StringComparison.Ordinal)].Split(' ')
            : [];
        var parsed = Parse(text, MessageStyle.Detailed, flags.Contains("-n", StringComparer.Ordinal), Macros(flags), include);
        var plain = Parse(text, MessageStyle.OpenBsd, flags.Contains("-n", StringComparer.Ordinal), Macros(flags), include);
        Assert.Equal(parsed.Configuration is null, plain.Configuration is null);
        return DiagnosticPrinter.PrintWithCarets("ifstated", parsed.Diagnostics, static s => s.Text)
            + DiagnosticPrinter.PrintWithCarets("ifstated", parsed.Remarks, static s => s.Text)
            + string.Concat(parsed.UnusedMacros.Select(m => $"warning: macro '{m.Name}' not used\n"))
            + (parsed.Configuration is { } configuration ? ConfigurationPrinter.Print(configuration) : "")
            + (plain.Diagnostics.IsEmpty ? "" : $"-- as OpenBSD words it\n{DiagnosticPrinter.PrintPlain("ifstated", plain.Diagnostics, ":")}");
    }

    private static MacroTable Macros(string[] flags)
    {
        var macros = new MacroTable();
        foreach (var flag in flags.Where(f => f.StartsWith("-D", StringComparison.Ordinal)))
        {
            macros.TryDefineFromOption(flag[2..]);
        }

        return macros;
    }
}
