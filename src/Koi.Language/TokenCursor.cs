using System.Collections.Immutable;
using System.Text;

namespace Koi.Language;

/// <summary>How parse errors are worded and recovered from.</summary>
public enum MessageStyle
{
    /// <summary>What was found and what was expected; every line is parsed on its own.</summary>
    Detailed,

    /// <summary>As yacc words them and recovers: <c>syntax error</c>, silent while fewer than three tokens were read since the last error.</summary>
    OpenBsd,
}

/// <summary>The tokens of a text with one token of look-ahead, and the errors about them.</summary>
/// <param name="lexer">Where the tokens come from.</param>
/// <param name="diagnostics">Where the errors go.</param>
/// <param name="style">How errors are worded.</param>
/// <param name="keywordText">The word of a keyword's number.</param>
/// <param name="redact">The text of a source with its secrets covered, of the same length: messages quote only that.</param>
public sealed class TokenCursor(
    Lexer lexer, DiagnosticList diagnostics, MessageStyle style, Func<int, string> keywordText, Func<SourceText, string> redact)
{
    private readonly List<(string? Thing, int Keyword)> expected = [];
    private Token current;
    private bool hasCurrent;
    private int silence;

    /// <summary>Whether a token was looked at and not taken.</summary>
    public bool HasLookAhead => hasCurrent;

    /// <summary>The last token that was read, taken or not: OpenBSD's messages name its line.</summary>
    public SourceSpan LastRead { get; private set; }

    /// <summary>The next token, which stays.</summary>
    public Token Peek()
    {
        Fill();
        return current;
    }

    /// <summary>The next token, which is consumed.</summary>
    public Token Take()
    {
        Fill();
        Consume();
        return current;
    }

    /// <summary>Whether the next token is this keyword; if not, it counts as expected.</summary>
    public bool AtKeyword(int keyword)
    {
        Fill();
        if (current.Kind == TokenKind.Keyword && current.Keyword == keyword)
        {
            return true;
        }

        expected.Add((null, keyword));
        return false;
    }

    /// <summary>Consumes this keyword if it is next.</summary>
    public bool TryKeyword(int keyword) => AtKeyword(keyword) && Consume();

    /// <summary>Consumes this character if it is next; if not, it counts as expected.</summary>
    public bool TryCharacter(char character)
    {
        Fill();
        if (current.Is(character))
        {
            return Consume();
        }

        expected.Add((Ascii[character], 0));
        return false;
    }

    /// <summary>Consumes a word if it is next; if not, it counts as expected.</summary>
    /// <param name="what">The thing for the message, such as <c>an address</c>.</param>
    /// <param name="token">The word.</param>
    public bool TryWord(string what, out Token token) => TryKind(TokenKind.Word, what, out token);

    /// <summary>Consumes a number if it is next; if not, it counts as expected.</summary>
    public bool TryNumber(string what, out Token token) => TryKind(TokenKind.Number, what, out token);

    /// <summary>Whether the next token ends the line.</summary>
    public bool AtEndOfLine()
    {
        Fill();
        if (current.Kind is TokenKind.NewLine)
        {
            return true;
        }

        expected.Add(("end of line", 0));
        return false;
    }

    /// <summary>Reports that the next token cannot stand here.</summary>
    /// <returns>False, for the caller to return.</returns>
    public bool SyntaxError()
    {
        var token = Peek();
        if (style == MessageStyle.OpenBsd)
        {
            if (silence == 0)
            {
                Add(Severity.Error, "syntax error", token.Span, token.Macro);
            }
        }
        else if (token.Kind != TokenKind.Error)
        {
            Add(Severity.Error, $"syntax error: {Found(token)}{Expected()}", token.Span, token.Macro);
        }

        silence = 3;
        return false;
    }

    /// <summary>Reports an error about tokens that were read.</summary>
    /// <returns>False, for the caller to return.</returns>
    public bool Error(SourceSpan span, string message, Macro? macro = null)
    {
        Add(Severity.Error, message, span, macro);
        silence = 3;
        return false;
    }

    /// <summary>Reports an error after which the line is parsed on.</summary>
    public void Report(SourceSpan span, string message, params ImmutableArray<DiagnosticNote> notes) =>
        diagnostics.Add(new(Severity.Error, message, span, LastRead.Position.Line, notes));

    /// <summary>Reports something that does not prevent loading.</summary>
    public void Warn(SourceSpan span, string message, params ImmutableArray<DiagnosticNote> notes) =>
        diagnostics.Add(new(Severity.Warning, message, span, LastRead.Position.Line, notes));

    /// <summary>Leaves the rest of the line, its line feed included.</summary>
    public void Recover()
    {
        while (Peek().Kind is not (TokenKind.NewLine or TokenKind.EndOfFile))
        {
            hasCurrent = false;
        }

        if (current.Kind == TokenKind.NewLine)
        {
            Take();
        }
    }

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(c => $"'{(char)c}'")];

    /// <summary>Reads a token unless one was looked at. A rule asks for dozens of keywords at each token; none of them copies it.</summary>
    private void Fill()
    {
        if (!hasCurrent)
        {
            current = lexer.Next();
            hasCurrent = true;
            LastRead = current.Span;
        }
    }

    private bool Consume()
    {
        hasCurrent = false;
        expected.Clear();
        if (silence > 0)
        {
            silence--;
        }

        return true;
    }

    private bool TryKind(TokenKind kind, string what, out Token token)
    {
        Fill();
        token = current;
        if (current.Kind == kind)
        {
            return Consume();
        }

        expected.Add((what, 0));
        return false;
    }

    private void Add(Severity severity, string message, SourceSpan span, Macro? macro) =>
        diagnostics.Add(new(severity, message, span, LastRead.Position.Line, macro is null ? [] : [Lexer.NoteOf(macro)]));

    private string Found(Token token) => token.Kind switch
    {
        TokenKind.EndOfFile => "the file ends here",
        TokenKind.NewLine => "the line ends here",
        TokenKind.Character => $"found '{token.Text}'",
        _ when token.Macro is not null => $"found the value of ${token.Macro.Name}",
        TokenKind.Number => "found a number",
        TokenKind.Word or TokenKind.Keyword => $"found \"{redact(token.Span.Source).AsSpan(token.Span.Start, Math.Min(token.Span.Length, 40)).Trim('"')}\"",
        TokenKind.Error => "",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string Expected()
    {
        if (expected.Count == 0)
        {
            return "";
        }

        var distinct = expected.Select(e => e.Thing ?? keywordText(e.Keyword)).Distinct(StringComparer.Ordinal).ToArray();
        var list = new StringBuilder("; expected ");
        for (var i = 0; i < distinct.Length; i++)
        {
            list.Append(i == 0 ? "" : i == distinct.Length - 1 ? " or " : ", ").Append(distinct[i]);
        }

        return list.ToString();
    }
}
