using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Interfaces.Groups;
using Koi.Netlink.Route;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

public sealed class RouteEventFoldTests
{
    private static readonly RouteEventFold Fold = new(link => link.Name.StartsWith("wl", StringComparison.Ordinal));

    private static readonly Interface Eth0 = Interface(2, "eth0", null, "10.0.0.1/24");

    private static readonly GroupWorld World = World(Eth0, Interface(3, "eth1")).WithRoutes(Default(2));

    [Fact]
    public void A_new_link_is_looked_at_and_asked_once_whether_it_is_wireless()
    {
        var (world, pending) = Apply(World, new RouteEvent.LinkChanged(Interface(4, "wlan0").Link));

        Assert.True(world.Table.Find("wlan0")!.IsWireless);
        Assert.Equal(["wlan0"], pending.Touched.Interfaces);
        (world, _) = Apply(world, new RouteEvent.LinkChanged(Interface(4, "radio").Link));
        Assert.True(world.Table.Find("radio")!.IsWireless);
    }

    [Fact]
    public void A_renamed_link_keeps_its_addresses_and_both_names_are_looked_at()
    {
        var (world, pending) = Apply(World, new RouteEvent.LinkChanged(Eth0.Link with { Name = "wan" }));

        Assert.Equal(Eth0.Addresses.AsEnumerable(), world.Table.Find("wan")!.Addresses);
        Assert.Equal(["eth0", "wan"], pending.Touched.Interfaces.Order(StringComparer.Ordinal));
        Assert.False(pending.NeedsRoutes);
    }

    [Fact]
    public void A_link_that_goes_takes_its_memberships_along()
    {
        var (world, pending) = Apply(
            World with { Memberships = Memberships.Empty.With(2, "ext", 1).With(3, "ext", 2) }, new RouteEvent.LinkRemoved(Eth0.Link));

        Assert.Null(world.Table.Find(2));
        Assert.Equal([(3, "ext", 2)], world.Memberships.All());
        Assert.Equal(["eth0"], pending.Touched.Interfaces);
        Assert.True(pending.NeedsRoutes);
    }

    [Theory]
    [InlineData(2, LinkFlags.None, 1500, null, true)]
    [InlineData(2, LinkFlags.Up, 1500, null, true)]
    [InlineData(2, LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp, 1279, null, true)]
    [InlineData(2, LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp, 1500, 9, true)]
    [InlineData(2, LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp, 1500, null, false)]
    [InlineData(3, LinkFlags.None, 1500, null, false)]
    public void Routes_are_read_again_when_a_link_of_egress_may_have_lost_some(
        int index, LinkFlags flags, int mtu, int? master, bool needsRoutes)
    {
        var table = World.Table.With(With(World.Table.Find(index)!, LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp, 1500, null));

        var (_, pending) = Apply(
            World with { Table = table }, new RouteEvent.LinkChanged(With(table.Find(index)!, flags, mtu, master).Link));

        Assert.Equal(needsRoutes, pending.NeedsRoutes);
    }

    [Fact]
    public void Addresses_are_read_again_for_their_order()
    {
        Assert.Equal([2], Apply(World, new RouteEvent.AddressChanged(IpAddress(2, "10.0.0.2/24"))).Pending.Addresses);
        Assert.Equal([3], Apply(World, new RouteEvent.AddressRemoved(IpAddress(3, "10.0.0.2/24"))).Pending.Addresses);
        Assert.Empty(Apply(World, new RouteEvent.AddressChanged(IpAddress(9, "10.0.0.2/24"))).Pending.Addresses);
    }

    [Theory]
    [InlineData(2, null, true)]
    [InlineData(3, null, false)]
    [InlineData(3, "10.1.0.1/24", true)]
    public void An_address_that_goes_may_take_default_routes_along(int index, string? preferred, bool needsRoutes)
    {
        var route = Default(2) with { PreferredSource = preferred is null ? null : IpAddress(0, preferred).Prefix.Address };

        var (_, pending) = Apply(World.WithRoutes(route), new RouteEvent.AddressRemoved(IpAddress(index, "10.1.0.1/24")));

        Assert.Equal(needsRoutes, pending.NeedsRoutes);
    }

    [Fact]
    public void Only_default_routes_of_the_main_table_are_of_interest()
    {
        Assert.True(Apply(World, new RouteEvent.RouteChanged(Default(3))).Pending.NeedsRoutes);
        Assert.True(Apply(World, new RouteEvent.RouteRemoved(Default6(3))).Pending.NeedsRoutes);
        Assert.Same(Pending.Nothing, Apply(World, new RouteEvent.RouteChanged(Default(3) with { Table = 100 })).Pending);
        Assert.Same(Pending.Nothing, Apply(World, new RouteEvent.RouteRemoved(Default(3) with { Destination = Eth0.Addresses[0].Prefix })).Pending);
        Assert.Same(Pending.Nothing, Apply(World, new RouteEvent.Unknown(99, 4)).Pending);
    }

    [Fact]
    public void Who_leaves_egress_and_who_comes_are_looked_at()
    {
        var (world, pending) = RouteEventFold.Apply(World, Pending.Nothing, [Default(3)], World.Table.NextHops.Values);

        Assert.Equal(["eth0", "eth1"], pending.Touched.Interfaces.Order(StringComparer.Ordinal));
        Assert.Equal([3], Egress.Members(world.Table));
    }

    [Fact]
    public void Who_leaves_egress_since_a_next_hop_object_changed_is_looked_at()
    {
        var route = new RouteEntry { Destination = DefaultV4, NextHopId = 1 };
        var world = World.WithRoutes(route);
        world = Settled(world with { Table = world.Table with { NextHops = ImmutableDictionary<uint, NextHop>.Empty.Add(1, Hop(2)) } });
        Assert.Equal(["egress: eth0"], Print(world.Kernel));

        var (after, pending) = Apply(world, new RouteEvent.NextHopChanged(Hop(3)));
        Assert.True(pending.NeedsRoutes);
        (after, pending) = RouteEventFold.Apply(after, pending, [route], after.Table.NextHops.Values);

        Assert.Equal(["egress: eth1"], Print(after.After(GroupPlan.Make(after, pending.Touched)).Kernel));
    }

    [Fact]
    public void Next_hop_objects_that_no_default_route_uses_are_only_remembered()
    {
        var (world, pending) = Apply(World, new RouteEvent.NextHopChanged(Hop(2)));

        Assert.Equal(2, world.Table.NextHops[1].InterfaceIndex);
        Assert.Equal(Pending.Nothing, pending);
        Assert.Empty(Apply(world, new RouteEvent.NextHopRemoved(Hop(2))).World.Table.NextHops);
    }

    [Fact]
    public void Addresses_of_an_interface_that_is_gone_are_passed_over()
    {
        var (world, pending) = RouteEventFold.Apply(World, Pending.Nothing, 9, [IpAddress(9, "10.0.0.1/24")]);

        Assert.Same(World, world);
        Assert.Same(Pending.Nothing, pending);
    }

    private static (GroupWorld World, Pending Pending) Apply(GroupWorld world, RouteEvent happened) =>
        Fold.Apply(world, Pending.Nothing, happened);

    private static NextHop Hop(int link) => new() { Id = 1, InterfaceIndex = link };

    private static Interface With(Interface one, LinkFlags flags, int mtu, int? master) =>
        one with { Link = one.Link with { Flags = flags, Mtu = (uint)mtu, MasterIndex = master } };
}
