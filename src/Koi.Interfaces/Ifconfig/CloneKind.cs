using Koi.Interfaces.Carp;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>Which links OpenBSD's names of cloned interfaces stand for.</summary>
internal static class CloneKind
{
    /// <summary>What a new bond is set to, whatever its protocol.</summary>
    private const uint MonitorMilliseconds = 100;

    /// <summary>Whether a link is what <c>ifconfig CLONERn create</c> makes.</summary>
    public static bool Matches(string cloner, Link link) => cloner switch
    {
        "carp" => CarpAlias.Of(link) is not null,
        "bridge" or "veb" => link.Kind is "bridge",
        "trunk" or "aggr" => link.Kind is "bond",
        "vlan" => link is { Kind: "vlan", VlanProtocol: not Link.VlanProtocolService },
        "svlan" => link is { Kind: "vlan", VlanProtocol: Link.VlanProtocolService },
        "tun" => link is { Kind: "tun", IsTap: not true },
        "tap" => link is { Kind: "tun", IsTap: true },
        "gre" => link.Kind is "gre" or "ip6gre",
        "egre" => link.Kind is "gretap" or "ip6gretap",
        "gif" => link.Kind is "sit" or "ip6tnl" or "ipip",
        "vxlan" => link.Kind is "vxlan",
        "wg" => link.Kind is "wireguard",
        "vether" => link.Kind is "dummy",
        "lo" => link.Kind is "dummy" || (link.Flags & LinkFlags.Loopback) != LinkFlags.None,
        _ => false,
    };

    /// <summary>Bonding's counterpart of a trunk's protocol.</summary>
    /// <remarks>The table is in ifconfig(8), TRUNK.</remarks>
    public static BondSettings Bond(TrunkProtocol protocol) => protocol switch
    {
        TrunkProtocol.Failover => new()
        {
            Mode = BondMode.ActiveBackup,
            MonitorMilliseconds = MonitorMilliseconds,
            PrimaryReselect = BondReselect.Always,
            FailOverMac = BondFailOverMac.None,
        },
        TrunkProtocol.LoadBalance => new() { Mode = BondMode.Xor, MonitorMilliseconds = MonitorMilliseconds, Hash = BondHash.Layer23 },
        TrunkProtocol.Lacp => new()
        {
            Mode = BondMode.Lacp,
            MonitorMilliseconds = MonitorMilliseconds,
            Hash = BondHash.Layer23,
            LacpRate = BondLacpRate.Slow,
        },
        TrunkProtocol.Broadcast => new() { Mode = BondMode.Broadcast, MonitorMilliseconds = MonitorMilliseconds },
        TrunkProtocol.RoundRobin or TrunkProtocol.None => new() { Mode = BondMode.RoundRobin, MonitorMilliseconds = MonitorMilliseconds },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The trunk's protocol of a mode, or the kernel's name of a mode that trunk(4) does not have.</summary>
    public static string ProtocolName(BondMode? mode) => mode switch
    {
        BondMode.RoundRobin => "roundrobin",
        BondMode.ActiveBackup => "failover",
        BondMode.Xor => "loadbalance",
        BondMode.Broadcast => "broadcast",
        BondMode.Lacp => "lacp",
        BondMode.TransmitLoadBalance => "balance-tlb",
        BondMode.AdaptiveLoadBalance => "balance-alb",
        _ => "none",
    };
}
