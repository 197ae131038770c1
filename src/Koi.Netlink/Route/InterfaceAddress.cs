using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>An address on a link; Linux uapi if_addr.h.</summary>
public sealed record InterfaceAddress
{
    /// <summary>IFA_F_* flags that callers act on.</summary>
    public const uint Secondary = 0x01, NoDad = 0x02, DadFailed = 0x08, Deprecated = 0x20, Tentative = 0x40,
        Permanent = 0x80, NoPrefixRoute = 0x200;

    /// <summary>IFAPROT_KERNEL_RA: made from a router's advertisement.</summary>
    public const byte FromRouter = 2;

    /// <summary>The link.</summary>
    public required int InterfaceIndex { get; init; }

    /// <summary>The address with the length of its network.</summary>
    public required InetPrefix Prefix { get; init; }

    /// <summary>The other end of a point-to-point link; null when there is none.</summary>
    public InetAddress? Peer { get; init; }

    /// <summary>The IPv4 broadcast address; null when there is none.</summary>
    public InetAddress? Broadcast { get; init; }

    /// <summary>IPv4 only, such as <c>eth0:1</c>; null for IPv6, and when sending for the link's name.</summary>
    public string? Label { get; init; }

    /// <summary>RT_SCOPE_*: 0 universe, 253 link, 254 host.</summary>
    public byte Scope { get; init; }

    /// <summary>IFA_F_* of Linux if_addr.h.</summary>
    public uint Flags { get; init; }

    /// <summary>Who made it, IFAPROT_*; 0 when nobody said so, and on kernels before 5.18.</summary>
    public byte Origin { get; init; }

    /// <summary>Seconds left in which it may be used for new connections; <see cref="uint.MaxValue"/> for ever.</summary>
    public uint PreferredSeconds { get; init; } = uint.MaxValue;

    /// <summary>Seconds left until it is removed; <see cref="uint.MaxValue"/> for ever.</summary>
    public uint ValidSeconds { get; init; } = uint.MaxValue;

    /// <summary>The metric of the route to its network; null for the kernel's.</summary>
    public uint? RouteMetric { get; init; }
}

/// <summary>
/// Requests and replies for addresses. ifaddrmsg, 8 bytes: ifa_family 0 (1), ifa_prefixlen 1 (1), ifa_flags 2 (1), ifa_scope 3 (1),
/// ifa_index 4 (4). ifa_cacheinfo, 16 bytes: ifa_prefered 0 (4), ifa_valid 4 (4), cstamp, tstamp.
/// </summary>
/// <remarks>Linux uapi if_addr.h.</remarks>
public static class AddressMessages
{
    private const ushort IFA_ADDRESS = 1;
    private const ushort IFA_LOCAL = 2;
    private const ushort IFA_LABEL = 3;
    private const ushort IFA_BROADCAST = 4;
    private const ushort IFA_CACHEINFO = 6;
    private const ushort IFA_FLAGS = 8;
    private const ushort IFA_RT_PRIORITY = 9;
    private const ushort IFA_PROTO = 11;

    private const int CacheInfoSize = 16;

    /// <summary>Asks for all addresses of both families.</summary>
    public static void Dump(MessageWriter writer) => writer.Begin(RTM_GETADDR, NLM_F_DUMP, AddressMessageSize);

    /// <summary>Asks for the addresses of one link; ENODEV when there is none. Kernels before 4.20 answer with all.</summary>
    public static void Dump(MessageWriter writer, int interfaceIndex) =>
        writer.Begin(RTM_GETADDR, NLM_F_DUMP, AddressMessageSize).PutHostInt32(4, interfaceIndex);

    /// <summary>Adds an address; EEXIST when the link has it.</summary>
    public static void Add(MessageWriter writer, InterfaceAddress address) =>
        Write(writer, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, address);

    /// <summary>Adds an address or changes the one there: flags, lifetimes, metric.</summary>
    public static void Replace(MessageWriter writer, InterfaceAddress address) =>
        Write(writer, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, address);

    /// <summary>Deletes an address; EADDRNOTAVAIL when the link does not have it.</summary>
    public static void Delete(MessageWriter writer, InterfaceAddress address) => Write(writer, RTM_DELADDR, 0, address);

    /// <summary>Reads an address from RTM_NEWADDR or RTM_DELADDR; false for other messages and families, and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out InterfaceAddress? address)
    {
        address = null;
        if (message.Type is not (RTM_NEWADDR or RTM_DELADDR)
            || message.Body.Length < AddressMessageSize
            || message.Body[0] is not (KernelLayout.AF_INET or KernelLayout.AF_INET6))
        {
            return false;
        }

        InetAddress? local = null, remote = null;
        var read = new InterfaceAddress
        {
            InterfaceIndex = message.Body.HostInt32(4),
            Prefix = default,
            Flags = message.Body[2],
            Scope = message.Body[3],
        };
        var attributes = message.Attributes(AddressMessageSize);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case IFA_LOCAL: local = attributes.AsAddress(); break;
                case IFA_ADDRESS: remote = attributes.AsAddress(); break;
                default: read = Add(read, ref attributes); break;
            }
        }

        if (attributes.IsMalformed || (local ?? remote) is not { } own || message.Body[1] > own.MaxPrefixLength)
        {
            return false;
        }

        address = read with
        {
            Prefix = new InetPrefix(own, message.Body[1]),
            Peer = remote is { } other && other != own ? other : null,
        };
        return true;
    }

    private static InterfaceAddress Add(InterfaceAddress address, ref AttributeReader attributes)
    {
        switch (attributes.Type)
        {
            case IFA_BROADCAST: return address with { Broadcast = attributes.AsAddress() };
            case IFA_LABEL: return address with { Label = attributes.AsText() };
            case IFA_FLAGS: return address with { Flags = attributes.AsUInt32() };
            case IFA_PROTO: return address with { Origin = attributes.AsUInt8() };
            case IFA_RT_PRIORITY: return address with { RouteMetric = attributes.AsUInt32() };
            case IFA_CACHEINFO:
                var times = attributes.Structure(CacheInfoSize);
                return address with { PreferredSeconds = times.Host32(0), ValidSeconds = times.Host32(4) };
            default: return address;
        }
    }

    private static void Write(MessageWriter writer, ushort type, ushort flags, InterfaceAddress address)
    {
        var body = writer.Begin(type, flags, AddressMessageSize);
        body[0] = address.Prefix.Address.Family;
        body[1] = address.Prefix.Length;
        body[2] = (byte)address.Flags;
        body[3] = address.Scope;
        body.PutHostInt32(4, address.InterfaceIndex);
        writer.Address(IFA_LOCAL, address.Prefix.Address);
        writer.Address(IFA_ADDRESS, address.Peer ?? address.Prefix.Address);
        if (address.Broadcast is { } broadcast)
        {
            writer.Address(IFA_BROADCAST, broadcast);
        }

        if (address.Label is { } label)
        {
            writer.Text(IFA_LABEL, label);
        }

        if (address.Flags > byte.MaxValue)
        {
            writer.UInt32(IFA_FLAGS, address.Flags);
        }

        if (address.Origin != 0)
        {
            writer.UInt8(IFA_PROTO, address.Origin);
        }

        if (address.RouteMetric is { } metric)
        {
            writer.UInt32(IFA_RT_PRIORITY, metric);
        }

        if ((address.PreferredSeconds & address.ValidSeconds) != uint.MaxValue)
        {
            var times = writer.Attribute(IFA_CACHEINFO, CacheInfoSize);
            times.PutHost32(0, address.PreferredSeconds);
            times.PutHost32(4, address.ValidSeconds);
        }
    }
}
