using Koi.Language;

namespace Koi.SaSync.Language;

/// <summary>Splits a text into words: blanks and line feeds are between them, and nothing is quoted. A <c>#</c> begins a comment anywhere.</summary>
/// <param name="source">The text.</param>
internal sealed class WordReader(SourceText source)
{
    private int position;

    /// <summary>The word before, or the place before the text.</summary>
    internal SourceSpan Last { get; private set; } = new(source, 0, 0);

    /// <summary>The next word, which stays; at the end it is empty.</summary>
    internal SourceSpan Next
    {
        get
        {
            SkipBlanks();
            var rest = source.Text.AsSpan(position);
            var length = rest.IndexOfAny(" \t\r\n#");
            return new(source, position, length < 0 ? rest.Length : length);
        }
    }

    /// <summary>Whether there is no word left.</summary>
    internal bool IsAtEnd => Next.Length == 0;

    /// <summary>The characters of a span.</summary>
    internal ReadOnlySpan<char> TextOf(SourceSpan span) => source.Text.AsSpan(span.Start, span.Length);

    /// <summary>Whether the next word is this one.</summary>
    internal bool At(string word) => TextOf(Next).SequenceEqual(word);

    /// <summary>Takes the next word.</summary>
    internal SourceSpan Take()
    {
        Last = Next;
        position = Last.End;
        return Last;
    }

    /// <summary>Takes the next word if it is this one.</summary>
    internal bool Try(string word)
    {
        if (!At(word))
        {
            return false;
        }

        Take();
        return true;
    }

    private void SkipBlanks()
    {
        var text = source.Text;
        while (position < text.Length && (text[position] is ' ' or '\t' or '\r' or '\n' or '#'))
        {
            if (text[position] == '#')
            {
                var end = text.IndexOf('\n', position);
                position = end < 0 ? text.Length : end;
            }
            else
            {
                position++;
            }
        }
    }
}
