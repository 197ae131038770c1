using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Netlink.Route;

namespace Koi.Tests.Interfaces.Ifconfig;

public sealed class PlannerTests
{
    [Theory]
    [InlineData("eth0 up", "")]
    [InlineData("eth0 down", "SIOCSIFFLAGS eth0 down")]
    [InlineData("eth0 down up", "SIOCSIFFLAGS eth0 down; SIOCSIFFLAGS eth0 up")]
    [InlineData("eth0 mtu 1500", "")]
    [InlineData("eth0 mtu 1400", "SIOCSIFMTU eth0 mtu 1400")]
    [InlineData("eth0 lladdr 02:00:00:00:00:02", "")]
    [InlineData("eth0 lladdr random", "SIOCSIFLLADDR eth0 02:00:00:00:00:99")]
    [InlineData("eth0 description uplink", "SIOCSIFDESCR eth0 'uplink'")]
    [InlineData("eth0 -description", "")]
    [InlineData("eth0 arp", "")]
    [InlineData("eth0 -arp", "SIOCSIFFLAGS eth0 noarp")]
    [InlineData("eth9 up", "error: eth9: no such interface")]
    [InlineData("eth9 create", "error: SIOCIFCREATE: Invalid argument")]
    [InlineData("eth0 create", "error: SIOCIFCREATE: Invalid argument")]
    [InlineData("eth0 destroy", "error: SIOCIFDESTROY: Invalid argument")]
    [InlineData("vlan9 destroy", "error: SIOCIFDESTROY: No such device")]
    [InlineData("eth0 vnetid 5", "error: vnetid: eth0 has no such parameter")]
    public void Only_the_difference_is_sent(string arguments, string expected) =>
        Assert.Equal(expected, World.Plan(World.Table(World.Card(2, "eth0")), arguments));

    [Theory]
    [InlineData("eth0 inet 10.0.0.1 netmask 255.255.255.0", "")]
    [InlineData("eth0 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255", "")]
    [InlineData("eth0 inet 10.0.0.9/24", "eth0 -10.0.0.1/24 brd 10.0.0.255; eth0 +10.0.0.9/24 brd 10.0.0.255; eth0 restore 10.0.0.2/24 brd 10.0.0.255")]
    [InlineData("eth0 inet 10.0.0.9/24 alias", "eth0 +10.0.0.9/24 brd 10.0.0.255")]
    [InlineData("eth0 inet 10.0.0.1/25", "eth0 -10.0.0.1/24 brd 10.0.0.255; eth0 +10.0.0.1/25 brd 10.0.0.127; eth0 restore 10.0.0.2/24 brd 10.0.0.255")]
    [InlineData("eth0 inet 10.0.0.2/24", "")]
    [InlineData("eth0 inet 10.0.0.2/24 broadcast 10.0.0.0", "eth0 -10.0.0.2/24 brd 10.0.0.255; eth0 +10.0.0.2/24 brd 10.0.0.0")]
    [InlineData("eth0 inet 10.0.0.1 delete", "eth0 -10.0.0.1/24 brd 10.0.0.255; eth0 restore 10.0.0.2/24 brd 10.0.0.255")]
    [InlineData("eth0 delete", "eth0 -10.0.0.1/24 brd 10.0.0.255; eth0 restore 10.0.0.2/24 brd 10.0.0.255")]
    [InlineData("eth0 -alias 10.0.0.2", "eth0 -10.0.0.2/24 brd 10.0.0.255")]
    [InlineData("eth0 delete 10.9.9.9", "error: SIOCDIFADDR: Cannot assign requested address")]
    [InlineData("eth0 -inet", "eth0 -10.0.0.2/24 brd 10.0.0.255; eth0 -10.0.0.1/24 brd 10.0.0.255; eth0 -172.16.0.1/16")]
    [InlineData("eth0 -inet6", "eth0 -2001:db8::1/64")]
    [InlineData("eth0 inet6 2001:db8::1", "")]
    [InlineData("eth0 inet6 2001:db8::1 prefixlen 64 vltime infty", "")]
    [InlineData("eth0 inet6 2001:db8::1 pltime 60 vltime 120", "eth0 =2001:db8::1/64 pltime 60 vltime 120")]
    [InlineData("eth0 inet6 2001:db8::2", "eth0 +2001:db8::2/64")]
    [InlineData("eth0 inet6 2001:db8:: eui64", "eth0 +2001:db8::ff:fe00:2/64")]
    [InlineData("eth0 inet6 2001:db8::1 delete", "eth0 -2001:db8::1/64")]
    [InlineData("eth0 alias 127.1.1.1 inet6 2001:db8::3/48", "eth0 +127.1.1.1/8 brd 127.255.255.255; eth0 +2001:db8::3/48")]
    [InlineData("eth0 alias 10.1.0.1 10.1.0.2", "eth0 +10.1.0.1/32 peer 10.1.0.2")]
    [InlineData("eth0 alias 192.0.2.1", "eth0 +192.0.2.1/24 brd 192.0.2.255")]
    [InlineData("eth0 alias 172.16.9.1", "eth0 +172.16.9.1/16 brd 172.16.255.255")]
    [InlineData("eth0 alias 192.0.2.1/31", "eth0 +192.0.2.1/31")]
    public void Addresses_are_replaced_as_in_OpenBSD(string arguments, string expected)
    {
        const uint Secondary = InterfaceAddress.Permanent | InterfaceAddress.Secondary;
        var table = World.Table(
            World.Card(2, "eth0"),
            World.Address(2, "10.0.0.1/24", broadcast: "10.0.0.255"),
            World.Address(2, "172.16.0.1/16"),
            World.Address(2, "10.0.0.2/24", broadcast: "10.0.0.255", flags: Secondary),
            World.Address(2, "2001:db8::1/64"));

        Assert.Equal(expected, World.Plan(table, arguments));
    }

