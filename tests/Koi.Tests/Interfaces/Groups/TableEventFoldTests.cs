using Koi.Interfaces.Groups;
using Koi.Netlink.Netfilter;
using Koi.Tests.Interfaces.Addresses;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

public sealed class TableEventFoldTests
{
    private const uint Own = 7, Foreign = 8;

    private static readonly GroupWorld World = Prepare();

    [Theory]
    [InlineData("ifindex 2 joined 40", 40)]
    [InlineData(null, 0)]
    [InlineData("my uplink", 0)]
    public void Who_is_added_by_others_has_joined(string? comment, long order)
    {
        var (world, pending) = Apply(World, Added(Foreign, "g_ext", SetElement.OfInterface("eth0", comment)));

        Assert.Equal([(2, "ext", order), (3, "ext", 5)], world.Memberships.All().Order());
        Assert.Equal(["eth0"], pending.Touched.Interfaces);
        Assert.True(world.Kernel.Of("eth0").ContainsKey("ext"));
    }

    [Fact]
    public void Who_is_removed_by_others_has_left()
    {
        var (world, pending) = Apply(World, Removed(Foreign, "g_ext", SetElement.OfInterface("eth1")));

        Assert.Empty(world.Memberships.All());
        Assert.Equal(["eth1"], pending.Touched.Interfaces);
        Assert.Empty(world.Kernel.Of("eth1"));
    }

    [Fact]
    public void The_addresses_of_who_left_leave_too()
    {
        var declared = AddressSetTests.Set("a4_ext", "(ext)", isInterval: false);
        var world = Settled(World with { Kernel = World.Kernel with { AddressSets = World.Kernel.AddressSets.Add(declared.Name, declared) } });

        var (after, pending) = Apply(world, Removed(Foreign, "g_ext", SetElement.OfInterface("eth1")));

        Assert.Equal(["delete a4_ext 10.0.0.1"], Describe(GroupPlan.Make(after, pending.Touched)));
    }

    [Fact]
    public void Own_changes_of_members_are_known_already()
    {
        Assert.Equal((World, Pending.Nothing), Apply(World, Added(Own, "g_ext", SetElement.OfInterface("eth0", "ifindex 2 joined 40"))));
        Assert.Equal((World, Pending.Nothing), Apply(World, Removed(Own, "g_ext", SetElement.OfInterface("eth1"))));
    }

    [Theory]
    [InlineData("g_ext", "eth0", "auto joined 3")]
    [InlineData("g_ext", "eth0", "ifindex 99 joined 3")]
    [InlineData("g_ext", "eth9", null)]
    [InlineData("g_egress", "eth0", null)]
    public void An_element_that_is_nobody_s_will_is_taken_out_again(string set, string name, string? comment)
    {
        var (world, pending) = Apply(World, Added(Foreign, set, SetElement.OfInterface(name, comment)));

        Assert.Same(World.Memberships, world.Memberships);
        Assert.Equal([$"delete {set} {name}"], Describe(GroupPlan.Make(world, pending.Touched)));
    }

    [Fact]
    public void An_automatic_member_that_others_take_out_comes_back()
    {
        var world = Settled(Machine.World(Interface(2, "br0", "bridge")));

        var (after, pending) = Apply(world, Removed(Foreign, "g_bridge", SetElement.OfInterface("br0")));

        Assert.Equal(["bridge: br0"], Print(after.After(GroupPlan.Make(after, pending.Touched)).Kernel));
    }

    [Fact]
    public void Counters_change_by_anybody_but_koid_itself()
    {
        var element = SetElement.OfInterface("ext") with { Data = ElementValue.FromMark(300) };

        Assert.Equal(255, Apply(World, Added(Foreign, "demote", element)).World.Kernel.Demotion["ext"]);
        Assert.Empty(Apply(World, Added(Own, "demote", element)).World.Kernel.Demotion);
        Assert.Empty(Apply(World with { Kernel = World.Kernel.WithDemotion("ext", 3) }, Removed(Foreign, "demote", element)).World.Kernel.Demotion);
    }

    [Fact]
    public void Numbers_of_the_kernel_are_learnt_once()
    {
        var table = new NetfilterTable { Family = KoiTable.Family, Name = KoiTable.Name, Handle = 5 };

        Assert.Equal<ulong?>(5, Apply(World, new NetfilterEvent.TableAdded(table) { Port = Own }).World.Kernel.TableHandle);
        Assert.True(Apply(World, new NetfilterEvent.TableAdded(table) { Port = Foreign }).Pending.NeedsKernel);
        var known = World with { Kernel = World.Kernel with { TableHandle = 4 } };
        Assert.True(Apply(known, new NetfilterEvent.TableAdded(table) { Port = Own }).Pending.NeedsKernel);
        Assert.Equal((known, Pending.Nothing), Apply(known, new NetfilterEvent.TableAdded(table with { Handle = 4 }) { Port = Foreign }));
    }

