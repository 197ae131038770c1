using System.Collections.Immutable;
using Koi.Ifstate.Language;
using Koi.Ifstate.Trace;
using Koi.Language;

namespace Koi.Fuzz;

/// <summary>Files of ifstated.conf: nothing throws, every message has a place, and what is printed is read as the same.</summary>
internal static class IfstateTarget
{
    private static readonly IfstateEnvironment Environment = new()
    {
        ReadInclude = static path => path is "x" ? ("if $a\ninclude \"x\"", null) : ("", "No such file or directory"),
        Exists = static name => name.Length < 5,
    };

    /// <summary>Parses in both styles, prints and draws.</summary>
    public static void Parse(string text)
    {
        foreach (var style in (ReadOnlySpan<MessageStyle>)[MessageStyle.Detailed, MessageStyle.OpenBsd])
        {
            var parsed = ConfigurationParser.Parse(new("fuzz", text), Environment, new(), style);
            Check(parsed.Diagnostics);
            Check(parsed.Remarks);
            Check(parsed.Configuration is null == parsed.Diagnostics.Any(d => d.Severity == Severity.Error), "neither a configuration nor an error");
            if (parsed.Configuration is { } configuration)
            {
                var printed = ConfigurationPrinter.Print(configuration);
                var again = ConfigurationParser.Parse(new("printed", printed), Environment, new(), style).Configuration;
                Check(again is not null && string.Equals(printed, ConfigurationPrinter.Print(again), StringComparison.Ordinal), "it is printed as another");
                GraphPrinter.PrintDot(configuration);
                GraphPrinter.PrintMermaid(configuration);
            }
        }
    }

    /// <summary>A configuration, a line <c>-- trace</c> and a trace, which is read and played.</summary>
    public static void Play(string text)
    {
        const string Separator = "-- trace\n";
        const int MostLines = 2000;
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        var parsed = end < 0 ? null : ConfigurationParser.Parse(new("fuzz", text[..end]), Environment, new(), MessageStyle.Detailed);
        if (parsed?.Configuration is { } configuration)
        {
            var trace = TraceReader.Read(new("trace", text[(end + Separator.Length)..]), configuration);
            Check(trace.Diagnostics);
            Check(trace.Diagnostics.IsEmpty || trace.Events.IsEmpty, "errors and events");
            _ = TraceRun.Play(configuration, trace.Events).Take(MostLines).Count();
        }
    }

    private static void Check(ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Check(diagnostic.Message.Length > 0, "a message is empty");
            Check(
                diagnostic.Span is not { } span || (span.Start >= 0 && span.Length >= 0 && span.End <= span.Source.Text.Length),
                "a message is about a place outside the text");
        }

        DiagnosticPrinter.PrintWithCarets("fuzz", diagnostics, static source => source.Text);
        DiagnosticPrinter.PrintPlain("fuzz", diagnostics, ":");
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
