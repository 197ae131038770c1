using static Koi.Netlink.Route.IfLinkHeader;

namespace Koi.Netlink.Route;

/// <summary>Reads IFLA_LINKINFO. The kernel sends a kind before its data.</summary>
internal static class LinkKindReader
{
    public static Link Add(Link link, ref AttributeReader attributes)
    {
        var nested = attributes.Nested();
        while (nested.Next())
        {
            link = nested.Type switch
            {
                IFLA_INFO_KIND => link with { Kind = nested.AsText() },
                IFLA_INFO_SLAVE_KIND => link with { SlaveKind = nested.AsText() },
                IFLA_INFO_DATA => AddData(link, ref nested),
                IFLA_INFO_SLAVE_DATA => AddPortData(link, ref nested),
                _ => link,
            };
        }

        attributes.Join(nested);
        return link;
    }

    private static Link AddData(Link link, ref AttributeReader attributes)
    {
        var nested = attributes.Nested();
        switch (link.Kind)
        {
            case "macvlan" or "vlan" or "tun" or "vrf": link = ReadSimple(link, ref nested); break;
            case "gre" or "gretap" or "ip6gre" or "ip6gretap": link = link with { Tunnel = ReadGre(ref nested) }; break;
            case "ipip" or "sit" or "ip6tnl": link = link with { Tunnel = ReadIpTunnel(ref nested) }; break;
            case "vxlan": link = link with { Vxlan = ReadVxlan(ref nested) }; break;
            case "bond": link = link with { Bond = ReadBond(ref nested) }; break;
            case "bridge": link = link with { Bridge = ReadBridge(ref nested) }; break;
            default: break;
        }

        attributes.Join(nested);
        return link;
    }

    private static Link AddPortData(Link link, ref AttributeReader attributes)
    {
        var nested = attributes.Nested();
        switch (link.SlaveKind)
        {
            case "bond": link = link with { BondPort = ReadBondPort(ref nested) }; break;
            case "bridge": link = link with { BridgePort = ReadBridgePort(ref nested) }; break;
            default: break;
        }

        attributes.Join(nested);
        return link;
    }

    private static Link ReadSimple(Link link, ref AttributeReader nested)
    {
        const byte IFF_TAP = 2;
        while (nested.Next())
        {
            link = (link.Kind, nested.Type) switch
            {
                ("macvlan", IFLA_MACVLAN_MODE) => link with { MacvlanMode = (MacvlanMode)nested.AsUInt32() },
                ("vlan", IFLA_VLAN_ID) => link with { VlanId = nested.AsUInt16() },
                ("vlan", IFLA_VLAN_PROTOCOL) => link with { VlanProtocol = nested.AsBigUInt16() },
                ("vrf", IFLA_VRF_TABLE) => link with { VrfTable = nested.AsUInt32() },
                ("tun", IFLA_TUN_TYPE) => link with { IsTap = nested.AsUInt8() == IFF_TAP },
                _ => link,
            };
        }

        return link;
    }

    private static TunnelSettings ReadGre(ref AttributeReader nested)
    {
        var tunnel = new TunnelSettings();
        var hasKey = false;
        while (nested.Next())
        {
            switch (nested.Type)
            {
                case IFLA_GRE_LINK: tunnel = tunnel with { LowerIndex = Lower(ref nested) }; break;
                case IFLA_GRE_OFLAGS: hasKey = (nested.AsBigUInt16() & GRE_KEY) != 0; break;
                case IFLA_GRE_OKEY: tunnel = tunnel with { Key = nested.Structure(4).Big32(0) }; break;
                case IFLA_GRE_LOCAL: tunnel = tunnel with { Local = End(ref nested) }; break;
                case IFLA_GRE_REMOTE: tunnel = tunnel with { Remote = End(ref nested) }; break;
                case IFLA_GRE_TTL: tunnel = tunnel with { Ttl = nested.AsUInt8() }; break;
                default: break;
            }
        }

        return hasKey ? tunnel : tunnel with { Key = null };
    }

    private static TunnelSettings ReadIpTunnel(ref AttributeReader nested)
    {
        var tunnel = new TunnelSettings();
        while (nested.Next())
        {
            tunnel = nested.Type switch
            {
                IFLA_IPTUN_LINK => tunnel with { LowerIndex = Lower(ref nested) },
                IFLA_IPTUN_LOCAL => tunnel with { Local = End(ref nested) },
                IFLA_IPTUN_REMOTE => tunnel with { Remote = End(ref nested) },
                IFLA_IPTUN_TTL => tunnel with { Ttl = nested.AsUInt8() },
                _ => tunnel,
            };
        }

        return tunnel;
    }

