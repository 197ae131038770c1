using System.Buffers.Binary;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Carp;

/// <content>What tells the neighbours where an address is now.</content>
public static partial class Frames
{
    private const ushort EtherTypeArp = 0x0806;
    private const int ArpLength = 28;
    private const int NeighbourAdvertisementLength = 32;
    private const ushort ArpOverEthernet = 1;
    private const ushort ArpRequest = 1;
    private const ushort ArpReply = 2;
    private const byte Icmpv6 = 58;
    private const byte NeighbourAdvertisement = 136;
    private const byte RouterFlag = 0x80;
    private const byte OverrideFlag = 0x20;
    private const byte TargetLinkAddress = 2;

    private static HardwareAddress Broadcast { get; } = Ethernet(0xffffffffffff);

    private static HardwareAddress AllNodesLink { get; } = Ethernet(0x333300000001);

    private static InetAddress AllNodes { get; } = InetAddress.FromV6(((UInt128)0xff02 << 112) | 1);

    /// <summary>A gratuitous ARP request, broadcast: sender and target are the address; 42 bytes. OpenBSD's form.</summary>
    /// <param name="frame">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="owner">Where the address is now.</param>
    /// <param name="address">IPv4.</param>
    public static int WriteArpRequest(Span<byte> frame, HardwareAddress owner, InetAddress address)
    {
        WriteArp(frame, owner, address, ArpRequest).Clear();
        return EthernetHeader + ArpLength;
    }

    /// <summary>
    /// A gratuitous ARP reply, broadcast; 42 bytes. It goes with the request where there is no virtual link-layer address, so that neighbours
    /// have to change their entries.
    /// </summary>
    /// <param name="frame">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="owner">Where the address is now.</param>
    /// <param name="address">IPv4.</param>
    public static int WriteArpReply(Span<byte> frame, HardwareAddress owner, InetAddress address)
    {
        owner.WriteBytes(WriteArp(frame, owner, address, ArpReply));
        return EthernetHeader + ArpLength;
    }

    /// <summary>An unsolicited neighbour advertisement to all nodes, with the override flag; 86 bytes.</summary>
    /// <param name="frame">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="owner">Where the address is now.</param>
    /// <param name="address">IPv6.</param>
    /// <param name="isRouter">Whether this host forwards: hosts drop a default router that says it does not.</param>
    /// <remarks>RFC 4861 §4.4, §7.2.6.</remarks>
    public static int WriteNeighbourAdvertisement(Span<byte> frame, HardwareAddress owner, InetAddress address, bool isRouter)
    {
        var packet = WriteEthernet(frame, owner, AllNodesLink, EtherTypeIpv6);
        WriteIpv6(packet, Icmpv6, address, AllNodes, NeighbourAdvertisementLength);
        var message = packet.Slice(Ipv6Header, NeighbourAdvertisementLength);
        message.Clear();
        message[0] = NeighbourAdvertisement;
        message[4] = (byte)(OverrideFlag | (isRouter ? RouterFlag : 0));
        address.WriteBytes(message[8..]);
        message[24] = TargetLinkAddress;
        message[25] = 1;    // in units of 8 bytes
        owner.WriteBytes(message[26..]);
        var pseudoHeader = InternetChecksum.Sum(packet[8..Ipv6Header], NeighbourAdvertisementLength + Icmpv6);
        InternetChecksum.Fill(message, 2, pseudoHeader);
        return EthernetHeader + Ipv6Header + NeighbourAdvertisementLength;
    }

    /// <summary>Writes all but the target's link-layer address, which is returned.</summary>
    private static Span<byte> WriteArp(Span<byte> frame, HardwareAddress owner, InetAddress address, ushort operation)
    {
        var packet = WriteEthernet(frame, owner, Broadcast, EtherTypeArp);
        BinaryPrimitives.WriteUInt16BigEndian(packet, ArpOverEthernet);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], EtherTypeIpv4);
        packet[4] = EthernetAddress;
        packet[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], operation);
        owner.WriteBytes(packet[8..]);
        address.WriteBytes(packet[14..]);
        address.WriteBytes(packet[24..]);
        return packet.Slice(18, EthernetAddress);
    }
}
