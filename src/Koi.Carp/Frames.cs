using System.Buffers.Binary;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Carp;

/// <summary>Whole Ethernet frames, written into the caller's bytes without allocation; each method returns the frame's length.</summary>
/// <remarks>RFC 791, RFC 8200, RFC 826, RFC 4861; the fields are those of OpenBSD 4.9 sys/netinet/ip_carp.c, carp_send_ad.</remarks>
public static partial class Frames
{
    /// <summary>A buffer of this many bytes has room for each of the frames.</summary>
    public const int MaxLength = EthernetHeader + Ipv6Header + Advertisement.Length;

    /// <summary>IP's number for CARP, shared with VRRP.</summary>
    public const byte Protocol = 112;

    private const int EthernetHeader = 14;
    private const int EthernetAddress = 6;
    private const int Ipv4Header = 20;
    private const int Ipv6Header = 40;
    private const ushort EtherTypeIpv4 = 0x0800;
    private const ushort EtherTypeIpv6 = 0x86dd;
    private const byte LowDelay = 0x10;             // IPTOS_LOWDELAY
    private const ushort DoNotFragment = 0x4000;
    private const int Ipv4ChecksumAt = 10;

    /// <summary>Where advertisements go by IPv4: 224.0.0.18.</summary>
    public static InetAddress GroupV4 { get; } = InetAddress.FromV4(0xe0000012);

    /// <summary>Where advertisements go by IPv6: ff02::12.</summary>
    public static InetAddress GroupV6 { get; } = InetAddress.FromV6(((UInt128)0xff02 << 112) | 0x12);

    /// <summary>01:00:5e:00:00:12.</summary>
    public static HardwareAddress GroupLinkV4 { get; } = Ethernet(0x01005e000012);

    /// <summary>33:33:00:00:00:12.</summary>
    public static HardwareAddress GroupLinkV6 { get; } = Ethernet(0x333300000012);

    /// <summary>An advertisement by IPv4: TOS 0x10, don't fragment, TTL 255; 70 bytes.</summary>
    /// <param name="frame">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="source">The virtual host's link-layer address; in a bow-out the parent's.</param>
    /// <param name="destination"><see cref="GroupLinkV4"/>, or the peer's.</param>
    /// <param name="from">The parent's first address, or 0.0.0.0.</param>
    /// <param name="to"><see cref="GroupV4"/>, or the peer.</param>
    /// <param name="id">The IP header's identification; any.</param>
    /// <param name="advertisement">36 bytes, from <see cref="Advertisement.Write"/>.</param>
    public static int WriteAdvertisementV4(
        Span<byte> frame, HardwareAddress source, HardwareAddress destination, InetAddress from, InetAddress to, ushort id, ReadOnlySpan<byte> advertisement)
    {
        var header = WriteEthernet(frame, source, destination, EtherTypeIpv4)[..Ipv4Header];
        header[0] = 0x45;
        header[1] = LowDelay;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], Ipv4Header + Advertisement.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], DoNotFragment);
        header[8] = Advertisement.HopLimit;
        header[9] = Protocol;
        from.WriteBytes(header[12..]);
        to.WriteBytes(header[16..]);
        InternetChecksum.Fill(header, Ipv4ChecksumAt);
        advertisement[..Advertisement.Length].CopyTo(frame[(EthernetHeader + Ipv4Header)..]);
        return EthernetHeader + Ipv4Header + Advertisement.Length;
    }

    /// <summary>An advertisement by IPv6, to <see cref="GroupV6"/>: hop limit 255; 90 bytes.</summary>
    /// <param name="frame">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="source">The virtual host's link-layer address; in a bow-out the parent's.</param>
    /// <param name="from">The parent's first address, normally link-local.</param>
    /// <param name="advertisement">36 bytes, from <see cref="Advertisement.Write"/>.</param>
    public static int WriteAdvertisementV6(Span<byte> frame, HardwareAddress source, InetAddress from, ReadOnlySpan<byte> advertisement)
    {
        var rest = WriteEthernet(frame, source, GroupLinkV6, EtherTypeIpv6);
        WriteIpv6(rest, Protocol, from, GroupV6, Advertisement.Length);
        advertisement[..Advertisement.Length].CopyTo(rest[Ipv6Header..]);
        return EthernetHeader + Ipv6Header + Advertisement.Length;
    }

    private static HardwareAddress Ethernet(long bits)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, bits);
        return HardwareAddress.FromBytes(bytes[^EthernetAddress..])!.Value;
    }

    private static Span<byte> WriteEthernet(Span<byte> frame, HardwareAddress source, HardwareAddress destination, ushort etherType)
    {
        destination.WriteBytes(frame[..EthernetAddress]);
        source.WriteBytes(frame[EthernetAddress..(2 * EthernetAddress)]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[(2 * EthernetAddress)..], etherType);
        return frame[EthernetHeader..];
    }

    private static void WriteIpv6(Span<byte> header, byte nextHeader, InetAddress from, InetAddress to, ushort payload)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x60000000);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], payload);
        header[6] = nextHeader;
        header[7] = Advertisement.HopLimit;
        from.WriteBytes(header[8..]);
        to.WriteBytes(header[24..]);
    }
}
