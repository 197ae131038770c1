using System.Globalization;
using System.Text;

namespace Koi.Language;

/// <summary>Writes diagnostics for people and editors.</summary>
public static class DiagnosticPrinter
{
    private const int WidestExcerpt = 120;

    /// <summary>Header, source line and caret: <c>file:line:column: error: message</c>. The list is sorted by place.</summary>
    /// <param name="program">Stands before messages without a place.</param>
    /// <param name="diagnostics">The messages.</param>
    /// <param name="redact">The text of a source with its secrets covered, of the same length; only that text is shown.</param>
    public static string PrintWithCarets(
        string program, IEnumerable<Diagnostic> diagnostics, Func<SourceText, string> redact)
    {
        var output = new StringBuilder();
        foreach (var diagnostic in Sorted(diagnostics))
        {
            var severity = diagnostic.Severity == Severity.Error ? "error" : "warning";
            AppendPlace(output, program, severity, diagnostic.Message, diagnostic.Span, redact);
            foreach (var note in diagnostic.Notes)
            {
                AppendPlace(output, program, "note", note.Message, note.Span, redact);
            }
        }

        return output.ToString();
    }

    /// <summary>One line each, as OpenBSD's parsers print: <c>file: line: message</c>, in the order they arose.</summary>
    /// <param name="program">Stands before messages without a place.</param>
    /// <param name="diagnostics">The messages.</param>
    /// <param name="separator">Between file and line: <c>": "</c> in ipsecctl, <c>":"</c> in pfctl and ifstated.</param>
    public static string PrintPlain(string program, IEnumerable<Diagnostic> diagnostics, string separator)
    {
        var output = new StringBuilder();
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Span is { } span)
            {
                output.Append(CultureInfo.InvariantCulture, $"{span.Source.Name}{separator}{diagnostic.LastLine}: ");
            }
            else if (!diagnostic.IsBare)
            {
                output.Append(CultureInfo.InvariantCulture, $"{program}: ");
            }

            AppendVisible(output, diagnostic.Message).Append('\n');
        }

        return output.ToString();
    }

    private static IEnumerable<Diagnostic> Sorted(IEnumerable<Diagnostic> diagnostics)
    {
        List<SourceText> order = [];
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Span is { } span && !order.Contains(span.Source))
            {
                order.Add(span.Source);
            }
        }

        return diagnostics.OrderBy(d => d.Span is { } s ? order.IndexOf(s.Source) : -1).ThenBy(d => d.Span?.Start ?? 0);
    }

    private static void AppendPlace(
        StringBuilder output, string program, string severity, string message, SourceSpan? place, Func<SourceText, string> redact)
    {
        if (place is not { } span)
        {
            output.Append(CultureInfo.InvariantCulture, $"{program}: ");
            AppendVisible(output, severity is "error" ? message : $"{severity}: {message}").Append('\n');
            return;
        }

        var position = span.Position;
        output.Append(CultureInfo.InvariantCulture, $"{span.Source.Name}:{position.Line}:{position.Column}: {severity}: ");
        AppendVisible(output, message).Append('\n');
        AppendExcerpt(output, span, position, redact(span.Source));
    }

    private static void AppendExcerpt(StringBuilder output, SourceSpan span, SourcePosition position, string text)
    {
        var (lineStart, lineLength) = span.Source.LineBounds(position.Line);
        var column = span.Start - lineStart;
        var from = column > WidestExcerpt - 20 ? column - 40 : 0;
        var shown = Math.Min(lineLength - from, WidestExcerpt);
        if (shown <= 0 && column == 0)
        {
            return;
        }

        var excerpt = text.AsSpan(lineStart + from, Math.Max(shown, 0));
        var prefix = from > 0 ? "..." : "";
        output.Append(prefix);
        AppendVisible(output, excerpt, keepTabs: true);
        output.Append(from + shown < lineLength ? "...\n" : "\n");

        output.Append(' ', prefix.Length);
        foreach (var c in excerpt[..Math.Min(column - from, excerpt.Length)])
        {
            output.Append(c == '\t' ? '\t' : ' ');
        }

        var marked = Math.Clamp(span.Length, 1, Math.Max(1, lineStart + from + shown - span.Start));
        output.Append('^').Append('~', marked - 1).Append('\n');
    }

    private static StringBuilder AppendVisible(StringBuilder output, ReadOnlySpan<char> text, bool keepTabs = false)
    {
        foreach (var c in text)
        {
            output.Append(char.IsControl(c) && !(keepTabs && c == '\t') ? '?' : c);
        }

        return output;
    }
}
