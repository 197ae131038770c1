using Koi.Interfaces;
using Koi.Interfaces.Ifconfig;
using Koi.Netlink.Route;

namespace Koi.Tests.Interfaces.Ifconfig;

public sealed class InterfacePrinterTests
{
    [Fact]
    public void A_card_is_printed_as_in_OpenBSD()
    {
        var card = World.Card(1, "eth0") with { Alias = "to the provider" };
        InterfaceAddress[] addresses =
        [
            World.Address(1, "10.0.0.1/24", broadcast: "10.0.0.255"),
            World.Address(1, "10.0.0.2/24", broadcast: "10.0.0.255"),
            World.Address(1, "192.0.2.1/32", peer: "192.0.2.2"),
            World.Address(1, "fe80::1/64"),
            World.Address(1, "2001:db8::1/64", flags: InterfaceAddress.Tentative),
            World.Address(1, "2001:db8::2/64", flags: InterfaceAddress.Tentative | InterfaceAddress.DadFailed),
            World.Address(1, "2001:db8::3/64", flags: InterfaceAddress.Deprecated) with
            {
                Origin = InterfaceAddress.FromRouter,
                PreferredSeconds = 0,
                ValidSeconds = 3600,
            },
        ];

        AssertPrints(
            """
            eth0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> mtu 1500
            	lladdr 02:00:00:00:00:01
            	description: to the provider
            	index 1
            	groups: ext egress
            	media: Ethernet autoselect (1000baseT full-duplex)
            	status: active
            	inet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255
            	inet 10.0.0.2 netmask 0xffffff00 broadcast 10.0.0.255
            	inet 192.0.2.1 --> 192.0.2.2 netmask 0xffffffff
            	inet6 fe80::1%eth0 prefixlen 64 scopeid 0x1
            	inet6 2001:db8::1 prefixlen 64 tentative
            	inet6 2001:db8::2 prefixlen 64 duplicated
            	inet6 2001:db8::3 prefixlen 64 deprecated autoconf pltime 0 vltime 3600

            """,
            World.Table(card),
            new InterfaceView(new Interface(card, [.. addresses]), ["ext", "egress"], new Media(1000, true, true)));
    }

    [Fact]
    public void Aliases_and_families_are_left_out_when_not_asked_for()
    {
        var card = World.Card(1, "eth0") with { Flags = World.CardFlags, HasCarrier = null };
        InterfaceAddress[] addresses = [World.Address(1, "10.0.0.1/8"), World.Address(1, "10.0.0.2/8"), World.Address(1, "2001:db8::1/64")];
        var view = new InterfaceView(new Interface(card, [.. addresses]), []);

        var text = new InterfacePrinter(World.Table(card)).Print(view, showsAliases: false, ShownFamily.Inet);

        Assert.Equal(
            "eth0: flags=8802<BROADCAST,SIMPLEX,MULTICAST> mtu 1500\n\tlladdr 02:00:00:00:00:01\n\tindex 1\n\tstatus: no carrier\n"
            + "\tinet 10.0.0.1 netmask 0xff000000\n",
            text);
    }

    [Fact]
    public void A_loopback_has_no_link()
    {
        var loopback = new Link { Index = 1, Name = "lo", HardwareType = 772, Flags = LinkFlags.Up | LinkFlags.Loopback | LinkFlags.Running, Mtu = 65536 };

        AssertPrints(
            "lo: flags=49<UP,LOOPBACK,RUNNING> mtu 65536\n\tindex 1\n\tgroups: lo\n",
            World.Table(loopback),
            new InterfaceView(new Interface(loopback, []), ["lo"]));
    }

