using System.Collections.Immutable;
using Koi.Interfaces.Carp;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Groups;

/// <summary>The groups that an interface is in by what it is; hardware is in none but <c>all</c>.</summary>
/// <remarks>OpenBSD: each cloned interface is in the group of its driver (if_clone_create, if_addgroup). Linux names the kind in
/// IFLA_INFO_KIND; where OpenBSD has a word for it, the group has that name, else the kind's, unless it ends in a digit.</remarks>
public static class AutomaticGroups
{
    private const ushort ARPHRD_PPP = 512, ARPHRD_LOOPBACK = 772, ARPHRD_ETHER = 1;

    /// <summary>Groups that exist without members too, so that rules may name them before there is an interface of the kind.</summary>
    public static ImmutableArray<string> WellKnown { get; } =
    [
        "bridge", "carp", "egre", "egress", "geneve", "gif", "gre", "ipvlan", "lo", "macvlan", "ppp", "pppoe", "sec", "svlan",
        "tap", "trunk", "tun", "vether", "vlan", "vxlan", "wg", "wlan",
    ];

    /// <summary>Its groups; empty for hardware.</summary>
    public static ImmutableArray<string> Of(Interface one) => one switch
    {
        { Link.HardwareType: ARPHRD_LOOPBACK } => ["lo"],
        { IsWireless: true } => ["wlan"],
        { Link.HardwareType: ARPHRD_PPP } or { Link.Kind: "ppp" } => OfPpp(one.Name),
        { Link.Kind: { } kind } => OfKind(kind, one.Link),
        _ => [],
    };

    /// <summary>Nothing tells what a ppp link runs over; who names it pppoe0 says it.</summary>
    private static ImmutableArray<string> OfPpp(string name) =>
        name.StartsWith("pppoe", StringComparison.Ordinal) ? ["ppp", "pppoe"] : ["ppp"];

    private static ImmutableArray<string> OfKind(string kind, Link link) => kind switch
    {
        "bond" or "team" => ["trunk"],
        "dummy" => IsLoopbackName(link.Name) ? ["lo"] : ["vether"],
        "veth" => ["vether"],
        "gretap" or "ip6gretap" => ["egre"],
        "gre" or "ip6gre" => ["gre"],
        "ipip" or "ip6tnl" or "sit" => ["gif"],
        "macvlan" => [IsCarp(link) ? GroupName.Carp : "macvlan"],
        "tun" => [link.HardwareType == ARPHRD_ETHER ? "tap" : "tun"],
        "vlan" => [link.VlanProtocol == Link.VlanProtocolService ? "svlan" : "vlan"],
        "wireguard" => ["wg"],
        "xfrm" or "vti" or "vti6" => ["sec"],
        _ when GroupName.IsValid(kind) => [kind],
        _ => [],
    };

    /// <summary>Linux has one loopback in a namespace; more, as OpenBSD's lo1, are dummies of that name.</summary>
    private static bool IsLoopbackName(string name) =>
        name.Length > 2 && name.StartsWith("lo", StringComparison.Ordinal) && name.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Koi's, and by the virtual router's address keepalived's and FRR's.</summary>
    private static bool IsCarp(Link link) => CarpAlias.IsOn(link) || VirtualAddress.Is(link.Address);
}