    [Fact]
    public void An_address_may_be_there_with_another_length_too()
    {
        var table = World.Table(World.Card(2, "eth0"), World.Address(2, "10.0.0.1/24"), World.Address(2, "10.0.0.1/32"));

        Assert.Equal("", World.Plan(table, "eth0 10.0.0.1/32"));
    }

    [Theory]
    [InlineData("eth0 inet 10.0.0.1/24", "eth0 +10.0.0.1/24 brd 10.0.0.255; SIOCSIFFLAGS eth0 up")]
    [InlineData("eth0 inet 10.0.0.1/24 down", "eth0 +10.0.0.1/24 brd 10.0.0.255")]
    [InlineData("eth0 inet 10.0.0.1/24 up", "SIOCSIFFLAGS eth0 up; eth0 +10.0.0.1/24 brd 10.0.0.255")]
    public void An_address_sets_an_interface_up(string arguments, string expected) =>
        Assert.Equal(expected, World.Plan(World.Table(World.Card(2, "eth0") with { Flags = World.CardFlags }), arguments));

    [Theory]
    [InlineData("bridge0 create", "add bridge0 Bridge")]
    [InlineData("bridge0 up", "add bridge0 Bridge; SIOCSIFFLAGS bridge0 up")]
    [InlineData("veb1 add eth0", "add veb1 Bridge; eth0 into veb1")]
    [InlineData("vether0 create", "add vether0 Dummy")]
    [InlineData("lo1 inet 192.0.2.1/32", "add lo1 Dummy; lo1 +192.0.2.1/32; SIOCSIFFLAGS lo1 up")]
    [InlineData("wg0 create", "add wg0 Wireguard")]
    [InlineData("tun0 create", "add tun0 tun")]
    [InlineData("tap3 create", "add tap3 tap")]
    [InlineData("vlan5 create vnetid 5 parent eth0", "add vlan5 vlan 5 on 2")]
    [InlineData("vlan5 vlandev eth0", "add vlan5 vlan 5 on 2")]
    [InlineData("vlan5 10.0.0.1/24 vlan 7 vlandev eth0", "add vlan5 vlan 7 on 2; vlan5 +10.0.0.1/24 brd 10.0.0.255; SIOCSIFFLAGS vlan5 up")]
    [InlineData("svlan5 parent eth0", "add svlan5 svlan 5 on 2")]
    [InlineData("gif1 tunnel 192.0.2.1 192.0.2.2", "add gif1 Ip 192.0.2.1 192.0.2.2 ttl 64")]
    [InlineData("gif1 tunnel 192.0.2.1 192.0.2.2 10.0.0.1/24", "add gif1 Ip 192.0.2.1 192.0.2.2 ttl 64; gif1 +10.0.0.1/24; SIOCSIFFLAGS gif1 up")]
    [InlineData("gre1 tunnel 192.0.2.1 192.0.2.2 vnetid 7 tunnelttl copy", "add gre1 Gre 192.0.2.1 192.0.2.2 ttl 0 key 7")]
    [InlineData("egre1 tunnel 2001:db8::1 2001:db8::2 parent eth1", "add egre1 Gretap 2001:db8::1 2001:db8::2 ttl 64 on 3")]
    [InlineData("vxlan9 tunnel 192.0.2.1 192.0.2.2", "add vxlan9 vxlan 9 192.0.2.1 192.0.2.2 ttl 64 port 4789")]
    [InlineData("trunk0 create", "add trunk0 bond RoundRobin miimon 100")]
    [InlineData("trunk0 trunkproto lacp", "add trunk0 bond Lacp miimon 100 Layer23 Slow")]
    [InlineData("trunk0 trunkproto loadbalance", "add trunk0 bond Xor miimon 100 Layer23")]
    [InlineData("trunk0 trunkproto broadcast", "add trunk0 bond Broadcast miimon 100")]
    [InlineData("trunk0 trunkproto none", "add trunk0 bond RoundRobin miimon 100")]
    [InlineData(
        "trunk0 trunkport eth1 trunkport eth0 trunkproto failover",
        "add trunk0 bond ActiveBackup miimon 100 reselect Always mac None; SIOCSTRUNKPORT eth1 down; eth1 into trunk0; SIOCSTRUNKPORT eth1 up; "
            + "change trunk0 primary eth1; SIOCSTRUNKPORT eth0 down; eth0 into trunk0; SIOCSTRUNKPORT eth0 up")]
    public void Interfaces_are_made_with_what_Linux_wants_at_once(string arguments, string expected) =>
        Assert.Equal(expected, World.Plan(World.Table(World.Card(2, "eth0"), World.Card(3, "eth1")), arguments));

