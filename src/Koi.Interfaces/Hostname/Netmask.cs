using System.Globalization;
using System.Numerics;
using Koi.Netlink;

namespace Koi.Interfaces.Hostname;

/// <summary>Netmasks of IPv4 as ifconfig(8) takes them.</summary>
internal static class Netmask
{
    /// <summary>Whether it is <c>255.255.255.0</c> or <c>0xffffff00</c>: ones, then zeros.</summary>
    public static bool IsMask(string text)
    {
        var isRead = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mask)
            : TryReadDotted(text, out mask);
        return isRead && (mask == 0 || BitOperations.TrailingZeroCount(mask) + BitOperations.LeadingZeroCount(~mask) == 32);
    }

    private static bool TryReadDotted(string text, out uint mask)
    {
        var isRead = InetAddress.TryParseV4(text, out var address);
        Span<byte> bytes = stackalloc byte[4];
        address.WriteBytes(bytes);
        mask = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return isRead;
    }
}
