using Koi.Ipsec;
using Koi.Ipsec.Grammar;
using Koi.Language;

namespace Koi.Fuzz;

/// <summary>Texts: nothing throws, every message has a place, every file has statements or errors.</summary>
internal static class ConfigurationTarget
{
    private static readonly IpsecEnvironment Environment = new()
    {
        ReadInclude = static path => path is "x" ? new("flow from $a to\ninclude \"x\"") : new("", "No such file or directory"),
        ReadKeyFile = static path => path is "x" ? new("0123456789abcdef"u8.ToArray()) : new([], $"open {path}: No such file or directory"),
        FindGroup = static _ => default,
        FindInterface = static _ => default,
        ResolveName = static _ => [],
        HostName = static () => "here",
        Names = new(static () => null, static () => null),
    };

    /// <summary>Parses in both dialects and prints what came out.</summary>
    public static void Parse(string text)
    {
        foreach (var dialect in (ReadOnlySpan<Dialect>)[Dialect.Current, Dialect.OpenBsd49])
        {
            var source = new SourceText("stdin", text);
            var parsed = IpsecParser.Parse(source, dialect, Environment, new());
            foreach (var diagnostic in parsed.Diagnostics)
            {
                Check(diagnostic.Message.Length > 0, "a message is empty");
                Check(diagnostic.Span is not { } span || IsWithin(span), "a message is about a place outside the text");
            }

            DiagnosticPrinter.PrintWithCarets("fuzz", parsed.Diagnostics, parsed.Redact);
            DiagnosticPrinter.PrintPlain("fuzz", parsed.Diagnostics, ": ");
            Check(parsed.Redact(source).Length == text.Length, "the covered text has another length");
            foreach (var deletes in (ReadOnlySpan<bool>)[false, true])
            {
                new ConfigurationPrinter(new(dialect, ShowKeys: deletes, ShowNumbers: true, deletes), Environment.Names).Print(parsed.Statements);
            }
        }
    }

    /// <summary>Reads tokens to the end, with macros and under the rules of both dialects.</summary>
    public static void Lex(string text)
    {
        foreach (var dialect in (ReadOnlySpan<Dialect>)[Dialect.Current, Dialect.OpenBsd49])
        {
            var macros = new MacroTable();
            macros.Define(new("a", text.Length > 64 ? text[..64] : text, DefinedAt: null, IsPersistent: false));
            var lexer = new Lexer(dialect.LexerRules, macros, new(int.MaxValue), new("stdin", text));
            var limit = 100 + (70L * text.Length);
            while (lexer.Next() is { Kind: not TokenKind.EndOfFile } token)
            {
                Check(IsWithin(token.Span), "a token is outside the text");
                Check(limit-- > 0, "the lexer comes to no end");
            }
        }
    }

    private static bool IsWithin(SourceSpan span) => span.Start >= 0 && span.Length >= 0 && span.End <= span.Source.Text.Length;

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
