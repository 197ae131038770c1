using Koi.Interfaces;
using Koi.Interfaces.Groups;
using Koi.Netlink.Route;
using Koi.Tests.Netlink;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

public sealed class AutomaticGroupsTests
{
    private const ushort Ethernet = 1, Ppp = 512, Loopback = 772, None = 0xfffe;

    [Theory]
    [InlineData("bond", "trunk")]
    [InlineData("team", "trunk")]
    [InlineData("vlan", "vlan")]
    [InlineData("macvlan", "macvlan")]
    [InlineData("ipvlan", "ipvlan")]
    [InlineData("bridge", "bridge")]
    [InlineData("ppp", "ppp")]
    [InlineData("gre", "gre")]
    [InlineData("ip6gre", "gre")]
    [InlineData("gretap", "egre")]
    [InlineData("ip6gretap", "egre")]
    [InlineData("ipip", "gif")]
    [InlineData("ip6tnl", "gif")]
    [InlineData("sit", "gif")]
    [InlineData("vxlan", "vxlan")]
    [InlineData("geneve", "geneve")]
    [InlineData("wireguard", "wg")]
    [InlineData("xfrm", "sec")]
    [InlineData("vti", "sec")]
    [InlineData("vti6", "sec")]
    [InlineData("dummy", "vether")]
    [InlineData("veth", "vether")]
    [InlineData("vrf", "vrf")]
    [InlineData("ifb", "ifb")]
    [InlineData("nlmon", "nlmon")]
    [InlineData("netdevsim", "netdevsim")]
    public void A_kind_of_link_has_the_group_of_OpenBSD_s_driver(string kind, string group) =>
        Assert.Equal([group], AutomaticGroups.Of(Interface(2, "x0", kind)));

    [Theory]
    [InlineData("kind9")]
    [InlineData("a-kind-of-a-long-name")]
    [InlineData("4to")]
    [InlineData("")]
    public void A_kind_that_can_name_no_group_has_none(string kind) => Assert.Empty(AutomaticGroups.Of(Interface(2, "x0", kind)));

    [Theory]
    [InlineData("macvlan", "carp vhid 1 advbase 1 advskew 0 lladdr carpdev", "carp")]
    [InlineData("macvlan", "carp vhid of some later release", "carp")]
    [InlineData("macvlan", "carp", "macvlan")]
    [InlineData("dummy", "carp vhid 1 advbase 1 advskew 0", "vether")]
    public void A_macvlan_is_a_carp_interface_by_its_alias(string kind, string alias, string group)
    {
        var one = Interface(2, "x0", kind);

        Assert.Equal([group], AutomaticGroups.Of(one with { Link = one.Link with { Alias = alias } }));
    }

    [Fact]
    public void Hardware_is_in_none() => Assert.Empty(AutomaticGroups.Of(Interface(2, "em0")));

    [Theory]
    [InlineData(null, "vlan")]
    [InlineData(Link.VlanProtocolCustomer, "vlan")]
    [InlineData(Link.VlanProtocolService, "svlan")]
    public void A_VLAN_with_service_tags_is_in_svlan(ushort? protocol, string group)
    {
        var one = Interface(2, "x", "vlan");

        Assert.Equal([group], AutomaticGroups.Of(one with { Link = one.Link with { VlanProtocol = protocol } }));
    }

    [Fact]
    public void A_wireless_station_is_in_wlan() =>
        Assert.Equal(["wlan"], AutomaticGroups.Of(Interface(2, "wlp3s0") with { IsWireless = true }));

    [Theory]
    [InlineData(Ethernet, "tap")]
    [InlineData(None, "tun")]
    public void A_tun_device_with_Ethernet_frames_is_in_tap(ushort type, string group) =>
        Assert.Equal([group], AutomaticGroups.Of(WithType(Interface(2, "vpn", "tun"), type)));

    [Theory]
    [InlineData("lo", null, Loopback, "lo")]
    [InlineData("lo1", "dummy", Ethernet, "lo")]
    [InlineData("lo12", "dummy", Ethernet, "lo")]
    [InlineData("lo", "dummy", Ethernet, "vether")]
    [InlineData("lo1a", "dummy", Ethernet, "vether")]
    [InlineData("local1", "dummy", Ethernet, "vether")]
    [InlineData("lo1", "veth", Ethernet, "vether")]
    public void Loopbacks_are_in_lo_also_those_that_are_dummies(string name, string? kind, ushort type, string group) =>
        Assert.Equal([group], AutomaticGroups.Of(WithType(Interface(1, name, kind), type)));

    [Theory]
    [InlineData("ppp0", new[] { "ppp" })]
    [InlineData("wan", new[] { "ppp" })]
    [InlineData("pppoe0", new[] { "ppp", "pppoe" })]
    public void A_ppp_link_is_in_pppoe_by_its_name(string name, string[] groups)
    {
        Assert.Equal(groups, AutomaticGroups.Of(WithType(Interface(2, name), Ppp)));
        Assert.Equal(groups, AutomaticGroups.Of(Interface(2, name, "ppp")));
    }

    [Theory]
    [InlineData("00:00:5e:00:01:01", "macvlan", "carp")]
    [InlineData("00:00:5e:00:01:ff", "macvlan", "carp")]
    [InlineData("00:00:5e:00:02:01", "macvlan", "macvlan")]
    [InlineData("02:00:5e:00:01:01", "macvlan", "macvlan")]
    [InlineData("00:00:5e:00:01:01", "veth", "vether")]
    public void A_macvlan_with_a_virtual_router_s_address_is_in_carp(string address, string kind, string group) =>
        Assert.Equal([group], AutomaticGroups.Of(WithAddress(Interface(2, "carp0", kind), Text.Hardware(address))));

    [Fact]
    public void A_macvlan_with_a_long_address_is_in_macvlan() => Assert.Equal(
        ["macvlan"],
        AutomaticGroups.Of(WithAddress(Interface(2, "x", "macvlan"), HardwareAddress.FromBytes([0, 0, 0x5e, 0, 1, 1, 1, 1]))));

    [Fact]
    public void Groups_that_always_exist_are_groups_each_once()
    {
        Assert.All(AutomaticGroups.WellKnown, group => Assert.Null(GroupName.Error(group)));
        Assert.Equal(AutomaticGroups.WellKnown.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal), AutomaticGroups.WellKnown);
        Assert.DoesNotContain(GroupName.All, AutomaticGroups.WellKnown);
    }

    private static Interface WithType(Interface one, ushort type) => one with { Link = one.Link with { HardwareType = type } };

    private static Interface WithAddress(Interface one, HardwareAddress? address) =>
        one with { Link = one.Link with { Address = address } };
}