    [Fact]
    public void A_vlan_names_its_parent()
    {
        var vlan = World.Card(5, "vlan5") with { Kind = "vlan", VlanId = 5, LowerIndex = 2 };

        AssertHasLine("\tencap: vnetid 5 parent eth0\n", World.Table(World.Card(2, "eth0"), vlan), vlan);
        AssertHasLine("\tencap: vnetid 5 parent none\n", World.Table(World.Card(2, "eth0"), vlan), vlan with { LowerNamespace = 3 });
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", 64, null, "\tindex 5\n\ttunnel: inet 192.0.2.1 -> 192.0.2.2 ttl 64\n")]
    [InlineData("2001:db8::1", "2001:db8::2", 0, 7u, "\tencap: vnetid 7 parent none\n\ttunnel: inet6 2001:db8::1 -> 2001:db8::2 ttl copy\n")]
    [InlineData(null, null, 64, null, "\ttunnel: (unset)\n")]
    public void A_tunnel_names_its_ends(string? local, string? remote, int ttl, uint? key, string expected)
    {
        var ends = new TunnelSettings
        {
            Local = local is null ? null : World.Ip(local),
            Remote = remote is null ? null : World.Ip(remote),
            Ttl = (byte)ttl,
            Key = key,
        };

        AssertHasLine(expected, World.Table(), new Link { Index = 5, Name = "gre1", Kind = "gre", Tunnel = ends });
    }

    [Fact]
    public void A_vxlan_names_its_port()
    {
        var vxlan = new VxlanSettings { Id = 9, Local = World.Ip("192.0.2.1"), Remote = World.Ip("192.0.2.2"), Ttl = 64, Port = 4789, LowerIndex = 2 };

        AssertHasLine(
            "\tencap: vnetid 9 parent eth0\n\ttunnel: inet 192.0.2.1 port 4789 -> 192.0.2.2 ttl 64\n",
            World.Table(World.Card(2, "eth0")),
            World.Card(5, "vxlan9") with { Kind = "vxlan", Vxlan = vxlan });
    }

    [Fact]
    public void A_trunk_lists_its_ports_and_the_master_first()
    {
        var trunk = World.Card(9, "trunk0") with { Kind = "bond", Bond = new BondSettings { Mode = BondMode.ActiveBackup, PrimaryIndex = 3 } };
        var backup = World.Card(2, "eth0") with { MasterIndex = 9, SlaveKind = "bond", BondPort = new BondPort { HasLink = true } };
        var master = World.Card(3, "eth1") with { MasterIndex = 9, SlaveKind = "bond", BondPort = new BondPort { HasLink = true, IsActive = true } };
        var table = World.Table(backup, master, trunk);

        AssertHasLine("\ttrunk: trunkproto failover\n\t\ttrunkport eth1 master,active\n\t\ttrunkport eth0\n", table, trunk);
        AssertHasLine("\ttrunk: trunkdev trunk0\n", table, backup);
    }

    [Fact]
    public void A_trunk_with_LACP_says_what_its_ports_do()
    {
        var trunk = World.Card(9, "trunk0") with { Kind = "bond", Bond = new BondSettings { Mode = BondMode.Lacp, ActiveAggregator = 1 } };
        var state = new BondPort { HasLink = true, IsActive = true, Aggregator = 1, ActorState = 0x3d };
        var first = World.Card(2, "eth0") with { MasterIndex = 9, SlaveKind = "bond", BondPort = state };
        var second = World.Card(3, "eth1") with { MasterIndex = 9, SlaveKind = "bond", BondPort = state with { Aggregator = 2, ActorState = 0x05 } };

        AssertHasLine(
            "\ttrunk: trunkproto lacp\n\t\ttrunkport eth0 master,active,collecting,distributing\n\t\ttrunkport eth1\n",
            World.Table(first, second, trunk),
            trunk);
    }

    [Fact]
    public void A_bridge_lists_its_members()
    {
        var bridge = World.Card(9, "bridge0") with
        {
            Kind = "bridge",
            Bridge = new BridgeSettings { Priority = 32768, HelloTime = 200, ForwardDelay = 1500, MaxAge = 2000, SpeaksStp = true },
        };
        var member = World.Card(2, "eth0") with
        {
            MasterIndex = 9,
            SlaveKind = "bridge",
            BridgePort = new BridgePort { State = 3, Priority = 32, Cost = 4, Learns = true, Floods = true },
        };

        AssertHasLine(
            "\tpriority 32768 hellotime 2 fwddelay 15 maxage 20 proto stp\n\teth0 flags=3<LEARNING,DISCOVER>\n\t\tport 2 ifpriority 32 ifcost 4\n",
            World.Table(member, bridge),
            bridge);
    }

    [Theory]
    [InlineData(100u, true, true, "Ethernet autoselect (100baseT full-duplex)")]
    [InlineData(10_000u, true, false, "Ethernet 10GbaseT full-duplex")]
    [InlineData(2500u, null, false, "Ethernet 2500baseT")]
    [InlineData(10u, false, false, "Ethernet 10baseT half-duplex")]
    public void Media_are_named_as_in_ifmedia(uint megabits, bool? isFullDuplex, bool isAutomatic, string expected) =>
        Assert.Equal(expected, new Media(megabits, isFullDuplex, isAutomatic).ToString());

    [Fact]
    public void A_control_character_in_a_description_does_not_reach_the_terminal()
    {
        var card = World.Card(2, "eth0") with { Alias = "a\x1b[2Jb\nc" };

        AssertHasLine("\tdescription: a?[2Jb?c\n", World.Table(card), card);
    }

    private static void AssertPrints(string expected, InterfaceTable table, InterfaceView view) =>
        Assert.Equal(expected, new InterfacePrinter(table).Print(view));

    private static void AssertHasLine(string expected, InterfaceTable table, Link link) =>
        Assert.Contains(expected, new InterfacePrinter(table).Print(new InterfaceView(new Interface(link, []), [])), StringComparison.Ordinal);
}
