using System.Collections.Immutable;
using CsCheck;
using Koi.Interfaces;
using Koi.Interfaces.Carp;
using Koi.Interfaces.Ifconfig;

namespace Koi.Tests.Interfaces.Ifconfig;

public sealed class IfconfigPropertyTests
{
    private static readonly string[] Words =
    [
        .. Parameters.All.Keys, "eth0", "vlan5", "trunk0", "carp0", "carp1", "master", "gif1", "vxlan3", "-a", "-A", "-C", "-g", "-j", "10.0.0.1", "10.0.0.2/24", "2001:db8::1",
        "0xffffff00", "255.255.255.0", "1", "0", "4095", "random", "02:00:00:00:00:01", "failover", "none", "ext", "em0", "", "/", "carpdemote", "infty",
    ];

    [Fact]
    public void No_argument_list_throws() =>
        Gen.OneOf(Gen.Int[0, Words.Length - 1].Select(i => Words[i]), Gen.String).List[0, 9].Sample(arguments =>
        {
            if (IfconfigCommand.Parse([.. arguments], out _) is IfconfigCommand.Change change)
            {
                var table = World.Table(World.Card(2, "eth0"), World.Card(3, "vlan5") with { Kind = "vlan", VlanId = 5, LowerIndex = 2 }, CarpWorld.Carp(4, "carp1", "vhid 1 advbase 1 advskew 0"));
                var plan = Planner.Make(table, World.NoGroups, change, () => World.RandomAddress);
                Assert.True(plan.Error is null || plan.Requests.IsEmpty);
            }
        });

    [Fact]
    public void Every_operation_can_be_planned()
    {
        Operation[] samples =
        [
            new Operation.Create(), new Operation.Destroy(), new Operation.SetUp(true), new Operation.Mtu(1400),
            new Operation.Lladdr(null), new Operation.Description("x"), new Operation.Arp(false), new Operation.Join("ext"), new Operation.Leave("ext"),
            new Operation.Vnetid(5), new Operation.Parent("eth0"), new Operation.Tunnel(World.Ip("192.0.2.1"), World.Ip("192.0.2.2")),
            new Operation.TunnelTtl(3), new Operation.TrunkProto(TrunkProtocol.Lacp), new Operation.AddPort("eth0", PortOwner.Bridge),
            new Operation.RemovePort("eth0", PortOwner.Trunk), new Operation.SetAddress(new AddressWords { Address = World.Ip("192.0.2.1") }),
            new Operation.RemoveAddress(null), new Operation.RemoveAll(IsV6: true),
            new Operation.Vhid(1), new Operation.CarpDevice("eth0"), new Operation.AdvBase(1), new Operation.AdvSkew(1), new Operation.Pass("x"),
            new Operation.CarpPeer(null), new Operation.SyncPeer(null), new Operation.LladdrOfParent(), new Operation.State(CarpRole.Master),
        ];

        Assert.Equal(
            typeof(Operation).GetNestedTypes().Where(t => !t.IsAbstract).Select(t => t.Name).Order(StringComparer.Ordinal),
            samples.Select(s => s.GetType().Name).Order(StringComparer.Ordinal));
        Assert.All(samples, sample =>
        {
            var plan = Planner.Make(World.Table(World.Card(2, "eth0")), World.NoGroups, new IfconfigCommand.Change("eth0", [sample]), () => World.RandomAddress);
            Assert.NotNull(plan);
        });
    }

    [Fact]
    public void A_name_stands_for_an_interface_a_group_or_a_kind()
    {
        var table = World.Table(World.Card(2, "wan"), World.Card(3, "eth0"), World.Card(4, "eth1"), World.Card(5, "br-lan") with { Kind = "bridge" });
        var ext = new InterfaceGroup("ext", [new GroupMember("wan", 2, false), new GroupMember("eth1", 1, false)]);
        var hidden = new InterfaceGroup("wan", [new GroupMember("eth0", 1, false)]);
        var groups = new GroupState(ImmutableSortedDictionary<string, InterfaceGroup>.Empty.Add("ext", ext).Add("wan", hidden));

        string Found(string name) => string.Join(' ', Selection.Find(table, groups, name).Select(i => i.Name));

        Assert.Equal("wan", Found("wan"));
        Assert.Equal("eth1 wan", Found("ext"));
        Assert.Equal("br-lan", Found("bridge"));
        Assert.Equal("eth0 eth1", Found("eth"));
        Assert.Equal("wan eth0 eth1 br-lan", Found("all"));
        Assert.Equal("", Found("eth2"));
        Assert.Equal("", Found(""));
    }

    [Fact]
    public void JSON_has_all_members_and_null_for_what_is_absent()
    {
        var card = World.Card(2, "eth0") with { Alias = "a \"b\"" };
        var view = new InterfaceView(new Interface(card, [World.Address(2, "10.0.0.1/24"), World.Address(2, "2001:db8::1/64")]), ["ext"]);

        Assert.Equal(
            """
            {"interfaces":[{"name":"eth0","index":2,"flags":["UP","BROADCAST","RUNNING","SIMPLEX","MULTICAST"],"mtu":1500,"lladdr":"02:00:00:00:00:02","description":"a \u0022b\u0022","kind":null,"status":"active","media":null,"groups":["ext"],"parent":null,"vnetid":null,"tunnel":null,"trunk":null,"trunkDevice":null,"bridge":null,"bridgeDevice":null,"carp":null,"inet":[{"address":"10.0.0.1","prefixLength":24,"destination":null,"broadcast":null}],"inet6":[{"address":"2001:db8::1","prefixLength":64,"destination":null,"flags":[],"pltime":null,"vltime":null}]}]}

            """,
            new InterfaceJson(World.Table(card)).Print([view], showsAliases: true, ShownFamily.Any));
        Assert.Equal(
            "{\"groups\":[{\"name\":\"ext\",\"carpDemote\":3,\"members\":[\"eth0\"]}]}\n",
            InterfaceJson.Print(new InterfaceGroup("ext", [new GroupMember("eth0", 1, false)], 3)));
    }
}
