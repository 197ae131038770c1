namespace Koi.Netlink.Route;

/// <summary>Constants of Linux uapi if_link.h, if_tunnel.h and veth.h, under the kernel's names.</summary>
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
    public const ushort IFLA_AF_SPEC = 26;
    public const ushort IFLA_INET6_ADDR_GEN_MODE = 8;
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
    public const ushort IFLA_INFO_SLAVE_DATA = 5;

    public const ushort IFLA_PROTO_DOWN_REASON_MASK = 1;
    public const ushort IFLA_PROTO_DOWN_REASON_VALUE = 2;

    public const ushort IFLA_MACVLAN_MODE = 1;
    public const ushort IFLA_VLAN_ID = 1;
    public const ushort IFLA_VRF_TABLE = 1;
    public const ushort IFLA_VLAN_PROTOCOL = 5;
    public const ushort VETH_INFO_PEER = 1;
    public const ushort IFLA_TUN_TYPE = 3;

    public const ushort IFLA_GRE_LINK = 1;
    public const ushort IFLA_GRE_IFLAGS = 2;
    public const ushort IFLA_GRE_OFLAGS = 3;
    public const ushort IFLA_GRE_IKEY = 4;
    public const ushort IFLA_GRE_OKEY = 5;
    public const ushort IFLA_GRE_LOCAL = 6;
    public const ushort IFLA_GRE_REMOTE = 7;
    public const ushort IFLA_GRE_TTL = 8;
    public const ushort IFLA_GRE_FLAGS = 13;
    public const ushort GRE_KEY = 0x2000;

    public const ushort IFLA_IPTUN_LINK = 1;
    public const ushort IFLA_IPTUN_LOCAL = 2;
    public const ushort IFLA_IPTUN_REMOTE = 3;
    public const ushort IFLA_IPTUN_TTL = 4;
    public const ushort IFLA_IPTUN_FLAGS = 8;
    public const ushort IFLA_IPTUN_PROTO = 9;
    public const uint IP6_TNL_F_IGN_ENCAP_LIMIT = 1;

    public const ushort IFLA_VXLAN_ID = 1;
    public const ushort IFLA_VXLAN_GROUP = 2;
    public const ushort IFLA_VXLAN_LINK = 3;
    public const ushort IFLA_VXLAN_LOCAL = 4;
    public const ushort IFLA_VXLAN_TTL = 5;
    public const ushort IFLA_VXLAN_PORT = 15;
    public const ushort IFLA_VXLAN_GROUP6 = 16;
    public const ushort IFLA_VXLAN_LOCAL6 = 17;

    public const ushort IFLA_BOND_MODE = 1;
    public const ushort IFLA_BOND_ACTIVE_SLAVE = 2;
    public const ushort IFLA_BOND_MIIMON = 3;
    public const ushort IFLA_BOND_PRIMARY = 11;
    public const ushort IFLA_BOND_PRIMARY_RESELECT = 12;
    public const ushort IFLA_BOND_FAIL_OVER_MAC = 13;
    public const ushort IFLA_BOND_XMIT_HASH_POLICY = 14;
    public const ushort IFLA_BOND_AD_LACP_RATE = 21;
    public const ushort IFLA_BOND_AD_INFO = 23;
    public const ushort IFLA_BOND_AD_INFO_AGGREGATOR = 1;
    public const ushort IFLA_BOND_SLAVE_STATE = 1;
    public const ushort IFLA_BOND_SLAVE_MII_STATUS = 2;
    public const ushort IFLA_BOND_SLAVE_AD_AGGREGATOR_ID = 6;
    public const ushort IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE = 7;

    public const ushort IFLA_BR_FORWARD_DELAY = 1;
    public const ushort IFLA_BR_HELLO_TIME = 2;
    public const ushort IFLA_BR_MAX_AGE = 3;
    public const ushort IFLA_BR_STP_STATE = 5;
    public const ushort IFLA_BR_PRIORITY = 6;
    public const ushort IFLA_BRPORT_STATE = 1;
    public const ushort IFLA_BRPORT_PRIORITY = 2;
    public const ushort IFLA_BRPORT_COST = 3;
    public const ushort IFLA_BRPORT_LEARNING = 8;
    public const ushort IFLA_BRPORT_UNICAST_FLOOD = 9;
}
