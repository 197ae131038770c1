using Koi.Ifstate;
using Koi.Ifstate.Trace;
using Koi.Language;
using Koi.Tests.Ifstate.Language;

namespace Koi.Tests.Ifstate.Trace;

/// <summary>What <c>ifstated -t</c> makes of a trace, without the program.</summary>
internal static class TraceText
{
    private const string Separator = "-- trace\n";
    private const int MostLines = 200;

    /// <summary>Messages with carets, or what happens, of which the first lines and the last are shown.</summary>
    public static string Golden(string text)
    {
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        var configuration = IfstatedRun.Good(text[..end]);
        var parsed = TraceReader.Read(new("trace", text[(end + Separator.Length)..]), configuration);
        if (!parsed.Diagnostics.IsEmpty)
        {
            return DiagnosticPrinter.PrintWithCarets("ifstated", parsed.Diagnostics, static s => s.Text);
        }

        var lines = TraceRun.Play(configuration, parsed.Events).ToList();
        var shown = lines.Count <= MostLines ? lines : [.. lines.Take(10), $"... {lines.Count - 11} lines", lines[^1]];
        return string.Concat(shown.Select(line => $"{line}\n"));
    }

    /// <summary>Reads a trace for a configuration without tests, and plays it.</summary>
    public static int Play(Configuration configuration, string text) =>
        TraceRun.Play(configuration, TraceReader.Read(new("trace", text), configuration).Events).Count();
}
