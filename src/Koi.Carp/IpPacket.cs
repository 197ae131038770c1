using Koi.Netlink;

namespace Koi.Carp;

/// <summary>An IPv4 packet as a raw socket hands it over: with its header. By IPv6 the header does not come along; ipv6(7).</summary>
public readonly ref struct IpPacket
{
    private const int LeastHeader = 20;

    /// <summary>Who sent it.</summary>
    public InetAddress Source { get; private init; }

    /// <summary>To whom: the group, or an address of the parent.</summary>
    public InetAddress Destination { get; private init; }

    /// <summary>Its TTL.</summary>
    public byte HopLimit { get; private init; }

    /// <summary>What follows the header and its options.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>Reads a header. The kernel has checked its checksum; the length that it gives is not needed.</summary>
    /// <param name="bytes">What the socket delivered.</param>
    /// <param name="packet">The packet when accepted.</param>
    /// <returns>Accepted or HeaderDrop.</returns>
    public static PacketVerdict Read(ReadOnlySpan<byte> bytes, out IpPacket packet)
    {
        packet = default;
        var header = bytes.IsEmpty ? 0 : (bytes[0] & 0xf) * 4;
        if (header < LeastHeader || bytes[0] >> 4 != 4 || bytes.Length < header)
        {
            return PacketVerdict.HeaderDrop;
        }

        packet = new()
        {
            Source = InetAddress.FromBytes(bytes[12..16]),
            Destination = InetAddress.FromBytes(bytes[16..20]),
            HopLimit = bytes[8],
            Payload = bytes[header..],
        };
        return PacketVerdict.Accepted;
    }
}