    [Fact]
    public void A_group_s_set_made_by_others_is_a_group()
    {
        var (world, pending) = Apply(World, Made(Foreign, new NetfilterSet { Id = KoiTable.Set("g_lan"), KeyType = SetType.InterfaceName, Handle = 9 }));

        Assert.Equal<ulong>(9, world.Kernel.Groups["lan"]);
        Assert.False(pending.NeedsKernel);
        Assert.True(Apply(world, Made(Foreign, new NetfilterSet { Id = KoiTable.Set("g_lan"), KeyType = SetType.InterfaceName, Handle = 10 })).Pending.NeedsKernel);
    }

    [Fact]
    public void A_declared_set_of_addresses_is_looked_at()
    {
        var (world, pending) = Apply(World, Made(Foreign, Declaration("(eth1)")));

        Assert.Equal(["add a4_x 10.0.0.1"], Describe(GroupPlan.Make(world, pending.Touched)));
    }

    [Fact]
    public void A_wrong_declaration_is_read_for_its_reason()
    {
        var (world, pending) = Apply(World, Made(Foreign, Declaration("eth1")));

        Assert.Empty(world.Kernel.AddressSets);
        Assert.True(pending.NeedsKernel);
    }

    [Fact]
    public void What_is_known_of_a_set_of_addresses_stays_when_it_is_added_again()
    {
        var (world, pending) = Apply(World, Made(Foreign, Declaration("(eth1)")));
        world = world.After(GroupPlan.Make(world, pending.Touched));

        (world, _) = Apply(world, Made(Foreign, Declaration("(eth1)")));

        Assert.Equal(["10.0.0.1"], Print(world.Kernel.AddressSets["a4_x"].Ranges));
    }

    [Fact]
    public void What_was_lost_and_put_back_is_only_numbered()
    {
        var lost = World with { LostAddressSets = [AddressSetTests.Set("a4_x", "(eth1)", isInterval: false)] };
        var world = lost.After(GroupPlan.Make(lost, Touched.Everything));

        (world, var pending) = Apply(world, Made(Own, Declaration("(eth1)")));

        Assert.Equal(["10.0.0.1"], Print(world.Kernel.AddressSets["a4_x"].Ranges));
        Assert.Equal<ulong>(3, world.Kernel.AddressSets["a4_x"].Handle);
        Assert.Same(Pending.Nothing, pending);
    }

    [Fact]
    public void What_goes_as_a_whole_is_read_again()
    {
        Assert.True(Apply(World, new NetfilterEvent.TableRemoved(KoiTable.Family, KoiTable.Name)).Pending.NeedsKernel);
        Assert.True(Apply(World, new NetfilterEvent.SetRemoved(KoiTable.Set("g_ext"))).Pending.NeedsKernel);
        Assert.True(Apply(World, new NetfilterEvent.SetRemoved(KoiTable.Set("demote"))).Pending.NeedsKernel);
        Assert.True(Apply(World, new NetfilterEvent.SetRemoved(KoiTable.Set("a6_x"))).Pending.NeedsKernel);
        Assert.True(Apply(World, Added(Foreign, "g_none", SetElement.OfInterface("eth0"))).Pending.NeedsKernel);
        Assert.True(Apply(World, Removed(Foreign, "a4_x", SetElement.OfInterface("eth0"))).Pending.NeedsKernel);
    }

    [Fact]
    public void Other_tables_and_sets_are_nobody_s_business()
    {
        NetfilterEvent[] others =
        [
            new NetfilterEvent.TableRemoved(TableFamily.V4, "koi"), new NetfilterEvent.TableRemoved(KoiTable.Family, "filter"),
            new NetfilterEvent.SetRemoved(KoiTable.Set("mine")), new NetfilterEvent.SetRemoved(new SetId(KoiTable.Family, "filter", "g_ext")),
            Added(Foreign, "mine", SetElement.OfInterface("eth0")), new NetfilterEvent.Committed(3, 4, "nft"), new NetfilterEvent.Unknown(5, 6),
        ];

        Assert.All(others, happened => Assert.Equal((World, Pending.Nothing), Apply(World, happened)));
    }

    private static GroupWorld Prepare() => Settled(Machine.World(Interface(2, "eth0"), Interface(3, "eth1", null, "10.0.0.1/24")) with
    {
        Memberships = Memberships.Empty.With(3, "ext", 5),
    });

    private static (GroupWorld World, Pending Pending) Apply(GroupWorld world, NetfilterEvent happened) =>
        new TableEventFold(Own).Apply(world, Pending.Nothing, happened);

    private static NetfilterSet Declaration(string comment) =>
        new() { Id = KoiTable.Set("a4_x"), KeyType = SetType.AddressV4, Comment = comment, Handle = 3 };

    private static NetfilterEvent.SetAdded Made(uint port, NetfilterSet set) => new(set) { Port = port };

    private static NetfilterEvent.ElementsAdded Added(uint port, string set, SetElement element) => new(KoiTable.Set(set), [element]) { Port = port };

    private static NetfilterEvent.ElementsRemoved Removed(uint port, string set, SetElement element) => new(KoiTable.Set(set), [element]) { Port = port };
}
