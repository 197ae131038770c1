using System.Collections.Immutable;
using System.Text;
using Koi.Language;

namespace Koi.Interfaces.Hostname;

/// <summary>Words of a line: blanks part them, double quotes keep blanks and single quotes.</summary>
/// <remarks>hostname.if(5): arguments with blanks or single quotes are double quoted.</remarks>
internal static class WordSplitter
{
    /// <summary>Splits a line.</summary>
    /// <param name="source">The text.</param>
    /// <param name="start">Where the line begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="report">Gets what is wrong.</param>
    /// <returns>The words; null when something is wrong.</returns>
    public static ImmutableArray<HostnameWord>? Split(SourceText source, int start, int end, Action<SourceSpan, string> report)
    {
        var words = ImmutableArray.CreateBuilder<HostnameWord>();
        for (var at = SkipBlanks(source.Text, start, end); at < end; at = SkipBlanks(source.Text, at, end))
        {
            var first = at;
            if (Read(source, ref at, end, report) is not { } text)
            {
                return null;
            }

            words.Add(new(text, new(source, first, at - first)));
        }

        return words.ToImmutable();
    }

    /// <summary>Whether blanks part words here.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\t';

    private static int SkipBlanks(string text, int at, int end)
    {
        while (at < end && IsBlank(text[at]))
        {
            at++;
        }

        return at;
    }

    private static string? Read(SourceText source, ref int at, int end, Action<SourceSpan, string> report)
    {
        var word = new StringBuilder();
        while (at < end && !IsBlank(source.Text[at]))
        {
            var c = source.Text[at++];
            if (c == '\'')
            {
                report(new(source, at - 1, 1), "a single quote stands only within double quotes");
                return null;
            }

            if (c != '"')
            {
                word.Append(c);
            }
            else if (!ReadQuoted(source, ref at, end, word))
            {
                report(new(source, at - 1, 1), "unterminated quote");
                return null;
            }
        }

        return word.ToString();
    }

    /// <summary>Reads to the closing quotation mark; when there is none the place does not move.</summary>
    private static bool ReadQuoted(SourceText source, ref int at, int end, StringBuilder word)
    {
        for (var i = at; i < end; i++)
        {
            var c = source.Text[i];
            if (c == '"')
            {
                at = i + 1;
                return true;
            }

            if (c == '\\' && i + 1 < end && (source.Text[i + 1] is '"' or '\\'))
            {
                i++;
            }

            word.Append(source.Text[i]);
        }

        return false;
    }
}
