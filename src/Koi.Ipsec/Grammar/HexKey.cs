using System.Security.Cryptography;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Grammar;

/// <summary>Keys in hex digits.</summary>
internal static class HexKey
{
    /// <summary>Reads pairs of hex digits; an odd last digit is dropped and a bad pair is a zero byte.</summary>
    /// <param name="digits">The digits, without <c>0x</c>.</param>
    /// <param name="badPairs">How many pairs are no hex digits.</param>
    /// <remarks>OpenBSD sbin/ipsecctl/parse.y, parsekey.</remarks>
    internal static KeyMaterial Read(ReadOnlySpan<char> digits, out int badPairs)
    {
        var bytes = new byte[digits.Length / 2];
        badPairs = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var (high, low) = (digits[2 * i], digits[(2 * i) + 1]);
            if (char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                bytes[i] = (byte)((Value(high) << 4) | Value(low));
            }
            else
            {
                badPairs++;
            }
        }

        var key = new KeyMaterial(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    private static int Value(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
