namespace Koi.Netlink.Route;

/// <summary>Constants of Linux uapi if_link.h and veth.h, under the kernel's names.</summary>
internal static class IfLinkHeader
{
    public const ushort IFLA_ADDRESS = 1;
    public const ushort IFLA_BROADCAST = 2;
    public const ushort IFLA_IFNAME = 3;
    public const ushort IFLA_MTU = 4;
    public const ushort IFLA_LINK = 5;
    public const ushort IFLA_MASTER = 10;
    public const ushort IFLA_TXQLEN = 13;
    public const ushort IFLA_OPERSTATE = 16;
    public const ushort IFLA_LINKMODE = 17;
    public const ushort IFLA_LINKINFO = 18;
    public const ushort IFLA_IFALIAS = 20;
    public const ushort IFLA_STATS64 = 23;
    public const ushort IFLA_GROUP = 27;
    public const ushort IFLA_NET_NS_FD = 28;
    public const ushort IFLA_CARRIER = 33;
    public const ushort IFLA_CARRIER_CHANGES = 35;
    public const ushort IFLA_LINK_NETNSID = 37;
    public const ushort IFLA_PROTO_DOWN = 39;
    public const ushort IFLA_PROP_LIST = 52;
    public const ushort IFLA_ALT_IFNAME = 53;
    public const ushort IFLA_PERM_ADDRESS = 54;
    public const ushort IFLA_PROTO_DOWN_REASON = 55;

    public const ushort IFLA_INFO_KIND = 1;
    public const ushort IFLA_INFO_DATA = 2;
    public const ushort IFLA_INFO_SLAVE_KIND = 4;

    public const ushort IFLA_PROTO_DOWN_REASON_MASK = 1;
    public const ushort IFLA_PROTO_DOWN_REASON_VALUE = 2;

    public const ushort IFLA_MACVLAN_MODE = 1;
    public const ushort IFLA_VLAN_ID = 1;
    public const ushort VETH_INFO_PEER = 1;
}
