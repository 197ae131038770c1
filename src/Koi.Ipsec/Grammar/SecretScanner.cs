using System.Buffers;

namespace Koi.Ipsec.Grammar;

/// <summary>Walks a text as the lexer would and finds what stands where a key or a password is due.</summary>
/// <param name="text">The text; it may be in error anywhere.</param>
/// <param name="covered">Where to put asterisks; empty to learn only.</param>
/// <param name="holders">Macros that hold a secret: those used where one is due are added.</param>
/// <param name="openers">Macros after whose use a secret is due, such as <c>j = "psk"</c>: those found are added.</param>
/// <remarks>A secret is due after <c>authkey</c>, <c>enckey</c> and <c>psk</c>, and in the definition of a holder, until the next
/// keyword or the end of the line: what an error left there is rather covered than shown.</remarks>
internal readonly ref struct SecretScanner(string text, Span<char> covered, HashSet<string> holders, HashSet<string> openers)
{
    private const char Cover = '*';

    /// <summary>Quotes and comments within each other; what is deeper is covered as a whole, so that no text exhausts the stack.</summary>
    private const int DeepestQuotes = 16;

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\n\\(){}<>!=/#,\"'");

    private readonly Span<char> covered = covered;

    /// <summary>Walks the whole text.</summary>
    /// <returns>Whether a secret is due at its end.</returns>
    internal bool Scan() => Scan(0, text.Length, isQuoted: false, isDue: false, depth: 0);

    private bool Scan(int at, int end, bool isQuoted, bool isDue, int depth)
    {
        if (depth > DeepestQuotes)
        {
            return CoverAll(at, end);
        }

        var line = default(Line);
        while (at < end)
        {
            var start = at;
            switch (text[at])
            {
                case '\n' when !isQuoted:
                    Close(line, isDue);
                    (at, line, isDue) = (at + 1, default, isDue && line.IsOpen);
                    break;
                case ' ' or '\t' or '\n':
                    at++;
                    break;
                case '\\' when IsContinuation(at):
                    at += 2;
                    break;
                case '#':
                    at = EndOfComment(at, end);
                    Scan(start + 1, at, isQuoted, isDue, depth + 1);
                    break;
                case '\\' when at + 1 < end && text[at + 1] is '"' or '\'':
                    // The lexer takes the quote for one that begins a word.
                    at++;
                    break;
                case '"' or '\'':
                    at = EndOfQuotes(at, end);
                    line.IsOpen = false;
                    var inner = (Start: start + 1, End: Math.Max(start + 1, at - 1));
                    isDue = isDue ? CoverAll(start, at) : Scan(inner.Start, inner.End, isQuoted: true, isDue: false, depth + 1);
                    Name(ref line, inner.Start, inner.End);
                    break;
                case '$' when at + 1 < end && IsInName(text[at + 1]):
                    at = EndOfName(at + 1, end);
                    line.IsOpen = !isDue;
                    isDue = Use(text[(start + 1)..at], isDue);
                    break;
                default:
                    at = EndOfWord(at, end);
                    isDue = ReadWord(ref line, start, at, isDue);
                    break;
            }
        }

        Close(line, isDue);
        return isDue;
    }

    private bool ReadWord(ref Line line, int start, int end, bool isDue)
    {
        var word = Join(text.AsSpan(start, end - start));
        if (word is "=" && !line.IsDefinition)
        {
            line.IsDefinition = true;
            return isDue || line.NamesHolder || line.NameEnd == 0;
        }

        line.IsOpen = IsSecretWord(word);
        isDue = line.IsOpen || (isDue && !Keywords.Contains(word) && CoverAll(start, end));
        Name(ref line, start, end);
        return isDue;
    }

    private bool Use(string name, bool isDue)
    {
        if (isDue)
        {
            holders.Add(name);
        }

        return isDue || openers.Contains(name);
    }

    /// <summary>Notes what may be the name of a definition; in a line with an error, any word before the equals sign.</summary>
    private void Name(ref Line line, int start, int end)
    {
        if (!line.IsDefinition)
        {
            (line.FirstStart, line.FirstEnd) = line.NameEnd == 0 ? (start, end) : (line.FirstStart, line.FirstEnd);
            (line.NameStart, line.NameEnd) = (start, end);
            line.NamesHolder |= holders.Count > 0 && holders.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Join(text.AsSpan(start, end - start)));
        }
    }

    private void Close(Line line, bool isDue)
    {
        if (line.IsDefinition && isDue && !line.NamesHolder)
        {
            openers.Add(Join(text.AsSpan(line.NameStart, line.NameEnd - line.NameStart)).ToString());
            openers.Add(Join(text.AsSpan(line.FirstStart, line.FirstEnd - line.FirstStart)).ToString());
        }
    }

    private bool CoverAll(int start, int end)
    {
        if (!covered.IsEmpty)
        {
            covered[start..end].Fill(Cover);
        }

        return true;
    }

    private bool IsContinuation(int at) => text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\n';

    private static bool IsInName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static bool IsSecretWord(ReadOnlySpan<char> word) => word is "psk" or "authkey" or "enckey";

    private static ReadOnlySpan<char> Join(ReadOnlySpan<char> word) => word.Contains('\\')
        ? word.ToString().Replace("\\\n", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal)
        : word;

    private int EndOfComment(int at, int end)
    {
        while (at < end && text[at] != '\n')
        {
            at += IsContinuation(at) ? 2 : 1;
        }

        return Math.Min(at, end);
    }

    /// <summary>After the closing quote, or the end.</summary>
    private int EndOfQuotes(int at, int end)
    {
        var quote = text[at++];
        while (at < end && text[at] != quote)
        {
            at += text[at] == '\\' && at + 1 < end && text[at + 1] == quote ? 2 : 1;
        }

        return Math.Min(at + 1, end);
    }

    private int EndOfName(int at, int end)
    {
        while (at < end && IsInName(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>At least one character; quotes end no word but one after which a secret is due.</summary>
    private int EndOfWord(int at, int end)
    {
        var start = at;
        while (at < end)
        {
            var length = text.AsSpan(at, end - at).IndexOfAny(WordEnds);
            at = length < 0 ? end : at + length;
            if (at >= end || !(text[at] is '\\' || (text[at] is '"' or '\'' && !IsSecretWord(text.AsSpan(start, at - start)))))
            {
                break;
            }

            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Clamp(at, start + 1, end);
    }

    /// <summary>What a line has said so far.</summary>
    private struct Line
    {
        /// <summary>The first word.</summary>
        public int FirstStart;
        public int FirstEnd;

        /// <summary>The last word before an equals sign.</summary>
        public int NameStart;
        public int NameEnd;

        /// <summary>Whether a word before the equals sign is a macro that holds a secret.</summary>
        public bool NamesHolder;

        /// <summary>Whether there was an equals sign.</summary>
        public bool IsDefinition;

        /// <summary>Whether a secret is due and nothing of it was found: it may be on the next line.</summary>
        public bool IsOpen;
    }
}