    [Theory]
    [InlineData("vlan5 create", "vlan5: Linux makes a vlan together with its parent: ifconfig vlan5 create vnetid 5 parent INTERFACE")]
    [InlineData("vlan5000 parent eth0", "vlan5000: its tag must be 1-4094: ifconfig vlan5000 create vnetid TAG parent INTERFACE")]
    [InlineData("vlan5 parent eth9", "eth9: no such interface")]
    [InlineData("gif1 create", "gif1: Linux makes a tunnel together with its ends: ifconfig gif1 create tunnel SOURCE DESTINATION")]
    [InlineData("gif1 tunnel 192.0.2.1 192.0.2.2 vnetid 1", "vnetid: gif1 has no such parameter")]
    [InlineData("gre0 tunnel 192.0.2.1 192.0.2.2", "gre0: Linux keeps this name for itself; take another number")]
    [InlineData("vxlan5 create", "vxlan5: Linux makes a tunnel together with its ends: ifconfig vxlan5 create vnetid 5 tunnel SOURCE DESTINATION")]
    [InlineData("bridge0 create parent eth0", "parent: bridge0 has no such parameter")]
    [InlineData("bridge0 trunkport eth0", "SIOCSTRUNKPORT: bridge0 is no trunk")]
    [InlineData("trunk0 trunkport eth9", "eth9: no such interface")]
    public void What_Linux_cannot_make_is_explained(string arguments, string expected) =>
        Assert.Equal($"error: {expected}", World.Plan(World.Table(World.Card(2, "eth0")), arguments));

    [Theory]
    [InlineData("vlan5 create vnetid 5 parent eth0", "")]
    [InlineData("vlan5 vlan 6", "error: vlan5: its tag is 5, and Linux cannot change that: ifconfig vlan5 destroy; ifconfig vlan5 create vnetid 6 parent eth0")]
    [InlineData("vlan5 parent eth1", "error: vlan5: its parent is eth0, and Linux cannot change that: ifconfig vlan5 destroy; ifconfig vlan5 create vnetid 5 parent eth1")]
    [InlineData("vlan5 destroy", "delete vlan5")]
    [InlineData("svlan6 create", "error: SIOCIFCREATE: File exists")]
    public void A_vlan_keeps_its_tag_and_its_parent(string arguments, string expected)
    {
        var vlan = World.Card(4, "vlan5") with { Kind = "vlan", VlanId = 5, LowerIndex = 2 };

        Assert.Equal(expected, World.Plan(World.Table(World.Card(2, "eth0"), World.Card(3, "eth1"), vlan, vlan with { Index = 5, Name = "svlan6" }), arguments));
    }

