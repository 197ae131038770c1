using System.Text;

namespace Koi.Tests.Ifstate.Language;

/// <summary>OpenBSD's lexer written down once more, character by character, for comparison.</summary>
internal sealed class OldLexer(string text)
{
    internal const string NewLine = "\n";
    internal const string End = "";
    internal const char String = '"';
    internal const char Number = '0';

    private static readonly string[] Reserved = ["&&", "||", "down", "every", "if", "init", "init-state", "link", "run", "set-state", "state", "unknown", "up"];

    private int at;
    private string inserted = "";

    internal Dictionary<string, string> Macros { get; } = new(StringComparer.Ordinal);

    /// <summary>The next token: a keyword, a character, a line feed or the end by itself; a string or a number after a mark.</summary>
    internal string Next()
    {
        int c;
        while ((c = Peek()) is ' ' or '\t')
        {
            Get();
        }

        if (c == '#')
        {
            while (Peek() is not ('\n' or -1))
            {
                Get();
            }
        }

        if (Peek() == '$' && inserted.Length == 0)
        {
            Get();
            var name = TakeWhile(static k => char.IsAsciiLetterOrDigit(k) || k == '_');
            inserted = Macros.TryGetValue(name, out var value) ? value : throw new FormatException("macro");
            return Next();
        }

        return Peek() switch
        {
            -1 => End,
            '\'' or '"' => $"{String}{Quoted((char)GetRaw())}",
            '-' or (>= '0' and <= '9') => NumberOrWord(),
            var k when char.IsAsciiLetterOrDigit((char)k) || (char)k is ':' or '_' or '&' or '|' => Word(),
            _ => ((char)Get()).ToString(),
        };
    }

    private string NumberOrWord()
    {
        var (savedAt, savedInserted) = (at, inserted);
        var digits = (Peek() == '-' ? ((char)Get()).ToString() : "") + TakeWhile(char.IsAsciiDigit);
        if (digits is not "-" && Peek() is -1 or ' ' or '\t' or '\n' or '\r' or '\v' or '\f' or ')' or ',' or '/' or '}' or '=')
        {
            return $"{Number}{long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)}";
        }

        (at, inserted) = (savedAt, savedInserted);
        return Peek() == '-' ? ((char)Get()).ToString() : Word();
    }

    private string Word()
    {
        var word = TakeWhile(static k => char.IsAsciiLetterOrDigit(k) || (char.IsAscii(k) && (char.IsPunctuation(k) || char.IsSymbol(k)) && !"(){}!=#,.".Contains(k)));
        return Reserved.Contains(word, StringComparer.Ordinal) ? word : $"{String}{word}";
    }

    private string Quoted(char quote)
    {
        var value = new StringBuilder();
        while (true)
        {
            var c = GetRaw();
            if (c == '\\')
            {
                var (savedAt, savedInserted) = (at, inserted);
                c = GetRaw();
                if (c != quote && c is not (' ' or '\t' or '\n'))
                {
                    value.Append('\\');
                    (at, inserted) = (savedAt, savedInserted);
                    continue;
                }

                if (c != '\n')
                {
                    value.Append((char)c);
                }
            }
            else if (c == quote)
            {
                return value.ToString();
            }
            else if (c is -1 or 0)
            {
                throw new FormatException("quote");
            }
            else if (c != '\n')
            {
                value.Append((char)c);
            }
        }
    }

    private string TakeWhile(Func<char, bool> holds)
    {
        var taken = new StringBuilder();
        while (Peek() is >= 0 and var c && holds((char)c))
        {
            taken.Append((char)c);
            Get();
        }

        return taken.ToString();
    }

    private int Peek()
    {
        var (savedAt, savedInserted) = (at, inserted);
        var c = Get();
        (at, inserted) = (savedAt, savedInserted);
        return c;
    }

    private int Get()
    {
        if (inserted.Length > 0)
        {
            return GetRaw();
        }

        while (true)
        {
            var c = GetRaw();
            if (c != '\\')
            {
                return c;
            }

            c = GetRaw();
            if (c != '\n')
            {
                return c;
            }
        }
    }

    private int GetRaw()
    {
        if (inserted.Length > 0)
        {
            var c = inserted[0];
            inserted = inserted[1..];
            return c;
        }

        return at < text.Length ? text[at++] : -1;
    }
}
