namespace Koi.Netlink.Linux;

/// <summary>A packet that a <see cref="RawSocket"/> received; its bytes are in the caller's buffer.</summary>
/// <param name="Source">Who sent it.</param>
/// <param name="Destination">Whom it was for: a group, or an address of this machine.</param>
/// <param name="HopLimit">The TTL or hop limit that it arrived with; 255 when no router was between.</param>
/// <param name="Offset">Where its payload begins in the buffer: behind the IPv4 header, at 0 for IPv6.</param>
/// <param name="Length">The payload's, in bytes, by the IPv4 header's total length and never past what was received.</param>
public readonly record struct RawPacket(
    InetAddress Source, InetAddress Destination, byte HopLimit, int Offset, int Length)
{
    private const int MinHeaderLength = 20;

    /// <summary>Reads an IPv4 header; false when it is no such, or is cut. RFC 791 §3.1.</summary>
    /// <param name="packet">All that was received.</param>
    /// <param name="read">What the header says.</param>
    public static bool TryReadV4(ReadOnlySpan<byte> packet, out RawPacket read)
    {
        read = default;
        if (packet.Length < MinHeaderLength || packet[0] >> 4 != 4)
        {
            return false;
        }

        var header = (packet[0] & 0xf) * 4;
        var total = Math.Min(packet.Big16(2), packet.Length);
        if (header < MinHeaderLength || header > total)
        {
            return false;
        }

        read = new RawPacket(
            packet.Address(12, isV6: false), packet.Address(16, isV6: false), packet[8], header, total - header);
        return true;
    }
}
