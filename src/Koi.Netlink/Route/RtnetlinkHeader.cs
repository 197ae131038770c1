namespace Koi.Netlink.Route;

/// <summary>Constants of Linux uapi rtnetlink.h, under the kernel's names, and the sizes of its structures in bytes.</summary>
internal static class RtnetlinkHeader
{
    public const ushort RTM_NEWLINK = 16;
    public const ushort RTM_DELLINK = 17;
    public const ushort RTM_GETLINK = 18;
    public const ushort RTM_SETLINK = 19;
    public const ushort RTM_NEWADDR = 20;
    public const ushort RTM_DELADDR = 21;
    public const ushort RTM_GETADDR = 22;
    public const ushort RTM_NEWROUTE = 24;
    public const ushort RTM_DELROUTE = 25;
    public const ushort RTM_GETROUTE = 26;
    public const ushort RTM_NEWNEIGH = 28;
    public const ushort RTM_DELNEIGH = 29;
    public const ushort RTM_GETNEIGH = 30;
    public const ushort RTM_NEWNEXTHOP = 104;
    public const ushort RTM_DELNEXTHOP = 105;
    public const ushort RTM_GETNEXTHOP = 106;

    public const ushort RTA_DST = 1;
    public const ushort RTA_SRC = 2;
    public const ushort RTA_IIF = 3;
    public const ushort RTA_OIF = 4;
    public const ushort RTA_GATEWAY = 5;
    public const ushort RTA_PRIORITY = 6;
    public const ushort RTA_PREFSRC = 7;
    public const ushort RTA_METRICS = 8;
    public const ushort RTA_MULTIPATH = 9;
    public const ushort RTA_TABLE = 15;
    public const ushort RTA_MARK = 16;
    public const ushort RTA_VIA = 18;
    public const ushort RTA_PREF = 20;
    public const ushort RTA_NH_ID = 30;

    public const ushort RTAX_MTU = 2;

    public const byte RT_TABLE_UNSPEC = 0;
    public const uint RTM_F_CLONED = 0x200;
    public const uint RTM_F_LOOKUP_TABLE = 0x1000;

    public const int RouteMessageSize = 12;
    public const int NextHopRecordSize = 8;
    public const int LinkMessageSize = 16;
    public const int AddressMessageSize = 8;
    public const int NeighbourMessageSize = 12;
    public const int NextHopMessageSize = 8;

    /// <summary>A message's name and the length of its fixed body; an empty name when it is unknown.</summary>
    public static (string Name, int Body) Kind(ushort type) => type switch
    {
        RTM_NEWLINK => (nameof(RTM_NEWLINK), LinkMessageSize),
        RTM_DELLINK => (nameof(RTM_DELLINK), LinkMessageSize),
        RTM_GETLINK => (nameof(RTM_GETLINK), LinkMessageSize),
        RTM_SETLINK => (nameof(RTM_SETLINK), LinkMessageSize),
        RTM_NEWADDR => (nameof(RTM_NEWADDR), AddressMessageSize),
        RTM_DELADDR => (nameof(RTM_DELADDR), AddressMessageSize),
        RTM_GETADDR => (nameof(RTM_GETADDR), AddressMessageSize),
        RTM_NEWROUTE => (nameof(RTM_NEWROUTE), RouteMessageSize),
        RTM_DELROUTE => (nameof(RTM_DELROUTE), RouteMessageSize),
        RTM_GETROUTE => (nameof(RTM_GETROUTE), RouteMessageSize),
        RTM_NEWNEIGH => (nameof(RTM_NEWNEIGH), NeighbourMessageSize),
        RTM_DELNEIGH => (nameof(RTM_DELNEIGH), NeighbourMessageSize),
        RTM_GETNEIGH => (nameof(RTM_GETNEIGH), NeighbourMessageSize),
        RTM_NEWNEXTHOP => (nameof(RTM_NEWNEXTHOP), NextHopMessageSize),
        RTM_DELNEXTHOP => (nameof(RTM_DELNEXTHOP), NextHopMessageSize),
        RTM_GETNEXTHOP => (nameof(RTM_GETNEXTHOP), NextHopMessageSize),
        _ => ("", 0),
    };
}

/// <summary>Multicast groups of NETLINK_ROUTE; Linux uapi rtnetlink.h, enum rtnetlink_groups.</summary>
public static class RouteGroup
{
    /// <summary>Links.</summary>
    public const uint Link = 1;

    /// <summary>Neighbours.</summary>
    public const uint Neighbour = 3;

    /// <summary>IPv4 addresses.</summary>
    public const uint AddressV4 = 5;

    /// <summary>IPv4 routes.</summary>
    public const uint RouteV4 = 7;

    /// <summary>IPv6 addresses.</summary>
    public const uint AddressV6 = 9;

    /// <summary>IPv6 routes.</summary>
    public const uint RouteV6 = 11;

    /// <summary>Next hop objects.</summary>
    public const uint NextHop = 32;
}
