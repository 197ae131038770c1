namespace Koi.Netlink.Netfilter;

/// <summary>What packets a table of nf_tables sees; Linux uapi netfilter.h, NFPROTO_*.</summary>
public enum TableFamily : byte
{
    /// <summary>In requests for lists: every family.</summary>
    Any = 0,

    /// <summary>IPv4 and IPv6.</summary>
    Inet = 1,

    /// <summary>IPv4: nft's <c>ip</c>.</summary>
    V4 = 2,

    /// <summary>ARP.</summary>
    Arp = 3,

    /// <summary>A link's own ingress and egress.</summary>
    NetDev = 5,

    /// <summary>Bridges.</summary>
    Bridge = 7,

    /// <summary>IPv6: nft's <c>ip6</c>.</summary>
    V6 = 10,
}

/// <summary>Multicast groups of NETLINK_NETFILTER; Linux uapi nfnetlink.h, enum nfnetlink_groups.</summary>
public static class NetfilterGroup
{
    /// <summary>NFNLGRP_NFTABLES: all changes of nf_tables.</summary>
    public const uint Tables = 7;
}
