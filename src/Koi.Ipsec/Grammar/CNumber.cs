using System.Globalization;

namespace Koi.Ipsec.Grammar;

/// <summary>Unsigned numbers as strtoul(3) reads them with base 0.</summary>
internal static class CNumber
{
    /// <summary>Reads 0x hexadecimal, 0 octal or decimal digits that make up the whole text.</summary>
    /// <returns>False for an empty text, other characters, or more than 64 bits.</returns>
    internal static bool TryRead(ReadOnlySpan<char> text, out ulong number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }

        return text.Length > 1 && text[0] == '0'
            ? TryReadOctal(text[1..], out number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryReadOctal(ReadOnlySpan<char> digits, out ulong number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || number >> 61 != 0)
            {
                return false;
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        return true;
    }
}
