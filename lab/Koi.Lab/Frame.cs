using System.Buffers.Binary;
using System.Collections.Immutable;
using Koi.Netlink;

namespace Koi.Lab;

/// <summary>A recorded Ethernet frame.</summary>
/// <param name="Time">When the kernel saw it.</param>
/// <param name="Bytes">From the destination's hardware address on, without checksum.</param>
public sealed record Frame(DateTimeOffset Time, ImmutableArray<byte> Bytes)
{
    private const int EthernetHeader = 14;
    private const int V4Header = 20;
    private const int V6Header = 40;

    /// <summary>0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP.</summary>
    public int EtherType => Bytes.Length < EthernetHeader ? 0 : BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan()[12..]);

    /// <summary>The protocol after the IP header: 1 ICMP, 50 ESP, 112 CARP; null for other frames. IPv6 extension headers count.</summary>
    public int? IpProtocol => IsV4 ? Packet[9] : IsV6 ? Packet[6] : null;

    /// <summary>The IP packet's source; null for other frames.</summary>
    public InetAddress? Source => IsV4 ? InetAddress.FromBytes(Packet[12..16]) : IsV6 ? InetAddress.FromBytes(Packet[8..24]) : null;

    /// <summary>The IP packet's destination; null for other frames.</summary>
    public InetAddress? Destination => IsV4 ? InetAddress.FromBytes(Packet[16..20]) : IsV6 ? InetAddress.FromBytes(Packet[24..40]) : null;

    /// <summary>What follows the Ethernet header.</summary>
    public ReadOnlySpan<byte> Packet => Bytes.AsSpan()[Math.Min(EthernetHeader, Bytes.Length)..];

    private bool IsV4 => EtherType == 0x0800 && Packet.Length >= V4Header;

    private bool IsV6 => EtherType == 0x86dd && Packet.Length >= V6Header;
}
