using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <summary>Reads an ipsec.conf(5): statements to expanded rules and diagnostics.</summary>
/// <remarks>ipsec.conf(5), GRAMMAR; the order of reading and reducing follows OpenBSD's sbin/ipsecctl/parse.y.</remarks>
public sealed partial class IpsecParser
{
    private const int MostErrors = 20;

    private readonly Dialect dialect;
    private readonly IpsecEnvironment environment;
    private readonly MacroTable macros;
    private readonly DiagnosticList diagnostics;
    private readonly Lexer lexer;
    private readonly TokenCursor cursor;
    private readonly ImmutableArray<Statement>.Builder statements = ImmutableArray.CreateBuilder<Statement>();
    private readonly SecretPlaces secrets = new();
    private readonly Dictionary<SourceText, string> redacted = [];

    private readonly List<int> assignments = [];

    private int nextNumber;
    private SourceSpan statementStart;
    private bool isFatal;

    private IpsecParser(SourceText source, Dialect dialect, IpsecEnvironment environment, MacroTable macros)
    {
        (this.dialect, this.environment, this.macros) = (dialect, environment, macros);
        diagnostics = new(dialect.IsOpenBsd49 ? int.MaxValue : MostErrors);
        lexer = new(dialect.LexerRules, macros, diagnostics, source);
        cursor = new(lexer, diagnostics, dialect.MessageStyle, Keywords.Text, Redact);
        secrets.Learn(source.Text);
        foreach (var macro in macros.All)
        {
            secrets.Learn(macro.Name, macro.Value);
        }
    }

    /// <summary>Reads a whole configuration.</summary>
    /// <param name="source">The main file.</param>
    /// <param name="dialect">Whose language it is.</param>
    /// <param name="environment">The machine's names and files.</param>
    /// <param name="macros">Macros of the command line; the file's are added.</param>
    public static ParsedConfiguration Parse(SourceText source, Dialect dialect, IpsecEnvironment environment, MacroTable macros)
    {
        var parser = new IpsecParser(source, dialect, environment, macros);
        parser.ReadStatements();
        parser.redacted.Clear();
        return new(
            parser.FinishStatements(),
            [.. parser.diagnostics.Items],
            parser.diagnostics.ErrorCount,
            parser.isFatal,
            [.. macros.All.Where(m => !m.IsUsed).Select(m => m.Name)],
            parser.Redact);
    }

    /// <summary>What a macro is used for may be known only at the end.</summary>
    private ImmutableArray<Statement> FinishStatements()
    {
        foreach (var index in assignments)
        {
            var macro = (MacroAssignment)statements[index];
            statements[index] = macro with { HoldsSecret = secrets.HoldsSecret(macro.Name) };
        }

        return statements.DrainToImmutable();
    }

    private string Redact(SourceText source)
    {
        if (!redacted.TryGetValue(source, out var text))
        {
            redacted.Add(source, text = secrets.Redact(source.Text));
        }

        return text;
    }

    private void ReadStatements()
    {
        while (cursor.Peek().Kind != TokenKind.EndOfFile && !isFatal && !diagnostics.IsFull)
        {
            statementStart = cursor.Peek().Span;
            if (!ReadStatement() && !isFatal)
            {
                cursor.Recover();
            }
        }
    }

    private bool ReadStatement()
    {
        var token = cursor.Peek();
        switch (token.Kind)
        {
            case TokenKind.NewLine:
                cursor.Take();
                return true;
            case TokenKind.Word:
                return ReadAssignment() && EndLine();
            case TokenKind.Keyword:
                return ReadRule();
            case TokenKind.EndOfFile or TokenKind.Number or TokenKind.Character or TokenKind.Error:
                return cursor.SyntaxError();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private bool ReadRule() =>
        At(Keyword.Include) ? ReadInclude() && EndLine()
        : At(Keyword.Flow) ? ReadFlow()
        : At(Keyword.Ike) ? ReadIke()
        : At(Keyword.TcpMd5) ? ReadTcpMd5()
        : At(Keyword.Esp) || At(Keyword.Ah) || At(Keyword.IpComp) || At(Keyword.IpIp) || At(Keyword.Tunnel) || At(Keyword.Transport)
            || At(Keyword.From) || At(Keyword.To) ? ReadSa()
        : cursor.SyntaxError();

    /// <summary>Takes the line feed that every statement ends in.</summary>
    private bool EndLine()
    {
        if (!cursor.AtEndOfLine())
        {
            return cursor.SyntaxError();
        }

        cursor.Take();
        return true;
    }

    /// <summary>Whether a statement may be reduced here: yacc does so at once if no token was looked at, else only before a line feed.</summary>
    private bool MayEndHere() => !cursor.HasLookAhead || cursor.AtEndOfLine() || cursor.SyntaxError();

    private bool ReadAssignment()
    {
        var name = cursor.Take();
        if (!cursor.TryCharacter('=') || !cursor.TryWord("a value", out var first))
        {
            return cursor.SyntaxError();
        }

        var value = first.Text.ToString();
        while (cursor.TryWord("a value", out var more))
        {
            value = $"{value} {more.Text}";
        }

        if (!cursor.AtEndOfLine())
        {
            return cursor.SyntaxError();
        }

        if (!dialect.IsOpenBsd49 && name.Text.Span.ContainsAny(" \t"))
        {
            return cursor.Error(name.Span, "macro name cannot contain whitespace");
        }

        var key = name.Text.ToString();
        macros.Define(new(key, value, name.Span, IsPersistent: false));
        assignments.Add(statements.Count);
        statements.Add(new MacroAssignment(key, value, HoldsSecret: false, statementStart));
        return true;
    }

    private bool ReadInclude()
    {
        cursor.Take();
        if (!cursor.TryWord("a file name", out var name))
        {
            return cursor.SyntaxError();
        }

        var path = name.Text.ToString();
        if (!lexer.CanInclude)
        {
            return cursor.Error(name.Span, $"failed to include file {path}: files include each other");
        }

        var contents = environment.ReadInclude(path);
        if (contents.Error is { } error)
        {
            return FailToInclude(name, path, error);
        }

        secrets.Learn(contents.Value);
        redacted.Clear();
        lexer.Include(new(path, contents.Value));
        return true;
    }

    private bool FailToInclude(Token name, string path, string error)
    {
        if (!dialect.IsOpenBsd49)
        {
            return cursor.Error(name.Span, $"failed to include file {path}: {error}");
        }

        diagnostics.Add(Diagnostic.WithoutPlace(Severity.Warning, $"{path}: {error}"));
        return cursor.Error(name.Span, $"failed to include file {path}");
    }

    /// <summary>Reports what ends OpenBSD's program on the spot; Koi's own dialect reads on.</summary>
    private bool Fatal(SourceSpan span, string message, Macro? macro = null)
    {
        if (!dialect.IsOpenBsd49)
        {
            return cursor.Error(span, message, macro);
        }

        diagnostics.Add(Diagnostic.WithoutPlace(Severity.Error, message));
        isFatal = true;
        return false;
    }

    private bool At(Keyword keyword) => cursor.AtKeyword((int)keyword);

    private bool Try(Keyword keyword) => cursor.TryKeyword((int)keyword);

    private int TakeNumber() => nextNumber++;

    private SourceSpan StatementSpan => statementStart.To(cursor.LastRead);
}
