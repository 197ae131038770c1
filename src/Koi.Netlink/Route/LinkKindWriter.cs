using System.Diagnostics;
using System.Text;
using static Koi.Netlink.Route.IfLinkHeader;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>IFLA_LINKINFO: a kind's name, and IFLA_INFO_DATA with what is particular to it.</summary>
/// <remarks>Linux uapi if_link.h, if_tunnel.h, veth.h. Reading: <see cref="LinkKindReader"/>.</remarks>
internal static class LinkKindWriter
{
    /// <summary>IFLA_LINK of a new link.</summary>
    public static int? LowerIndex(LinkKind kind) => kind switch
    {
        LinkKind.Macvlan macvlan => macvlan.LowerIndex,
        LinkKind.Vlan vlan => vlan.LowerIndex,
        _ => null,
    };

    public static void Write(MessageWriter writer, LinkKind kind)
    {
        using (writer.Nest(IFLA_LINKINFO))
        {
            writer.Raw(IFLA_INFO_KIND, Encoding.UTF8.GetBytes(Name(kind)));
            if (kind is LinkKind.Dummy or LinkKind.Bridge or LinkKind.Wireguard or LinkKind.Other)
            {
                return;
            }

            using (writer.Nest(IFLA_INFO_DATA))
            {
                WriteSettings(writer, kind);
            }
        }
    }

    /// <summary>Without a zero byte at the end, as ip(8) sends it.</summary>
    private static string Name(LinkKind kind) => kind switch
    {
        LinkKind.Dummy => "dummy",
        LinkKind.Bridge => "bridge",
        LinkKind.Veth => "veth",
        LinkKind.Macvlan => "macvlan",
        LinkKind.Vlan => "vlan",
        LinkKind.Tunnel tunnel => Name(tunnel.Protocol, tunnel.Settings.IsV6),
        LinkKind.Vxlan => "vxlan",
        LinkKind.Wireguard => "wireguard",
        LinkKind.Bond => "bond",
        LinkKind.Other other => other.Name,
        _ => throw new UnreachableException(),
    };

    private static string Name(TunnelProtocol protocol, bool isV6) => (protocol, isV6) switch
    {
        (TunnelProtocol.Ip, false) => "sit",
        (TunnelProtocol.Ip, true) => "ip6tnl",
        (TunnelProtocol.Ipip, _) => "ipip",
        (TunnelProtocol.Gre, false) => "gre",
        (TunnelProtocol.Gre, true) => "ip6gre",
        (TunnelProtocol.Gretap, false) => "gretap",
        (TunnelProtocol.Gretap, true) => "ip6gretap",
        _ => throw new UnreachableException(),
    };

    private static void WriteSettings(MessageWriter writer, LinkKind kind)
    {
        switch (kind)
        {
            case LinkKind.Macvlan macvlan:
                writer.UInt32(IFLA_MACVLAN_MODE, (uint)macvlan.Mode);
                break;

            case LinkKind.Vlan vlan:
                if (vlan.IsService)
                {
                    WriteBig(writer, IFLA_VLAN_PROTOCOL, Link.VlanProtocolService);
                }

                writer.UInt16(IFLA_VLAN_ID, vlan.Id);
                break;

            case LinkKind.Veth veth:
                using (writer.Nest(VETH_INFO_PEER))
                {
                    LinkMessages.WriteFlags(writer.Structure(LinkMessageSize), veth.Peer);
                    ((veth.Peer ?? new LinkChange()) with { Name = veth.PeerName }).WriteAttributes(writer);
                }

                break;

            case LinkKind.Tunnel { Protocol: TunnelProtocol.Gre or TunnelProtocol.Gretap } gre:
                WriteGre(writer, gre.Settings);
                break;

            case LinkKind.Tunnel tunnel:
                WriteIpTunnel(writer, tunnel.Settings, tunnel.Protocol == TunnelProtocol.Ip);
                break;

            case LinkKind.Vxlan vxlan:
                WriteVxlan(writer, vxlan.Settings);
                break;

            case LinkKind.Bond bond:
                WriteBond(writer, bond.Settings);
                break;

            default:
                throw new UnreachableException();
        }
    }

