using System.Globalization;
using Koi.Language;

namespace Koi.Tests.Language;

/// <summary>Tokens as text: words in quotes, numbers bare, keywords in angle brackets, characters in apostrophes.</summary>
internal static class Tokens
{
    /// <summary>The rules of ipsec.conf with two keywords.</summary>
    public static LexerRules Ipsec { get; } = new(Keywords("from", "to"), ":_*", "(){}<>!=/#,", "),/}=");

    /// <summary>Rules like ifstated.conf's, which is another member of the family.</summary>
    public static LexerRules Ifstated { get; } = new(Keywords("from", "to"), ":_&|", "(){}!=#,.", "),/}=");

    /// <summary>As OpenBSD 4.9 reads: what it lost in quotes and after errors.</summary>
    public static LexerRules OpenBsd49 { get; } = new(Keywords("from", "to"), ":_*", "(){}<>!=/#,", "),/}=")
    {
        ErrorTakesLineFeed = true,
        QuotedBackslashBlank = false,
        QuotesInvalidNumbers = true,
    };

    /// <summary>The tokens up to the end, with one blank between them.</summary>
    public static string Of(string text, LexerRules? rules = null, params ReadOnlySpan<(string Name, string Value)> macros)
    {
        var (tokens, _) = Read(text, rules, macros);
        return string.Join(' ', tokens.Select(Print));
    }

    /// <summary>The tokens without the last, and the messages.</summary>
    public static (IReadOnlyList<Token> Tokens, IReadOnlyList<Diagnostic> Diagnostics) Read(
        string text, LexerRules? rules, params ReadOnlySpan<(string Name, string Value)> macros)
    {
        var table = new MacroTable();
        foreach (var (name, value) in macros)
        {
            table.Define(new(name, value, DefinedAt: null, IsPersistent: false));
        }

        var diagnostics = new DiagnosticList(int.MaxValue);
        var lexer = new Lexer(rules ?? Ipsec, table, diagnostics, new("test", text));
        List<Token> tokens = [];
        while (lexer.Next() is { Kind: not TokenKind.EndOfFile } token)
        {
            tokens.Add(token);
            Assert.True(tokens.Count <= (2 * text.Length) + 100 + (table.All.Sum(m => m.Value.Length) * text.Length), "the lexer does not come to an end");
        }

        return (tokens, diagnostics.Items);
    }

    private static string Print(Token token) => token.Kind switch
    {
        TokenKind.Word => $"\"{token.Text}\"",
        TokenKind.Number => token.Number.ToString(CultureInfo.InvariantCulture),
        TokenKind.Keyword => $"<{token.Text}>",
        TokenKind.Character => $"'{token.Text}'",
        TokenKind.NewLine => "NL",
        TokenKind.Error => "ERROR",
        TokenKind.EndOfFile or _ => throw new ArgumentOutOfRangeException(nameof(token)),
    };

    private static Dictionary<string, int> Keywords(params ReadOnlySpan<string> words)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            numbers.Add(word, numbers.Count);
        }

        return numbers;
    }
}
