using System.Collections.Immutable;
using CsCheck;
using Koi.Ifstate;
using Koi.Interfaces.Groups;
using Koi.Netlink.Route;
using Koi.Tests.Interfaces.Groups;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Ifstate;

/// <summary>What tests see of the machine.</summary>
public sealed class WorldViewTests
{
    [Fact]
    public void Following_touched_names_leads_where_looking_at_everything_leads() => IncrementalTests.Steps.Sample(steps =>
    {
        var machine = new ModelMachine(isCompatible: true);
        var world = IncrementalTests.Start();
        var table = new StrictTable(world.Kernel);
        var pending = Pending.Nothing;
        var view = WorldView.Empty.After(world, Koi.Interfaces.Groups.Touched.Everything);
        foreach (var step in steps)
        {
            machine.Do(step.Operation, step.Which, step.Other, step.Address);
            if (!step.IsLast)
            {
                continue;
            }

            (world, pending) = IncrementalTests.TakeIn(machine, world, pending);
            (world, pending) = IncrementalTests.Administer(machine, world, pending, table, step.Admin);
            view = view.After(world, pending.Touched);
            pending = Pending.Nothing;
            Assert.Equal(Print(WorldView.Empty.After(world, Koi.Interfaces.Groups.Touched.Everything).World), Print(view.World));
        }
    }, iter: 500);

    [Fact]
    public void What_is_not_touched_stays_the_same_object()
    {
        var world = World(Interface(2, "eth0", null, "192.0.2.1/24"), Interface(3, "eth1")).WithRoutes(Default(2));
        var view = WorldView.Empty.After(world, Koi.Interfaces.Groups.Touched.Everything);
        Assert.Same(view.World, view.After(world, Koi.Interfaces.Groups.Touched.Nothing).World);
        Assert.Equal(view.World.Addresses, view.After(world, Koi.Interfaces.Groups.Touched.Nothing.With("eth0")).World.Addresses);
    }

    [Fact]
    public void A_machine_as_tests_see_it()
    {
        var world = World(
            Interface(2, "eth0", null, "192.0.2.1/24", "2001:db8::1/64"), Interface(3, "eth1"), Interface(4, "br0", "bridge"))
            .WithRoutes(Default(2), Default6(4));
        world = world with { Memberships = world.Memberships.With(3, "ext", 1), Kernel = Settled(world).Kernel.WithDemotion("carp", 2) };
        var seen = WorldView.Empty.After(world, Koi.Interfaces.Groups.Touched.Everything).World;
        Assert.Empty(seen.Groups["carp"]);
        Assert.Equal(
            [
                "link br0 Unknown", "link eth0 Unknown", "link eth1 Unknown", "inet eth0 192.0.2.1/24 2001:db8::1/64",
                "route br0 V6", "route eth0 V4", "group all br0 eth0 eth1", "group bridge br0", "group egress br0 eth0", "group ext eth1",
                "demotion carp 2",
            ],
            Print(seen with { Groups = seen.Groups.Where(group => !group.Value.IsEmpty).ToImmutableDictionary(StringComparer.Ordinal) }));
    }

    [Theory]
    [InlineData(LinkFlags.None, OperState.Up, LinkState.Down)]
    [InlineData(LinkFlags.Up, OperState.Up, LinkState.Up)]
    [InlineData(LinkFlags.Up, OperState.Unknown, LinkState.Unknown)]
    [InlineData(LinkFlags.Up, OperState.Dormant, LinkState.Down)]
    [InlineData(LinkFlags.Up, OperState.LowerLayerDown, LinkState.Down)]
    [InlineData(LinkFlags.Up, OperState.Down, LinkState.Down)]
    [InlineData(LinkFlags.Up, OperState.NotPresent, LinkState.Down)]
    [InlineData(LinkFlags.Up, OperState.Testing, LinkState.Down)]
    public void A_link_is_what_its_operational_state_says(LinkFlags flags, OperState state, LinkState expected) =>
        Assert.Equal(expected, WorldView.StateOf(Interface(2, "eth0").Link with { Flags = flags, OperState = state }));

    [Theory]
    [InlineData("192.0.2.1/24", 0u, true)]
    [InlineData("169.254.0.1/16", 0u, true)]
    [InlineData("2001:db8::1/64", 0u, true)]
    [InlineData("2001:db8::1/64", InterfaceAddress.Tentative, false)]
    [InlineData("2001:db8::1/64", InterfaceAddress.DadFailed, false)]
    [InlineData("2001:db8::1/64", InterfaceAddress.Deprecated, false)]
    public void An_address_is_usable_when_others_can_be_talked_to_from_it(string address, uint flags, bool expected) =>
        Assert.Equal(expected, WorldView.IsUsable(IpAddress(2, address) with { Flags = flags }));

    [Fact]
    public void A_link_local_address_of_IPv6_is_not_usable()
    {
        const byte Link = 253;
        Assert.False(WorldView.IsUsable(IpAddress(2, "fe80::1/64") with { Scope = Link }));
    }

    private static string[] Print(World world) =>
    [
        .. world.Links.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"link {one.Key} {one.Value}"),
        .. world.Addresses.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"inet {one.Key} {string.Join(' ', one.Value)}"),
        .. world.DefaultRoutes.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"route {one.Key} {one.Value}"),
        .. world.Groups.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"group {one.Key} {string.Join(' ', one.Value)}"),
        .. world.Demotion.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"demotion {one.Key} {one.Value}"),
    ];
}
