using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <summary>Covers keys and passwords in configuration text that is about to be shown.</summary>
public static class Secrets
{
    private const char Cover = '*';
    private const int ShortestHexKey = 16;

    /// <summary>The text with each key and password replaced by asterisks, of the same length.</summary>
    /// <remarks>It covers what follows <c>authkey</c>, <c>enckey</c> and <c>psk</c>, values of macros used there, and long runs of hex digits.</remarks>
    public static string Redact(SourceText source) => Redact(source.Text);

    /// <inheritdoc cref="Redact(SourceText)"/>
    public static string Redact(string text)
    {
        var covered = text.ToCharArray();
        HashSet<string> macros = new(StringComparer.Ordinal);
        CoverOperands(text, covered, macros);
        CoverHex(text, covered);
        foreach (var macro in macros)
        {
            CoverDefinitions(text, macro, covered);
        }

        return new(covered);
    }

    /// <summary>The names of macros that a text uses as a key or a password.</summary>
    public static IReadOnlySet<string> MacrosOfSecrets(string text)
    {
        HashSet<string> macros = new(StringComparer.Ordinal);
        CoverOperands(text, text.ToCharArray(), macros);
        return macros;
    }

    private static void CoverOperands(string text, Span<char> covered, HashSet<string> macros)
    {
        foreach (var word in (ReadOnlySpan<string>)["authkey", "enckey", "psk"])
        {
            for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            {
                var operand = SkipBlanks(text, at + word.Length);
                if (operand == at + word.Length && (operand >= text.Length || text[operand] is not ('"' or '\'')))
                {
                    continue;
                }

                var length = OperandLength(text, operand);
                var value = text.AsSpan(operand, length);
                if (value.StartsWith('$'))
                {
                    macros.Add(value[1..].ToString());
                }
                else if (!value.SequenceEqual("file"))
                {
                    covered.Slice(operand, length).Fill(Cover);
                }
            }
        }
    }

    private static void CoverHex(string text, Span<char> covered)
    {
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && char.IsAsciiHexDigit(text[end]))
            {
                end++;
            }

            if (end - start >= ShortestHexKey)
            {
                covered[start..end].Fill(Cover);
            }

            start = end;
        }
    }

    private static void CoverDefinitions(string text, string macro, Span<char> covered)
    {
        for (var at = text.IndexOf(macro, StringComparison.Ordinal); at >= 0; at = text.IndexOf(macro, at + 1, StringComparison.Ordinal))
        {
            var sign = SkipBlanks(text, at + macro.Length);
            if (macro.Length > 0 && sign < text.Length && text[sign] == '=')
            {
                var value = SkipBlanks(text, sign + 1);
                covered.Slice(value, OperandLength(text, value)).Fill(Cover);
            }
        }
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && (text[at] is ' ' or '\t' || (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\n')))
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return at;
    }

    private static int OperandLength(string text, int at)
    {
        var end = at;
        if (at < text.Length && text[at] is '"' or '\'')
        {
            var close = text.IndexOf(text[at], at + 1);
            return (close < 0 ? text.Length : close + 1) - at;
        }

        while (end < text.Length && text[end] is not (' ' or '\t' or '\n'))
        {
            end++;
        }

        return end - at;
    }
}
