using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Koi.Language;

/// <summary>Reads tokens of a pf.conf-like language from a text, its included files and its macros.</summary>
/// <remarks>pf.conf(5), ipsec.conf(5), ifstated.conf(5): the three share one lexer, in OpenBSD by copying it.</remarks>
public sealed partial class Lexer(LexerRules rules, MacroTable macros, DiagnosticList diagnostics, SourceText main)
{
    private const int End = -1;
    private const int DeepestInclude = 16;

    private readonly Stack<(SourceText Source, int Position)> including = new();
    private readonly StringBuilder pieces = new();

    private SourceText source = main;
    private string text = main.Text;
    private int position;
    private bool owesLineFeed;

    private Macro? macro;
    private int macroPosition;
    private SourceSpan macroUse;

    /// <summary>Whether another file may be included here.</summary>
    public bool CanInclude => including.Count < DeepestInclude;

    /// <summary>Continues in another text, and after its end where this one stopped.</summary>
    public void Include(SourceText included)
    {
        including.Push((source, position));
        (source, text, position) = (included, included.Text, 0);
        // The line that names the file ends here for the grammar; its own line feed comes after the file's last line.
        owesLineFeed = true;
    }

    /// <summary>Reads the next token; after the end it is <see cref="TokenKind.EndOfFile"/> for ever.</summary>
    public Token Next()
    {
        if (owesLineFeed)
        {
            owesLineFeed = false;
            return new(TokenKind.NewLine, default, new(source, 0, 0));
        }

        while (true)
        {
            SkipBlanks();
            var c = Peek(out _);
            if (c == '#')
            {
                SkipComment();
                c = Peek(out _);
            }

            if (c != '$' || macro is not null)
            {
                return ReadToken(c);
            }

            if (!EnterMacro(out var failure))
            {
                return failure;
            }
        }
    }

    private Token ReadToken(int c)
    {
        switch (c)
        {
            case End:
                return new(TokenKind.EndOfFile, default, new(source, position, 0));
            case '"' or '\'':
                return ReadQuoted((char)c);
            case '-' or (>= '0' and <= '9') when TryReadNumber(out var number):
                return number;
            default:
                return rules.WordStart.Contains((char)c) ? ReadWord() : ReadCharacter((char)c);
        }
    }

    private Token ReadCharacter(char c)
    {
        var span = Here();
        Advance();
        return c == '\n'
            ? new(TokenKind.NewLine, default, span)
            : new(TokenKind.Character, CharacterText(c), span, Macro: macro);
    }

    private static ReadOnlyMemory<char> CharacterText(char c) => c < 128
        ? Ascii.AsMemory(c, 1)
        : c.ToString().AsMemory();

    private static readonly string Ascii = string.Create(128, 0, static (span, _) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = (char)i;
        }
    });

    private bool EnterMacro(out Token failure)
    {
        var start = position;
        Advance();
        pieces.Clear();
        int c;
        while ((c = Peek(out _)) != End && (char.IsAsciiLetterOrDigit((char)c) || c == '_'))
        {
            if (pieces.Length >= rules.LongestToken)
            {
                failure = Fail(start, 1, "string too long");
                return false;
            }

            pieces.Append((char)c);
            Advance();
        }

        var name = pieces.ToString();
        if (!macros.TryUse(name, out var found))
        {
            failure = c == End && name.Length == 0
                ? new(TokenKind.EndOfFile, default, new(source, position, 0))
                : Fail(start, 1 + name.Length, $"macro '{name}' not defined");
            return false;
        }

        failure = default;
        (macro, macroPosition, macroUse) = (found, 0, new(source, start, Math.Max(1, position - start)));
        return true;
    }

    /// <summary>The next character outside quotes: continuation lines are joined, macros and files that ended are left.</summary>
    /// <param name="width">How many characters of the text it takes.</param>
    private int Peek(out int width)
    {
        width = 1;
        if (macro is not null)
        {
            if (macroPosition < macro.Value.Length)
            {
                return macro.Value[macroPosition];
            }

            macro = null;
        }

        while (true)
        {
            if (position >= text.Length)
            {
                if (!LeaveIncluded())
                {
                    return End;
                }
            }
            else if (text[position] != '\\')
            {
                return text[position];
            }
            else if (position + 1 >= text.Length)
            {
                position++;
            }
            else if (text[position + 1] == '\n')
            {
                position += 2;
            }
            else
            {
                width = 2;
                return text[position + 1];
            }
        }
    }

    private void Advance()
    {
        Peek(out var width);
        if (macro is not null)
        {
            macroPosition++;
        }
        else
        {
            position += width;
        }
    }

    private bool LeaveIncluded()
    {
        if (!including.TryPop(out var outer))
        {
            return false;
        }

        (source, position) = outer;
        text = source.Text;
        return true;
    }

    private void SkipBlanks()
    {
        if (macro is null)
        {
            while (position < text.Length && text[position] is ' ' or '\t')
            {
                position++;
            }
        }

        while (Peek(out _) is ' ' or '\t')
        {
            Advance();
        }
    }

    private void SkipComment()
    {
        while (Peek(out _) is not ('\n' or End))
        {
            if (macro is null && text.AsSpan(position).IndexOfAny('\n', '\\') is > 0 and var plain)
            {
                position += plain;
            }
            else
            {
                Advance();
            }
        }
    }

    private SourceSpan Here(int length = 1) => macro is null ? new(source, position, length) : macroUse;

    /// <summary>Reports an error at an offset of the file and leaves the line.</summary>
    private Token Fail(int start, int length, string message)
    {
        var span = macro is null ? new SourceSpan(source, start, length) : macroUse;
        return Fail(span, message);
    }

    private Token Fail(SourceSpan span, string message)
    {
        Report(span, message);
        macro = null;
        while (Peek(out _) is not ('\n' or End))
        {
            Advance();
        }

        if (rules.ErrorTakesLineFeed && Peek(out _) == '\n')
        {
            Advance();
        }

        return new(TokenKind.Error, default, span);
    }

    private void Report(SourceSpan span, string message)
    {
        ImmutableArray<DiagnosticNote> notes = macro is null ? [] : [NoteOf(macro)];
        diagnostics.Add(new(Severity.Error, message, span, span.Position.Line, notes));
    }

    /// <summary>The note that tells where a macro got its value.</summary>
    public static DiagnosticNote NoteOf(Macro macro) => macro.DefinedAt is { } place
        ? new($"macro {macro.Name} defined here", place)
        : new(string.Create(CultureInfo.InvariantCulture, $"macro {macro.Name} defined on the command line"), Span: null);
}
