using static Koi.Netlink.Route.IfLinkHeader;

namespace Koi.Netlink.Route;

/// <summary>Which IPv6 address a link gives itself; Linux uapi if_link.h, IN6_ADDR_GEN_MODE_*.</summary>
public enum AddressGeneration : byte
{
    /// <summary>One made of its link-layer address.</summary>
    Eui64 = 0,

    /// <summary>None, not even a link-local one.</summary>
    None = 1,

    /// <summary>One made of a secret: RFC 7217.</summary>
    StablePrivacy = 2,

    /// <summary>One made of a secret that it gets now.</summary>
    Random = 3,
}

/// <summary>What to change of a link, or to set on a new one; null leaves it as it is.</summary>
public sealed record LinkChange
{
    /// <summary>Set it up or down.</summary>
    public bool? IsUp { get; init; }

    /// <summary>Resolve addresses (ARP, neighbour discovery) or not: IFF_NOARP unset or set.</summary>
    public bool? ResolvesAddresses { get; init; }

    /// <summary>Rename it; most kinds must be down for that.</summary>
    public string? Name { get; init; }

    /// <summary>In bytes.</summary>
    public uint? Mtu { get; init; }

    /// <summary>In packets.</summary>
    public uint? TransmitQueueLength { get; init; }

    /// <summary>The link-layer address.</summary>
    public HardwareAddress? Address { get; init; }

    /// <summary>The bridge, bond or VRF to join; 0 to leave.</summary>
    public int? MasterIndex { get; init; }

    /// <summary>The namespace to move to: an open descriptor of it. Addresses, routes and the up state are lost on the way.</summary>
    public int? NamespaceDescriptor { get; init; }

    /// <summary>The text to keep with it; empty to remove it. At most 255 bytes.</summary>
    public string? Alias { get; init; }

    /// <summary>The group of <c>ip link set … group</c>.</summary>
    public uint? Group { get; init; }

    /// <summary>Hold it down or let go; EBUSY when letting go while reasons are set.</summary>
    public bool? IsProtoDown { get; init; }

    /// <summary>Reasons to set among those of <see cref="ProtoDownReasonMask"/>.</summary>
    public uint? ProtoDownReasons { get; init; }

    /// <summary>Which reasons to change; all when null.</summary>
    public uint? ProtoDownReasonMask { get; init; }

    /// <summary>0 default, 1 dormant.</summary>
    public byte? LinkMode { get; init; }

    /// <summary>Dormant or up; the kernel takes it only in link mode dormant, which the same change may set.</summary>
    public OperState? OperState { get; init; }

    /// <summary>Set the carrier of links without hardware, such as dummy and macvlan.</summary>
    public bool? HasCarrier { get; init; }

    /// <summary>Which IPv6 address it gives itself when it comes up. For <see cref="LinkMessages.Change"/> only: a new link is refused with it (EAFNOSUPPORT).</summary>
    public AddressGeneration? AddressGeneration { get; init; }

    /// <summary>ifi_flags, and in ifi_change which of them count.</summary>
    internal (LinkFlags Flags, LinkFlags Mask) Flags =>
        (Flag(IsUp is true, LinkFlags.Up) | Flag(ResolvesAddresses is false, LinkFlags.NoArp),
            Flag(IsUp is not null, LinkFlags.Up) | Flag(ResolvesAddresses is not null, LinkFlags.NoArp));

    internal void WriteAttributes(MessageWriter writer)
    {
        WriteText(writer, IFLA_IFNAME, Name);
        WriteNumber(writer, IFLA_MTU, Mtu);
        WriteNumber(writer, IFLA_TXQLEN, TransmitQueueLength);
        if (Address is { } address)
        {
            address.WriteBytes(writer.Attribute(IFLA_ADDRESS, address.Length));
        }

        WriteNumber(writer, IFLA_MASTER, (uint?)MasterIndex);
        WriteNumber(writer, IFLA_NET_NS_FD, (uint?)NamespaceDescriptor);
        WriteText(writer, IFLA_IFALIAS, Alias);
        WriteNumber(writer, IFLA_GROUP, Group);
        WriteByte(writer, IFLA_LINKMODE, LinkMode);
        WriteByte(writer, IFLA_OPERSTATE, (byte?)OperState);
        WriteFlag(writer, IFLA_CARRIER, HasCarrier);
        WriteReasons(writer);
        WriteFlag(writer, IFLA_PROTO_DOWN, IsProtoDown);
        WriteGeneration(writer);
    }

    private void WriteGeneration(MessageWriter writer)
    {
        if (AddressGeneration is { } generation)
        {
            using (writer.Nest(IFLA_AF_SPEC))
            using (writer.Nest(KernelLayout.AF_INET6))
            {
                writer.UInt8(IFLA_INET6_ADDR_GEN_MODE, (byte)generation);
            }
        }
    }

    private void WriteReasons(MessageWriter writer)
    {
        if (ProtoDownReasons is { } reasons)
        {
            using (writer.Nest(IFLA_PROTO_DOWN_REASON | NetlinkHeader.NLA_F_NESTED))
            {
                writer.UInt32(IFLA_PROTO_DOWN_REASON_MASK, ProtoDownReasonMask ?? uint.MaxValue);
                writer.UInt32(IFLA_PROTO_DOWN_REASON_VALUE, reasons);
            }
        }
    }

    private static LinkFlags Flag(bool isSet, LinkFlags flag) => isSet ? flag : LinkFlags.None;

    private static void WriteNumber(MessageWriter writer, ushort type, uint? value)
    {
        if (value is { } number)
        {
            writer.UInt32(type, number);
        }
    }

    private static void WriteByte(MessageWriter writer, ushort type, byte? value)
    {
        if (value is { } number)
        {
            writer.UInt8(type, number);
        }
    }

    private static void WriteFlag(MessageWriter writer, ushort type, bool? value) =>
        WriteByte(writer, type, value is { } isSet ? (isSet ? (byte)1 : (byte)0) : null);

    private static void WriteText(MessageWriter writer, ushort type, string? value)
    {
        if (value is not null)
        {
            writer.Text(type, value);
        }
    }
}
