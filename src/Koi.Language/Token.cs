namespace Koi.Language;

/// <summary>The kinds of token that the pf.conf family has.</summary>
public enum TokenKind : byte
{
    /// <summary>The end of the outermost file.</summary>
    EndOfFile,

    /// <summary>A line feed: the languages are line oriented.</summary>
    NewLine,

    /// <summary>A word that is no keyword, or anything in quotes.</summary>
    Word,

    /// <summary>A decimal number of 64 bits.</summary>
    Number,

    /// <summary>An unquoted word that the language reserves.</summary>
    Keyword,

    /// <summary>Any other single character.</summary>
    Character,

    /// <summary>A lexical error, already reported; the rest of the line is gone.</summary>
    Error,
}

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters after quoting and continuation; empty for <see cref="TokenKind.NewLine"/>.</param>
/// <param name="Span">Where it stands; within a macro's value, where the macro is used.</param>
/// <param name="Number">The value of a <see cref="TokenKind.Number"/>.</param>
/// <param name="Keyword">The language's number of a <see cref="TokenKind.Keyword"/>.</param>
/// <param name="Macro">The macro whose value it comes from.</param>
public readonly record struct Token(
    TokenKind Kind,
    ReadOnlyMemory<char> Text,
    SourceSpan Span,
    long Number = 0,
    int Keyword = -1,
    Macro? Macro = null)
{
    /// <summary>Whether it is this single character.</summary>
    public bool Is(char character) => Kind == TokenKind.Character && Text.Span[0] == character;
}