    [Theory]
    [InlineData("gif1 tunnel 192.0.2.1 192.0.2.2", "")]
    [InlineData("gif1 tunnel 192.0.2.1 192.0.2.9", "change gif1 Ip 192.0.2.1 192.0.2.9 ttl 64")]
    [InlineData("gif1 tunnelttl 8", "change gif1 Ip 192.0.2.1 192.0.2.2 ttl 8")]
    [InlineData(
        "gif1 tunnel 2001:db8::1 2001:db8::2",
        "error: gif1: it is a tunnel in IPv4, and Linux cannot change that: ifconfig gif1 destroy; ifconfig gif1 create tunnel 2001:db8::1 2001:db8::2")]
    public void A_tunnel_keeps_its_family(string arguments, string expected)
    {
        var ends = new TunnelSettings { Local = World.Ip("192.0.2.1"), Remote = World.Ip("192.0.2.2"), Ttl = 64 };

        Assert.Equal(expected, World.Plan(World.Table(new Link { Index = 4, Name = "gif1", Kind = "sit", Tunnel = ends }), arguments));
    }

    [Theory]
    [InlineData("trunk0 trunkproto failover trunkport eth0 trunkport eth1", "")]
    [InlineData("trunk0 trunkport eth2", "SIOCSTRUNKPORT eth2 down; eth2 into trunk0; SIOCSTRUNKPORT eth2 up")]
    [InlineData("trunk0 -trunkport eth1", "eth1 into none; SIOCSTRUNKDELPORT eth1 up")]
    [InlineData("trunk0 -trunkport eth0", "eth0 into none; SIOCSTRUNKDELPORT eth0 up; change trunk0 primary eth1")]
    [InlineData("trunk0 -trunkport eth2", "error: SIOCSTRUNKDELPORT: No such file or directory")]
    [InlineData("trunk0 trunkproto none", "eth0 into none; SIOCSTRUNK eth0 up; eth1 into none; SIOCSTRUNK eth1 up")]
    [InlineData(
        "trunk0 trunkproto lacp",
        "eth0 into none; eth1 into none; SIOCSIFFLAGS trunk0 down; change trunk0 Lacp miimon 100 Layer23 Slow; "
            + "eth0 into trunk0; eth1 into trunk0; SIOCSIFFLAGS trunk0 up")]
    [InlineData("bridge0 add eth0", "error: SIOCBRDGADD: eth0 is a port of trunk0: Device or resource busy")]
    public void A_trunk_changes_its_protocol_without_ports(string arguments, string expected)
    {
        var bond = World.Card(9, "trunk0") with
        {
            Kind = "bond",
            Bond = new BondSettings
            {
                Mode = BondMode.ActiveBackup,
                MonitorMilliseconds = 100,
                PrimaryIndex = 2,
                PrimaryReselect = BondReselect.Always,
                FailOverMac = BondFailOverMac.None,
            },
        };
        var table = World.Table(
            World.Card(2, "eth0") with { MasterIndex = 9, SlaveKind = "bond" },
            World.Card(3, "eth1") with { MasterIndex = 9, SlaveKind = "bond" },
            World.Card(4, "eth2"),
            bond);

        Assert.Equal(expected, World.Plan(table, arguments));
    }

    [Theory]
    [InlineData("eth0 group ext", "")]
    [InlineData("eth0 group dmz", "eth0 joins dmz")]
    [InlineData("eth0 group all", "")]
    [InlineData("eth0 -group ext", "eth0 leaves ext")]
    [InlineData("eth0 -group dmz", "error:  SIOCDIFGROUP: No such file or directory")]
    [InlineData("eth0 -group em0", "error:  SIOCDIFGROUP: No such file or directory")]
    [InlineData("eth0 group egress", "eth0 joins egress; warning: egress follows the default routes; koid undoes this when they change")]
    public void Groups_are_joined_and_left(string arguments, string expected)
    {
        var ext = new InterfaceGroup("ext", [new GroupMember("eth0", 1, IsAutomatic: false)]);
        var groups = new GroupState(ImmutableSortedDictionary<string, InterfaceGroup>.Empty.Add("ext", ext));

        Assert.Equal(expected, World.Plan(World.Table(World.Card(2, "eth0")), arguments, groups));
    }
}
