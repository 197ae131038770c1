using Koi.Language;
using Koi.SaSync.Language;

namespace Koi.Fuzz;

/// <summary>Files of sasyncd.conf: nothing throws, every message has a place, and every file has a meaning or an error.</summary>
internal static class SyncTarget
{
    public static void Parse(string text)
    {
        var source = new SourceText("fuzz", text);
        var parsed = ConfigurationParser.Parse(source);
        DiagnosticPrinter.PrintWithCarets("fuzz", parsed.Diagnostics, parsed.Redact);
        Check(parsed.Configuration is null == parsed.Diagnostics.Any(d => d.Severity == Severity.Error), "neither a configuration nor an error");
        Check(parsed.Diagnostics.All(d => d.Span is not { } span || (span.Start >= 0 && span.End <= text.Length)), "a message is about a place outside the text");
        Check(parsed.Redact(source).Length == text.Length, "the covered text has another length");
        if (parsed.Configuration is { } configuration)
        {
            ConfigurationPrinter.Print(configuration);
        }
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
