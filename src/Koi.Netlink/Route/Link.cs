using System.Collections.Immutable;

namespace Koi.Netlink.Route;

/// <summary>A network interface; Linux uapi if_link.h. Attributes that the kernel did not send are null.</summary>
public sealed record Link
{
    /// <summary>ARPHRD_ETHER.</summary>
    public const ushort Ethernet = 1;

    /// <summary>EtherTypes of tags: 802.1Q's and 802.1ad's service tag.</summary>
    public const ushort VlanProtocolCustomer = 0x8100, VlanProtocolService = 0x88a8;

    /// <summary>The interface index, from 1.</summary>
    public required int Index { get; init; }

    /// <summary>Its name; at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>ARPHRD_* of Linux if_arp.h: 1 Ethernet, 772 loopback.</summary>
    public ushort HardwareType { get; init; }

    /// <summary>IFF_* flags.</summary>
    public LinkFlags Flags { get; init; }

    /// <summary>RFC 2863's operational state; <see cref="OperState.Unknown"/> for drivers without one.</summary>
    public OperState OperState { get; init; }

    /// <summary>0 default, 1 dormant: the link then waits for somebody to set the operational state.</summary>
    public byte LinkMode { get; init; }

    /// <summary>In bytes.</summary>
    public uint? Mtu { get; init; }

    /// <summary>In packets.</summary>
    public uint? TransmitQueueLength { get; init; }

    /// <summary>The link-layer address; null when there is none.</summary>
    public HardwareAddress? Address { get; init; }

    /// <summary>The address the hardware came with.</summary>
    public HardwareAddress? PermanentAddress { get; init; }

    /// <summary>IFLA_LINK: the link below (macvlan, vlan) or the other end (veth); in the namespace of <see cref="LowerNamespace"/>.</summary>
    public int? LowerIndex { get; init; }

    /// <summary>IFLA_LINK_NETNSID: the namespace of <see cref="LowerIndex"/> when it is another; the kernel's number for it.</summary>
    public int? LowerNamespace { get; init; }

    /// <summary>The bridge, bond or VRF it belongs to; null for none.</summary>
    public int? MasterIndex { get; init; }

    /// <summary>The kind of a software link, such as <c>veth</c>; null for hardware and the loopback.</summary>
    public string? Kind { get; init; }

    /// <summary>The kind of its master, such as <c>bond</c>.</summary>
    public string? SlaveKind { get; init; }

    /// <summary>The mode of a macvlan.</summary>
    public MacvlanMode? MacvlanMode { get; init; }

    /// <summary>The tag of a VLAN, 0-4095.</summary>
    public ushort? VlanId { get; init; }

    /// <summary>The EtherType of a VLAN's tag: <see cref="VlanProtocolCustomer"/> or <see cref="VlanProtocolService"/>.</summary>
    public ushort? VlanProtocol { get; init; }

    /// <summary>The routing table of a VRF; null for other kinds.</summary>
    public uint? VrfTable { get; init; }

    /// <summary>What a tunnel (gre, gretap, ipip, sit, ip6tnl, ip6gre, ip6gretap) is between; null for other kinds.</summary>
    public TunnelSettings? Tunnel { get; init; }

    /// <summary>What a vxlan is between; null for other kinds.</summary>
    public VxlanSettings? Vxlan { get; init; }

    /// <summary>How a bond works; null for other kinds.</summary>
    public BondSettings? Bond { get; init; }

    /// <summary>What it is to its bond; null when it is in none.</summary>
    public BondPort? BondPort { get; init; }

    /// <summary>How a bridge works; null for other kinds.</summary>
    public BridgeSettings? Bridge { get; init; }

    /// <summary>What it is to its bridge; null when it is in none.</summary>
    public BridgePort? BridgePort { get; init; }

    /// <summary>Whether a tun device carries Ethernet frames; null for other kinds.</summary>
    public bool? IsTap { get; init; }

    /// <summary>The text that administrators, and Koi, put there.</summary>
    public string? Alias { get; init; }

    /// <summary>Other names of the link.</summary>
    public ImmutableArray<string> AlternativeNames { get; init; } = [];

    /// <summary>The group of <c>ip link set … group</c>; not OpenBSD's interface groups.</summary>
    public uint? Group { get; init; }

    /// <summary>Whether there is a carrier.</summary>
    public bool? HasCarrier { get; init; }

    /// <summary>How often the carrier came or went.</summary>
    public uint? CarrierChanges { get; init; }

    /// <summary>Whether a protocol holds it down.</summary>
    public bool IsProtoDown { get; init; }

    /// <summary>A bit for each protocol that holds it down.</summary>
    public uint ProtoDownReasons { get; init; }

    /// <summary>Packets and bytes; null when the kernel was not asked for them.</summary>
    public LinkTraffic? Traffic { get; init; }

    /// <summary>Whether the administrator set it up.</summary>
    public bool IsUp => (Flags & LinkFlags.Up) != LinkFlags.None;

    /// <summary>Whether it is up and can carry packets: IFF_RUNNING, which follows the operational state.</summary>
    public bool IsRunning => (Flags & LinkFlags.Running) != LinkFlags.None;
}

/// <summary>Counters of a link; Linux uapi if_link.h, rtnl_link_stats64.</summary>
public readonly record struct LinkTraffic(
    ulong ReceivedPackets, ulong SentPackets, ulong ReceivedBytes, ulong SentBytes, ulong ReceiveErrors, ulong SendErrors);

/// <summary>Linux uapi if.h, IFF_*.</summary>
[Flags]
public enum LinkFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Set up by the administrator.</summary>
    Up = 0x1,

    /// <summary>Has a broadcast address.</summary>
    Broadcast = 0x2,

    /// <summary>Is a loopback.</summary>
    Loopback = 0x8,

    /// <summary>Has one peer.</summary>
    PointToPoint = 0x10,

    /// <summary>Can carry packets.</summary>
    Running = 0x40,

    /// <summary>Does not resolve addresses.</summary>
    NoArp = 0x80,

    /// <summary>Receives everything.</summary>
    Promiscuous = 0x100,

    /// <summary>Receives all multicast.</summary>
    AllMulticast = 0x200,

    /// <summary>Is the master of a bond.</summary>
    Master = 0x400,

    /// <summary>Is in a bond.</summary>
    Slave = 0x800,

    /// <summary>Can multicast.</summary>
    Multicast = 0x1000,

    /// <summary>Has a carrier.</summary>
    LowerUp = 0x10000,

    /// <summary>Waits for somebody to set the operational state.</summary>
    Dormant = 0x20000,
}

/// <summary>Linux uapi if.h, IF_OPER_*; RFC 2863.</summary>
public enum OperState : byte
{
    /// <summary>The driver does not tell.</summary>
    Unknown = 0,

    /// <summary>A part is missing.</summary>
    NotPresent = 1,

    /// <summary>Cannot carry packets.</summary>
    Down = 2,

    /// <summary>The link below is down.</summary>
    LowerLayerDown = 3,

    /// <summary>In a test.</summary>
    Testing = 4,

    /// <summary>Waits for an external event.</summary>
    Dormant = 5,

    /// <summary>Carries packets.</summary>
    Up = 6,
}
