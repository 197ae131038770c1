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
        if (digits < 0 || (macro is null && rest[start + digits] == '\\'))
        {
            return TryReadNumberInPieces(out token);
        }

        if (digits == 0 || !rules.NumberEnd.Contains(rest[start + digits]))
        {
            return NoNumber(out token);
        }

        var characters = TakeSlice(start + digits, out var span);
        token = FinishNumber(characters, span, MacroOf(span));
        return true;
    }

    /// <summary>A number that goes on after a continuation line, or that ends with the macro's value or the text.</summary>
    private bool TryReadNumberInPieces(out Token token)
    {
        pieces.Clear();
        pieces.Append(macro is null ? "" : RestOfBuffer);
        var at = position;
        var end = at;
        int c;
        while ((c = PeekFrom(ref at, out var width)) is (>= '0' and <= '9') or '-' && (c != '-' || pieces.Length == 0))
        {
            pieces.Append((char)c);
            at += width;
            end = at;
        }

        var characters = pieces.ToString();
        if (characters is "-" || (c != End && !rules.NumberEnd.Contains((char)c)))
        {
            return NoNumber(out token);
        }

        var (origin, span) = (macro, macro is null ? new SourceSpan(source, position, end - position) : macroUse);
        (macro, position) = (null, end);
        token = FinishNumber(characters.AsMemory(), span, origin);
        return true;
    }

    /// <summary>The next character of the file from an offset on, over continuation lines; nothing is taken.</summary>
    private int PeekFrom(ref int at, out int width)
    {
        while (text.AsSpan(at).StartsWith("\\\n", StringComparison.Ordinal))
        {
            at += 2;
        }

        width = at + 1 < text.Length && text[at] == '\\' ? 2 : 1;
        return at + width <= text.Length ? text[at + width - 1] : End;
    }

    /// <summary>A minus sign without digits is a character; anything else may be a word.</summary>
    private bool NoNumber(out Token token)
    {
        var isSign = RestOfBuffer[0] == '-';
        token = isSign ? ReadCharacter('-') : default;
        return isSign;
    }

    private Token FinishNumber(ReadOnlyMemory<char> characters, SourceSpan span, Macro? origin)
    {
        if (characters.Length > rules.LongestToken)
        {
            return Fail(span with { Length = 1 }, "string too long");
        }

        if (!long.TryParse(characters.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            var quoted = rules.QuotesInvalidNumbers ? $"\"{characters}\" " : "";
            return Fail(span, $"{quoted}invalid number: too {(characters.Span[0] == '-' ? "small" : "large")}");
        }

        return new(TokenKind.Number, characters, span, Number: value, Macro: origin);
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
