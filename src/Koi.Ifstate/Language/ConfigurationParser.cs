using System.Collections.Immutable;
using System.Text;
using Koi.Language;

namespace Koi.Ifstate.Language;

/// <summary>Reads ifstated.conf(5).</summary>
/// <remarks>OpenBSD 4.9 and current usr.sbin/ifstated/parse.y.</remarks>
public sealed partial class ConfigurationParser
{
    private const int MostErrors = 20;

    /// <summary>OpenBSD has no limit; files that include themselves come to an end by this one.</summary>
    private const int MostErrorsOfOpenBsd = 10_000;

    private readonly IfstateEnvironment environment;
    private readonly MacroTable macros;
    private readonly MessageStyle style;
    private readonly DiagnosticList diagnostics;
    private readonly Lexer lexer;
    private readonly TokenCursor cursor;
    private readonly ImmutableArray<Diagnostic>.Builder remarks = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly Dictionary<string, Macro> definitions = new(StringComparer.Ordinal);

    private readonly ScopeBuilder global = new("", place: null);
    private readonly List<ScopeBuilder> states = [];
    private readonly Dictionary<string, ScopeBuilder> statesByName = new(StringComparer.Ordinal);
    private ScopeBuilder scope;
    private Token? initial;

    private ConfigurationParser(SourceText source, IfstateEnvironment environment, MacroTable macros, MessageStyle style)
    {
        (this.environment, this.macros, this.style) = (environment, macros, style);
        diagnostics = new(IsOpenBsd ? MostErrorsOfOpenBsd : MostErrors);
        lexer = new(Keywords.LexerRules, macros, diagnostics, source);
        cursor = new(lexer, diagnostics, style, Keywords.Text, static text => text.Text);
        scope = global;
        foreach (var macro in macros.All)
        {
            definitions[macro.Name] = macro;
        }
    }

    private bool IsOpenBsd => style == MessageStyle.OpenBsd;

    /// <summary>Reads a whole configuration.</summary>
    /// <param name="source">The main file.</param>
    /// <param name="environment">The machine's names and files.</param>
    /// <param name="macros">Macros of the command line; the file's are added.</param>
    /// <param name="style">How errors are worded: Koi's way with columns, or OpenBSD's <c>syntax error</c>.</param>
    public static ParsedConfiguration Parse(SourceText source, IfstateEnvironment environment, MacroTable macros, MessageStyle style)
    {
        var parser = new ConfigurationParser(source, environment, macros, style);
        parser.ReadLines();
        var configuration = parser.Finish();
        return new(
            configuration,
            [.. parser.diagnostics.Items],
            parser.remarks.DrainToImmutable(),
            [.. macros.All.Where(m => !m.IsUsed)]);
    }

    private void ReadLines()
    {
        while (cursor.Peek().Kind != TokenKind.EndOfFile && !diagnostics.IsFull)
        {
            var isState = At(Keyword.State);
            if (!ReadLine())
            {
                Recover(isState);
            }
        }
    }

    private bool ReadLine()
    {
        var token = cursor.Peek();
        if (token.Kind == TokenKind.NewLine)
        {
            cursor.Take();
            return true;
        }

        return (token.Kind == TokenKind.Word ? ReadNamed()
            : Try(Keyword.State) ? ReadState()
            : Try(Keyword.InitState) ? ReadInitial()
            : ReadStatement(global.Body)) && EndLine();
    }

    /// <summary>Takes the line feed that every statement ends in.</summary>
    private bool EndLine()
    {
        if (lineIsTaken)
        {
            lineIsTaken = false;
            return true;
        }

        if (!cursor.AtEndOfLine())
        {
            return cursor.SyntaxError();
        }

        cursor.Take();
        return true;
    }

    /// <summary><c>name = value</c>, or <c>include "file"</c>, which is no assignment.</summary>
    private bool ReadNamed()
    {
        var name = cursor.Take();
        if (name.Text.Span is "include" && cursor.Peek().Kind == TokenKind.Word)
        {
            return ReadInclude();
        }

        if (!cursor.TryCharacter('=') || !cursor.TryWord("a value; numbers and keywords need quotes", out var first))
        {
            return cursor.SyntaxError();
        }

        var value = ReadMoreWords(first);
        if (!cursor.AtEndOfLine())
        {
            return cursor.SyntaxError();
        }

        if (name.Text.Span.ContainsAny(" \t"))
        {
            return cursor.Error(name.Span, "macro name cannot contain whitespace", name.Macro);
        }

        Define(new(name.Text.ToString(), value, name.Span, IsPersistent: false));
        return true;
    }

    private void Define(Macro macro)
    {
        var isNew = macros.Define(macro);
        if (definitions.TryGetValue(macro.Name, out var old))
        {
            var message = isNew ? $"macro {macro.Name} is defined again" : $"macro {macro.Name} has its value from the command line";
            Remark(macro.DefinedAt!.Value, message, isNew ? [Lexer.NoteOf(old)] : []);
        }

        if (isNew)
        {
            definitions[macro.Name] = macro;
        }
    }

    /// <summary>The words that follow one, all joined by blanks.</summary>
    private string ReadMoreWords(Token first)
    {
        if (cursor.Peek().Kind != TokenKind.Word)
        {
            return first.Text.ToString();
        }

        var joined = new StringBuilder().Append(first.Text.Span);
        while (cursor.TryWord("another word", out var more))
        {
            joined.Append(' ').Append(more.Text.Span);
        }

        return joined.ToString();
    }

    private bool ReadInclude()
    {
        var name = cursor.Take();
        var path = name.Text.ToString();
        if (!lexer.CanInclude)
        {
            return cursor.Error(name.Span, $"failed to include file {path}: files include each other", name.Macro);
        }

        var (text, error) = environment.ReadInclude(path);
        if (error is not null)
        {
            return cursor.Error(name.Span, $"failed to include file {path}: {error}", name.Macro);
        }

        lexer.Include(new(path, text));
        return true;
    }

    private bool ReadInitial()
    {
        if (!cursor.TryWord("a state", out var name))
        {
            return cursor.SyntaxError();
        }

        initial = name;
        return true;
    }

    private void Remark(SourceSpan span, string message, params ImmutableArray<DiagnosticNote> notes) =>
        remarks.Add(new(Severity.Warning, message, span, span.Position.Line, notes));

    /// <summary>Reports an error that OpenBSD leaves the line for; Koi reads on.</summary>
    private bool Complain(SourceSpan span, string message, Macro? macro)
    {
        if (IsOpenBsd)
        {
            return cursor.Error(span, message, macro);
        }

        cursor.Report(span, message, macro is null ? [] : [Lexer.NoteOf(macro)]);
        return true;
    }

    private bool At(Keyword keyword) => cursor.AtKeyword((int)keyword);

    private bool Try(Keyword keyword) => cursor.TryKeyword((int)keyword);
}
