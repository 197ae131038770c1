using System.Collections.Immutable;
using Koi.Interfaces.Hostname;
using Koi.Language;

namespace Koi.Fuzz;

/// <summary>Files of hostname.if and mygate: nothing throws, every message has a place, every plan can be printed on lines.</summary>
internal static class HostnameTarget
{
    /// <summary>Parses as a file of a card, of a vlan and as mygate, and plans.</summary>
    public static void Parse(string text)
    {
        var source = new SourceText("fuzz", text);
        var mygate = Mygate.Parse(source);
        Check(mygate.Diagnostics);
        foreach (var name in (ReadOnlySpan<string>)["eth0", "vlan5", "tun0"])
        {
            var file = HostnameParser.Parse(source, name);
            Check(file.Diagnostics);
            foreach (var command in PlanPrinter.Print(
                NetstartPlan.ForAll([file], mygate, static _ => false), static name => name is "eth0", dhcp: null, static _ => false))
            {
                Check(command.Length > 0 && !command.Contains('\n', StringComparison.Ordinal), "a command has several lines");
            }
        }

        Check(SecretWords.Redact(source).Length == text.Length, "the covered text has another length");
    }

    private static void Check(ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Check(diagnostic.Message.Length > 0, "a message is empty");
            Check(
                diagnostic.Span is { Start: >= 0, Length: >= 0 } span && span.End <= span.Source.Text.Length,
                "a message is about a place outside the text");
        }

        DiagnosticPrinter.PrintWithCarets("fuzz", diagnostics, SecretWords.Redact);
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
