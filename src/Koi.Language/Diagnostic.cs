using System.Collections.Immutable;

namespace Koi.Language;

/// <summary>How bad it is.</summary>
public enum Severity
{
    /// <summary>Nothing is loaded.</summary>
    Error,

    /// <summary>The configuration is loaded; someone should look.</summary>
    Warning,
}

/// <summary>A message about a configuration.</summary>
/// <param name="Severity">Errors prevent loading.</param>
/// <param name="Message">Lower case, no full stop.</param>
/// <param name="Span">What it is about; null for a message about the whole (a missing file).</param>
/// <param name="LastLine">The line of the last token that had been read: the line that OpenBSD's parsers name.</param>
/// <param name="Notes">More places that explain it.</param>
public sealed record Diagnostic(
    Severity Severity,
    string Message,
    SourceSpan? Span,
    int LastLine,
    ImmutableArray<DiagnosticNote> Notes)
{
    /// <summary>Whether OpenBSD prints the message alone, without program or place.</summary>
    public bool IsBare { get; init; }

    /// <summary>A message about the whole and not about a place.</summary>
    public static Diagnostic WithoutPlace(Severity severity, string message) => new(severity, message, Span: null, 0, []);
}

/// <summary>A second place that explains a diagnostic.</summary>
/// <param name="Message">Lower case, no full stop.</param>
/// <param name="Span">The place; null when there is none, as for <c>-D</c>.</param>
public sealed record DiagnosticNote(string Message, SourceSpan? Span);

/// <summary>The messages of one parse, in the order they arose.</summary>
/// <param name="limit">After so many errors <see cref="IsFull"/> tells the parser to stop; later errors are only counted.</param>
public sealed class DiagnosticList(int limit)
{
    private readonly List<Diagnostic> items = [];

    /// <summary>Errors, including those beyond the limit.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Whether the limit was reached.</summary>
    public bool IsFull => ErrorCount >= limit;

    /// <summary>The messages kept.</summary>
    public IReadOnlyList<Diagnostic> Items => items;

    /// <summary>Counts an error that has no message.</summary>
    public void AddSilentError() => ErrorCount++;

    /// <summary>Adds a message.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == Severity.Error && ++ErrorCount > limit)
        {
            return;
        }

        items.Add(diagnostic);
    }
}
