using System.Globalization;

namespace Koi.Language;

/// <content>Words, numbers and quoted strings.</content>
public sealed partial class Lexer
{
    private ReadOnlySpan<char> RestOfBuffer =>
        macro is null ? text.AsSpan(position) : macro.Value.AsSpan(macroPosition);

    private Token ReadWord()
    {
        var rest = RestOfBuffer;
        var length = rest.IndexOfAnyExcept(rules.PlainInWord);
        var endsInBuffer = length >= 0 ? rest[length] != '\\' || macro is not null : MayEndAtBufferEnd();
        return endsInBuffer
            ? FinishWord(TakeSlice(length < 0 ? rest.Length : length, out var span), span)
            : ReadWordInPieces();
    }

    /// <summary>Whether a word that reaches the end of the macro's value or the text ends there.</summary>
    private bool MayEndAtBufferEnd() => macro is null
        ? including.Count == 0
        : position < text.Length && text[position] != '\\' && !rules.InWord.Contains(text[position]);

    private Token ReadWordInPieces()
    {
        var span = Here();
        pieces.Clear();
        int c;
        while ((c = Peek(out _)) != End && (rules.InWord.Contains((char)c) || (c == '\\' && rules.InWord.Contains('\\'))))
        {
            if (pieces.Length > rules.LongestToken)
            {
                return Fail(span, "string too long");
            }

            pieces.Append((char)c);
            Advance();
        }

        return FinishWord(pieces.ToString().AsMemory(), macro is null ? WithEnd(span) : span);
    }

    private Token FinishWord(ReadOnlyMemory<char> word, SourceSpan span)
    {
        if (word.Length > rules.LongestToken)
        {
            return Fail(span with { Length = 1 }, "string too long");
        }

        var keyword = rules.FindKeyword(word.Span);
        return keyword >= 0
            ? new(TokenKind.Keyword, word, span, Keyword: keyword, Macro: MacroOf(span))
            : new(TokenKind.Word, word, span, Macro: MacroOf(span));
    }

    private bool TryReadNumber(out Token token)
    {
        var rest = RestOfBuffer;
        var start = rest[0] == '-' ? 1 : 0;
        var digits = rest[start..].IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? rest.Length - start : digits;
        if (digits == 0 || !NumberEndsAt(rest, start + digits))
        {
            token = rest[0] == '-' ? ReadCharacter('-') : default;
            return rest[0] == '-';
        }

        var characters = TakeSlice(start + digits, out var span);
        if (characters.Length > rules.LongestToken)
        {
            token = Fail(span with { Length = 1 }, "string too long");
        }
        else if (!long.TryParse(characters.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            token = Fail(span, $"\"{characters}\" invalid number: too {(start > 0 ? "small" : "large")}");
        }
        else
        {
            token = new(TokenKind.Number, characters, span, Number: value, Macro: MacroOf(span));
        }

        return true;
    }

    private bool NumberEndsAt(ReadOnlySpan<char> buffer, int index)
    {
        if (index < buffer.Length && (macro is not null || buffer[index] != '\\'))
        {
            return rules.NumberEnd.Contains(buffer[index]);
        }

        // The number reaches the end of its buffer, or a backslash: look at what follows without taking it.
        var (outerMacro, outerPosition) = (macro, position);
        position += macro is null ? index : 0;
        macro = null;
        var next = position >= text.Length ? End : Peek(out _);
        (macro, position) = (outerMacro, outerPosition);
        return next == End || rules.NumberEnd.Contains((char)next);
    }

    private Token ReadQuoted(char quote)
    {
        var span = Here();
        Advance();
        var rest = RestOfBuffer;
        var plain = rest.IndexOfAny([quote, '\\', '\n', '\0']);
        if (plain >= 0 && rest[plain] == quote && plain < rules.LongestToken)
        {
            var slice = TakeSlice(plain, out _);
            Skip();
            return new(TokenKind.Word, slice, macro is null ? WithEnd(span) : span, Macro: macro);
        }

        return ReadQuotedInPieces(quote, span);
    }

    private Token ReadQuotedInPieces(char quote, SourceSpan span)
    {
        pieces.Clear();
        while (true)
        {
            var c = TakeRaw();
            if (c == '\\')
            {
                c = TakeRaw();
                if (c != End && c != quote && c != '\n' && !(rules.QuotedBackslashBlank && c is ' ' or '\t'))
                {
                    pieces.Append('\\');
                    Untake();
                    continue;
                }
            }
            else if (c == quote)
            {
                break;
            }

            if (c == End)
            {
                Report(span, "reached end of file while parsing quoted string");
                if (!LeaveIncluded())
                {
                    return new(TokenKind.EndOfFile, default, span);
                }

                break;
            }

            if (c == 0)
            {
                return Fail(span, "NUL character in a quoted string");
            }

            if (pieces.Length >= rules.LongestToken)
            {
                return Fail(span with { Length = 1 }, "string too long");
            }

            if (c != '\n')
            {
                pieces.Append((char)c);
            }
        }

        return new(TokenKind.Word, pieces.ToString().AsMemory(), macro is null ? WithEnd(span) : span, Macro: MacroOf(span));
    }

    /// <summary>The next character inside quotes, where a backslash joins no lines and a macro's value may end.</summary>
    private int TakeRaw()
    {
        if (macro is not null && macroPosition >= macro.Value.Length)
        {
            macro = null;
        }

        if (macro is not null)
        {
            return macro.Value[macroPosition++];
        }

        return position < text.Length ? text[position++] : End;
    }

    private void Untake()
    {
        if (macro is not null)
        {
            macroPosition--;
        }
        else
        {
            position--;
        }
    }

    private void Skip() => _ = TakeRaw();

    private ReadOnlyMemory<char> TakeSlice(int length, out SourceSpan span)
    {
        ReadOnlyMemory<char> slice;
        if (macro is null)
        {
            span = new(source, position, length);
            slice = text.AsMemory(position, length);
            position += length;
        }
        else
        {
            span = macroUse;
            slice = macro.Value.AsMemory(macroPosition, length);
            macroPosition += length;
        }

        return slice;
    }

    private SourceSpan WithEnd(SourceSpan span) =>
        ReferenceEquals(span.Source, source) && position > span.Start ? span with { Length = position - span.Start } : span;

    private Macro? MacroOf(SourceSpan span) => macro is not null && span == macroUse ? macro : null;
}