    private static void WriteGre(MessageWriter writer, TunnelSettings tunnel)
    {
        if (tunnel.LowerIndex is { } lower)
        {
            writer.Int32(IFLA_GRE_LINK, lower);
        }

        if (tunnel.Key is { } key)
        {
            WriteBig(writer, IFLA_GRE_IFLAGS, GRE_KEY);
            WriteBig(writer, IFLA_GRE_OFLAGS, GRE_KEY);
            writer.Attribute(IFLA_GRE_IKEY, 4).PutBig32(0, key);
            writer.Attribute(IFLA_GRE_OKEY, 4).PutBig32(0, key);
        }

        WriteEnd(writer, IFLA_GRE_LOCAL, tunnel.Local);
        WriteEnd(writer, IFLA_GRE_REMOTE, tunnel.Remote);
        WriteByte(writer, IFLA_GRE_TTL, tunnel.Ttl);
        WriteFlags(writer, IFLA_GRE_FLAGS, tunnel);
    }

    private static void WriteIpTunnel(MessageWriter writer, TunnelSettings tunnel, bool carriesBothFamilies)
    {
        if (tunnel.LowerIndex is { } lower)
        {
            writer.Int32(IFLA_IPTUN_LINK, lower);
        }

        WriteEnd(writer, IFLA_IPTUN_LOCAL, tunnel.Local);
        WriteEnd(writer, IFLA_IPTUN_REMOTE, tunnel.Remote);
        WriteByte(writer, IFLA_IPTUN_TTL, tunnel.Ttl);
        WriteByte(writer, IFLA_IPTUN_PROTO, carriesBothFamilies ? (byte)0 : null);
        WriteFlags(writer, IFLA_IPTUN_FLAGS, tunnel);
    }

    /// <summary>Without this flag a tunnel in IPv6 has the option of RFC 2473 in its packets, which most others do not send.</summary>
    private static void WriteFlags(MessageWriter writer, ushort type, TunnelSettings tunnel)
    {
        if (tunnel.IsV6)
        {
            writer.UInt32(type, IP6_TNL_F_IGN_ENCAP_LIMIT);
        }
    }

    private static void WriteVxlan(MessageWriter writer, VxlanSettings vxlan)
    {
        if (vxlan.Id is { } id)
        {
            writer.UInt32(IFLA_VXLAN_ID, id);
        }

        WriteEnd(writer, vxlan.Remote is { IsV6: true } ? IFLA_VXLAN_GROUP6 : IFLA_VXLAN_GROUP, vxlan.Remote);
        WriteEnd(writer, vxlan.Local is { IsV6: true } ? IFLA_VXLAN_LOCAL6 : IFLA_VXLAN_LOCAL, vxlan.Local);
        if (vxlan.LowerIndex is { } lower)
        {
            writer.Int32(IFLA_VXLAN_LINK, lower);
        }

        WriteByte(writer, IFLA_VXLAN_TTL, vxlan.Ttl);
        if (vxlan.Port is { } port)
        {
            WriteBig(writer, IFLA_VXLAN_PORT, port);
        }
    }

    /// <summary>The kernel checks each setting against the mode, which comes first.</summary>
    private static void WriteBond(MessageWriter writer, BondSettings bond)
    {
        WriteByte(writer, IFLA_BOND_MODE, (byte?)bond.Mode);
        if (bond.MonitorMilliseconds is { } monitor)
        {
            writer.UInt32(IFLA_BOND_MIIMON, monitor);
        }

        if (bond.PrimaryIndex is { } primary)
        {
            writer.Int32(IFLA_BOND_PRIMARY, primary);
        }

        WriteByte(writer, IFLA_BOND_PRIMARY_RESELECT, (byte?)bond.PrimaryReselect);
        WriteByte(writer, IFLA_BOND_FAIL_OVER_MAC, (byte?)bond.FailOverMac);
        WriteByte(writer, IFLA_BOND_XMIT_HASH_POLICY, (byte?)bond.Hash);
        WriteByte(writer, IFLA_BOND_AD_LACP_RATE, (byte?)bond.LacpRate);
    }

    private static void WriteEnd(MessageWriter writer, ushort type, InetAddress? address)
    {
        if (address is { } end)
        {
            writer.Address(type, end);
        }
    }

    private static void WriteByte(MessageWriter writer, ushort type, byte? value)
    {
        if (value is { } number)
        {
            writer.UInt8(type, number);
        }
    }

    private static void WriteBig(MessageWriter writer, ushort type, ushort value) => writer.Attribute(type, 2).PutBig16(0, value);
}