    private static VxlanSettings ReadVxlan(ref AttributeReader nested)
    {
        var vxlan = new VxlanSettings();
        while (nested.Next())
        {
            vxlan = nested.Type switch
            {
                IFLA_VXLAN_ID => vxlan with { Id = nested.AsUInt32() },
                IFLA_VXLAN_GROUP or IFLA_VXLAN_GROUP6 => vxlan with { Remote = End(ref nested) },
                IFLA_VXLAN_LOCAL or IFLA_VXLAN_LOCAL6 => vxlan with { Local = End(ref nested) },
                IFLA_VXLAN_LINK => vxlan with { LowerIndex = Lower(ref nested) },
                IFLA_VXLAN_TTL => vxlan with { Ttl = nested.AsUInt8() },
                IFLA_VXLAN_PORT => vxlan with { Port = nested.AsBigUInt16() },
                _ => vxlan,
            };
        }

        return vxlan;
    }

    private static BondSettings ReadBond(ref AttributeReader nested)
    {
        var bond = new BondSettings();
        while (nested.Next())
        {
            bond = nested.Type switch
            {
                IFLA_BOND_MODE => bond with { Mode = (BondMode)nested.AsUInt8() },
                IFLA_BOND_ACTIVE_SLAVE => bond with { ActiveIndex = Lower(ref nested) },
                IFLA_BOND_MIIMON => bond with { MonitorMilliseconds = nested.AsUInt32() },
                IFLA_BOND_PRIMARY => bond with { PrimaryIndex = Lower(ref nested) },
                IFLA_BOND_PRIMARY_RESELECT => bond with { PrimaryReselect = (BondReselect)nested.AsUInt8() },
                IFLA_BOND_FAIL_OVER_MAC => bond with { FailOverMac = (BondFailOverMac)nested.AsUInt8() },
                IFLA_BOND_XMIT_HASH_POLICY => bond with { Hash = (BondHash)nested.AsUInt8() },
                IFLA_BOND_AD_LACP_RATE => bond with { LacpRate = (BondLacpRate)nested.AsUInt8() },
                IFLA_BOND_AD_INFO => bond with { ActiveAggregator = ReadAggregator(ref nested) },
                _ => bond,
            };
        }

        return bond;
    }

    private static ushort? ReadAggregator(ref AttributeReader attributes)
    {
        ushort? aggregator = null;
        var nested = attributes.Nested();
        while (nested.Next())
        {
            aggregator = nested.Type == IFLA_BOND_AD_INFO_AGGREGATOR ? nested.AsUInt16() : aggregator;
        }

        attributes.Join(nested);
        return aggregator;
    }

    private static BondPort ReadBondPort(ref AttributeReader nested)
    {
        var port = new BondPort();
        while (nested.Next())
        {
            port = nested.Type switch
            {
                IFLA_BOND_SLAVE_STATE => port with { IsActive = nested.AsUInt8() == 0 },
                IFLA_BOND_SLAVE_MII_STATUS => port with { HasLink = nested.AsUInt8() == 0 },
                IFLA_BOND_SLAVE_AD_AGGREGATOR_ID => port with { Aggregator = nested.AsUInt16() },
                IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE => port with { ActorState = nested.AsUInt8() },
                _ => port,
            };
        }

        return port;
    }

    private static BridgeSettings ReadBridge(ref AttributeReader nested)
    {
        var bridge = new BridgeSettings();
        while (nested.Next())
        {
            bridge = nested.Type switch
            {
                IFLA_BR_FORWARD_DELAY => bridge with { ForwardDelay = nested.AsUInt32() },
                IFLA_BR_HELLO_TIME => bridge with { HelloTime = nested.AsUInt32() },
                IFLA_BR_MAX_AGE => bridge with { MaxAge = nested.AsUInt32() },
                IFLA_BR_STP_STATE => bridge with { SpeaksStp = nested.AsUInt32() != 0 },
                IFLA_BR_PRIORITY => bridge with { Priority = nested.AsUInt16() },
                _ => bridge,
            };
        }

        return bridge;
    }

    private static BridgePort ReadBridgePort(ref AttributeReader nested)
    {
        var port = new BridgePort();
        while (nested.Next())
        {
            port = nested.Type switch
            {
                IFLA_BRPORT_STATE => port with { State = nested.AsUInt8() },
                IFLA_BRPORT_PRIORITY => port with { Priority = nested.AsUInt16() },
                IFLA_BRPORT_COST => port with { Cost = nested.AsUInt32() },
                IFLA_BRPORT_LEARNING => port with { Learns = nested.AsUInt8() != 0 },
                IFLA_BRPORT_UNICAST_FLOOD => port with { Floods = nested.AsUInt8() != 0 },
                _ => port,
            };
        }

        return port;
    }

    /// <summary>Zero is the kernel's word for any.</summary>
    private static InetAddress? End(ref AttributeReader attributes) => attributes.AsAddress() is { IsAny: false } address ? address : null;

    private static int? Lower(ref AttributeReader attributes) => attributes.AsInt32() is var index and not 0 ? index : null;
}
