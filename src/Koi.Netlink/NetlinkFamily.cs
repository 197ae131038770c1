namespace Koi.Netlink;

/// <summary>The kernel subsystem a netlink socket talks to; the values are Linux netlink.h's.</summary>
public enum NetlinkFamily
{
    /// <summary>Links, addresses, routes, neighbours.</summary>
    Route = NetlinkHeader.NETLINK_ROUTE,

    /// <summary>IPsec.</summary>
    Xfrm = NetlinkHeader.NETLINK_XFRM,

    /// <summary>nf_tables, conntrack.</summary>
    Netfilter = NetlinkHeader.NETLINK_NETFILTER,
}
