using System.Security.Cryptography;
using Koi.Language;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Grammar;

/// <content><c>spi</c>, <c>authkey</c> and <c>enckey</c>.</content>
public sealed partial class IpsecParser
{
    private const int LongestKeyFile = 1024;

    /// <summary>A pair of values, one for each direction, and where they are written.</summary>
    /// <param name="Out">For the SA that the rule describes.</param>
    /// <param name="In">For its reverse; null for none.</param>
    /// <param name="Span">The pair.</param>
    private readonly record struct KeyPair(KeyMaterial? Out, KeyMaterial? In, SourceSpan Span);

    private bool ReadSpi(out uint outgoing, out uint incoming, out SourceSpan span)
    {
        (outgoing, incoming, span) = (0, 0, default);
        if (!Expect(Keyword.Spi))
        {
            return false;
        }

        if (cursor.TryNumber("an SPI", out var number))
        {
            span = number.Span;
            outgoing = (uint)number.Number;
            return number.Number is >= 0 and <= uint.MaxValue
                ? CheckSpi(number, outgoing)
                : cursor.Error(number.Span, $"{number.Number} not a valid spi", number.Macro);
        }

        if (!cursor.TryWord("an SPI", out var word))
        {
            return cursor.SyntaxError();
        }

        span = word.Span;
        var (first, second) = Halves(word.Text);
        return (second is not { } reverse || ReadSpiNumber(word, reverse.Span, out incoming))
            && ReadSpiNumber(word, first.Span, out outgoing);
    }

    private bool ReadSpiNumber(Token token, ReadOnlySpan<char> text, out uint spi)
    {
        spi = 0;
        if (!CNumber.TryRead(text, out var number))
        {
            return dialect.IsOpenBsd49
                ? FailSilently()
                : cursor.Error(token.Span, $"\"{text}\" is not a number; an SPI is written 4096 or 0x1000", token.Macro);
        }

        if (number > uint.MaxValue)
        {
            return cursor.Error(token.Span, $"{number} not a valid spi", token.Macro);
        }

        spi = (uint)number;
        return CheckSpi(token, spi);
    }

    private bool CheckSpi(Token token, uint spi) =>
        spi is 0 or > 255 || cursor.Error(token.Span, $"{spi} within reserved spi range", token.Macro);

    /// <summary>Drops the rule with no message of its own, as OpenBSD does for an SPI that is no number.</summary>
    private bool FailSilently()
    {
        diagnostics.AddSilentError();
        return false;
    }

    private bool ReadKey(Keyword keyword, out KeyPair key)
    {
        key = default;
        if (!Try(keyword))
        {
            return true;
        }

        var isFile = Try(Keyword.File);
        if (!cursor.TryWord(isFile ? "a key file" : "a key in hex digits", out var word))
        {
            return cursor.SyntaxError();
        }

        var (first, second) = Halves(word.Text);
        KeyMaterial? outgoing, incoming = null;
        var isRead = isFile
            ? ReadKeyFile(word, first, out outgoing) && (second is not { } other || ReadKeyFile(word, other, out incoming))
            : ReadHexKey(word, first, out outgoing) && (second is not { } hex || ReadHexKey(word, hex, out incoming));
        key = new(outgoing, incoming, word.Span);
        return isRead;
    }

    private bool ReadHexKey(Token token, ReadOnlyMemory<char> text, out KeyMaterial? key)
    {
        var digits = text.Span;
        digits = digits.StartsWith("0x", StringComparison.Ordinal) ? digits[2..] : digits;
        key = HexKey.Read(digits, out var badPairs);
        ReportBadPairs(token, badPairs);
        return true;
    }

    private bool ReadKeyFile(Token token, ReadOnlyMemory<char> path, out KeyMaterial? key)
    {
        key = null;
        var contents = environment.ReadKeyFile(path.ToString());
        if (contents.Error is { } error)
        {
            return Fatal(token.Span, error, token.Macro);
        }

        var bytes = contents.Value;
        if (bytes.Length is 0 or > LongestKeyFile)
        {
            return Fatal(token.Span, $"{path}: key too {(bytes.Length == 0 ? "small" : "large")}", token.Macro);
        }

        Span<char> digits = stackalloc char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            digits[i] = (char)bytes[i];
        }

        key = HexKey.Read(digits, out var badPairs);
        digits.Clear();
        CryptographicOperations.ZeroMemory(bytes);
        ReportBadPairs(token, badPairs);
        return true;
    }

    private void ReportBadPairs(Token token, int badPairs)
    {
        for (var i = 0; i < (dialect.IsOpenBsd49 ? badPairs : Math.Min(badPairs, 1)); i++)
        {
            cursor.Report(token.Span, "keys need to be specified in hex digits");
        }
    }

    private static (ReadOnlyMemory<char> First, ReadOnlyMemory<char>? Second) Halves(ReadOnlyMemory<char> text)
    {
        var colon = text.Span.IndexOf(':');
        ReadOnlyMemory<char>? none = default;
        return colon < 0 ? (text, none) : (text[..colon], text[(colon + 1)..]);
    }
}
