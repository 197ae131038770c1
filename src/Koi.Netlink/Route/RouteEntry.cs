using System.Collections.Immutable;

namespace Koi.Netlink.Route;

/// <summary>A route; Linux uapi rtnetlink.h, rtmsg and its attributes.</summary>
public sealed record RouteEntry
{
    /// <summary>The table of ordinary routes.</summary>
    public const uint MainTable = 254;

    /// <summary>The table of this machine's own addresses.</summary>
    public const uint LocalTable = 255;

    /// <summary>RTPROT_KERNEL: made by the kernel, or in its stead.</summary>
    public const byte FromKernel = 2;

    /// <summary>RTN_LOCAL: packets are for this machine.</summary>
    public const byte Local = 2;

    /// <summary>RT_SCOPE_HOST.</summary>
    public const byte HostScope = 254;

    /// <summary>RTN_UNICAST: a route that packets are sent by.</summary>
    public const byte Unicast = 1;

    /// <summary>The destination network; prefix length 0 for the default route.</summary>
    public required InetPrefix Destination { get; init; }

    /// <summary>The source network a packet must come from (IPv6 only); null for any.</summary>
    public InetPrefix? From { get; init; }

    /// <summary>The routing table.</summary>
    public uint Table { get; init; } = MainTable;

    /// <summary>RTPROT_*: who put it there; 2 kernel, 3 boot, 4 static.</summary>
    public byte Protocol { get; init; } = 3;

    /// <summary>RT_SCOPE_*: 0 universe, 253 link, 254 host. IPv4 wants 253 for a route without gateway.</summary>
    public byte Scope { get; init; }

    /// <summary>RTN_*: 1 unicast, 2 local, 6 blackhole, 7 unreachable, 8 prohibit.</summary>
    public byte Type { get; init; } = Unicast;

    /// <summary>The type of service a packet must have; 0 for any.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>RTM_F_* and RTNH_F_* flags: 4 means that the gateway need not be in a network of the link (onlink).</summary>
    public uint Flags { get; init; }

    /// <summary>The next router, of either family; null when the destination is on the link.</summary>
    public InetAddress? Gateway { get; init; }

    /// <summary>The link that packets leave by.</summary>
    public int? InterfaceIndex { get; init; }

    /// <summary>The source address for packets made here.</summary>
    public InetAddress? PreferredSource { get; init; }

    /// <summary>Among routes of one destination the lowest wins; null for the kernel's (0 for IPv4, 1024 for IPv6).</summary>
    public uint? Metric { get; init; }

    /// <summary>The next hop object it uses.</summary>
    public uint? NextHopId { get; init; }

    /// <summary>The path MTU in bytes.</summary>
    public uint? Mtu { get; init; }

    /// <summary>The hops of a multipath route; empty for others. Read only.</summary>
    public ImmutableArray<RouteHop> Hops { get; init; } = [];

    /// <summary>Whether it is for destinations that nothing else matches.</summary>
    public bool IsDefault => Destination.Length == 0;

    /// <summary>A route through a router.</summary>
    public static RouteEntry Via(InetPrefix destination, InetAddress gateway, int? interfaceIndex = null) =>
        new() { Destination = destination, Gateway = gateway, InterfaceIndex = interfaceIndex };

    /// <summary>The route that makes an IPv4 address this machine's own, as the kernel puts it into the local table with the address.</summary>
    /// <remarks>To delete it leaves the address on its link, but the machine neither takes packets for it nor answers ARP.</remarks>
    public static RouteEntry LocalOf(InetAddress address, int interfaceIndex) => new()
    {
        Destination = new InetPrefix(address, address.MaxPrefixLength),
        InterfaceIndex = interfaceIndex,
        Table = LocalTable,
        Type = Local,
        Protocol = FromKernel,
        Scope = HostScope,
        PreferredSource = address,
    };

    /// <summary>A route to what is on a link.</summary>
    public static RouteEntry OnLink(InetPrefix destination, int interfaceIndex) => new()
    {
        Destination = destination,
        InterfaceIndex = interfaceIndex,
        Scope = destination.Address.IsV6 ? (byte)0 : (byte)253,
    };
}

/// <summary>One way of a multipath route; Linux uapi rtnetlink.h, rtnexthop.</summary>
/// <param name="InterfaceIndex">The link.</param>
/// <param name="Weight">Its share, 1-256.</param>
/// <param name="Flags">RTNH_F_*: 1 dead, 16 link down.</param>
/// <param name="Gateway">The router; null when the destination is on the link.</param>
public readonly record struct RouteHop(int InterfaceIndex, int Weight, byte Flags, InetAddress? Gateway);
