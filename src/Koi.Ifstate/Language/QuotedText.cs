using System.Buffers;
using System.Text;

namespace Koi.Ifstate.Language;

/// <summary>Strings as the lexer reads them back.</summary>
internal static class QuotedText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:");

    /// <summary>A string in quotes.</summary>
    /// <remarks>
    /// A backslash is itself unless a quotation mark, a blank or the end of a line follows; so one at the end is written with a
    /// continuation after it.
    /// </remarks>
    internal static string Of(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var needsBackslash = text[i] == '"' || (text[i] is ' ' or '\t' && i > 0 && text[i - 1] == '\\');
            quoted.Append(needsBackslash ? "\\" : "").Append(text[i]);
        }

        return quoted.Append(text.EndsWith('\\') ? "\\\n\"" : "\"").ToString();
    }

    /// <summary>A name as one or several words between dots, in quotes where it could be taken for something else.</summary>
    internal static string OfName(string name, bool mayHaveDots)
    {
        foreach (var part in name.AsSpan().Split('.'))
        {
            var word = name.AsSpan(part);
            if (!IsPlain(word, isFirst: part.Start.Value == 0) || (part.Start.Value > 0 && !mayHaveDots))
            {
                return Of(name);
            }
        }

        return name;
    }

    private static bool IsPlain(ReadOnlySpan<char> word, bool isFirst) =>
        word.Length > 0
        && (!isFirst || char.IsAsciiLetter(word[0]))
        && char.IsAsciiLetterOrDigit(word[0])
        && !word.ContainsAnyExcept(Plain)
        && !Keywords.Contains(word.ToString());
}
