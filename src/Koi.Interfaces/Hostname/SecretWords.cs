using System.Collections.Frozen;
using Koi.Language;

namespace Koi.Interfaces.Hostname;

/// <summary>Arguments of ifconfig(8) that nobody else is to see: what they precede is covered in messages and logs.</summary>
public static class SecretWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal, "authkey", "nwkey", "pass", "wgkey", "wgpsk", "wpakey", "wpapsk");

    /// <summary>Whether the word after this one is a secret.</summary>
    public static bool IsBeforeSecret(string word) => Words.Contains(word);

    /// <summary>The text of a file with its secrets covered, of the same length.</summary>
    public static string Redact(SourceText source)
    {
        var text = source.Text.ToCharArray();
        var isSecret = false;
        for (var at = 0; at < text.Length;)
        {
            var end = WordEnd(source.Text, at);
            if (isSecret && !char.IsWhiteSpace(text[at]))
            {
                text.AsSpan(at, end - at).Fill('*');
            }

            isSecret = char.IsWhiteSpace(source.Text[at])
                ? isSecret && source.Text[at] != '\n'
                : IsBeforeSecret(source.Text[at..end].Replace("\"", "", StringComparison.Ordinal));
            at = end;
        }

        return new(text);
    }

    /// <summary>The end of the word, or of the one blank, that begins here; quotation marks keep blanks.</summary>
    private static int WordEnd(string text, int at)
    {
        if (char.IsWhiteSpace(text[at]))
        {
            return at + 1;
        }

        var isQuoted = false;
        for (; at < text.Length && text[at] != '\n' && (isQuoted || !char.IsWhiteSpace(text[at])); at++)
        {
            isQuoted ^= text[at] == '"';
        }

        return at;
    }
}
