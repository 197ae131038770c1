using CsCheck;
using Koi.Interfaces.Groups;
using Koi.Netlink.Netfilter;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

/// <summary>What is done for an event is all there is to do, and no more.</summary>
public sealed class IncrementalTests
{
    private const uint Own = 7, Foreign = 8;

    internal static readonly Gen<(int Operation, int Which, int Other, string Address, bool IsLast, int Admin)[]> Steps =
        Gen.Select(Gen.Int[0, 16], Gen.Int[0, 20], Gen.Int[0, 20], WorldGen.AddressText, Gen.Bool, Gen.Int[0, 12]).Array[1, 40];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Following_events_leads_where_a_fresh_start_leads(bool isCompatible) => Steps.Sample(steps =>
    {
        var machine = new ModelMachine(isCompatible);
        var world = Start();
        var table = new StrictTable(world.Kernel);
        var pending = Pending.Nothing;
        foreach (var step in steps)
        {
            machine.Do(step.Operation, step.Which, step.Other, step.Address);
            if (!step.IsLast)
            {
                continue;
            }

            (world, pending) = TakeIn(machine, world, pending);
            (world, pending) = Administer(machine, world, pending, table, step.Admin);
            var changes = GroupPlan.Make(world, pending.Touched);
            table.Apply(changes);
            world = world.After(changes);
            pending = Pending.Nothing;

            var fresh = world with { Table = machine.PlainTable };
            Assert.Equal(Naive.Members(fresh), table.Members);
            Assert.All(
                world.Kernel.AddressSets.Values.Where(set => set.Error is null),
                set => Assert.Equal(Naive.Addresses(fresh, set), Naive.Each(table.Addresses[set.Name])));
            Assert.Empty(Describe(GroupPlan.Make(world with { Table = machine.Table }, Touched.Everything)));
        }
    }, iter: 300);

    [Theory]
    [InlineData(4)]
    [InlineData(400)]
    public void An_event_costs_the_same_however_many_interfaces_there_are(int count)
    {
        var interfaces = Enumerable.Range(2, count).Select(i => Interface(i, $"eth{i}", "vlan", $"10.{i / 250}.{i % 250}.1/30")).ToArray();
        var world = World(interfaces) with { Kernel = Start().Kernel };
        world = Settled(interfaces.Aggregate(world, (now, one) => now with { Memberships = now.Memberships.With(one.Link.Index, "ext", one.Link.Index) }));

        Assert.Equal(
            ["delete a4_ext 10.0.2.1", "delete a4_self 10.0.2.0-10.0.2.3"],
            Changes(world, RouteEventFold.Apply(world, Pending.Nothing, 2, [])).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "add g_ext wan (ifindex 2 joined 2)", $"add g_vlan wan (auto joined {world.Kernel.LastOrder + 1})", "add a4_wan 10.0.2.0-10.0.2.3",
                "delete g_ext eth2", "delete g_vlan eth2",
            ],
            Changes(world, new RouteEventFold(_ => false).Apply(
                world, Pending.Nothing, new Koi.Netlink.Route.RouteEvent.LinkChanged(Interface(2, "wan", "vlan").Link)))
                .OrderBy(text => text.Split(' ')[0], StringComparer.Ordinal).ThenByDescending(text => text.Contains(" g_", StringComparison.Ordinal))
                .ThenBy(text => text, StringComparer.Ordinal));
        Assert.Equal(
            [$"add g_egress eth3 (auto joined {world.Kernel.LastOrder + 1})", "add a4_egress 10.0.3.1"],
            Changes(world, RouteEventFold.Apply(world, Pending.Nothing, [Default(3)], world.Table.NextHops.Values)));
    }

    private static string[] Changes(GroupWorld before, (GroupWorld World, Pending Pending) now)
    {
        var changes = GroupPlan.Make(now.World, now.Pending.Touched);
        Assert.Same(before.Kernel, now.World.Kernel);
        return Describe(changes);
    }

    /// <summary>An empty machine whose sets are right, with all declared sets of addresses.</summary>
    internal static GroupWorld Start()
    {
        var kernel = Settled(GroupWorld.Empty).Kernel;
        return GroupWorld.Empty with
        {
            Kernel = kernel with
            {
                AddressSets = kernel.AddressSets.SetItems(WorldGen.Declared.Select(set => KeyValuePair.Create(set.Name, set))),
            },
        };
    }

    internal static (GroupWorld World, Pending Pending) TakeIn(ModelMachine machine, GroupWorld world, Pending pending)
    {
        var fold = new RouteEventFold(_ => false);
        foreach (var happened in machine.TakeEvents())
        {
            (world, pending) = fold.Apply(world, pending, happened);
        }

        foreach (var index in pending.Addresses)
        {
            (world, pending) = RouteEventFold.Apply(world, pending, index, machine.DumpAddresses(index));
        }

        return pending.NeedsRoutes ? RouteEventFold.Apply(world, pending, machine.DumpRoutes(), machine.DumpNextHops()) : (world, pending);
    }

    /// <summary>An administrator's tool joins or leaves, and koid hears of it.</summary>
    internal static (GroupWorld World, Pending Pending) Administer(
        ModelMachine machine, GroupWorld world, Pending pending, StrictTable table, int what)
    {
        if (machine.Links.Count == 0 || what > 7)
        {
            return (world, pending);
        }

        var one = machine.Links[what % machine.Links.Count];
        var group = WorldGen.ExplicitGroups[what % WorldGen.ExplicitGroups.Length];
        var mark = new ElementMark(one.Link.Index, world.Kernel.LastOrder + 1, IsAutomatic: false);
        var fold = new TableEventFold(Own);
        if (!world.Kernel.Groups.ContainsKey(group))
        {
            table.Apply([new SetChange.AddGroup(group)]);
            (world, pending) = fold.Apply(world, pending, new NetfilterEvent.SetAdded(
                new NetfilterSet { Id = KoiTable.Set($"g_{group}"), KeyType = SetType.InterfaceName, Handle = 99 })
            { Port = Foreign });
        }

        if (world.Kernel.Of(one.Name).ContainsKey(group))
        {
            table.Apply([new SetChange.Leave(group, one.Name)]);
            (world, pending) = fold.Apply(world, pending, new NetfilterEvent.ElementsRemoved(
                KoiTable.Set($"g_{group}"), [SetElement.OfInterface(one.Name)])
            { Port = Foreign });
        }

        if (what % 3 != 0)
        {
            table.Apply([new SetChange.Join(group, one.Name, mark)]);
            (world, pending) = fold.Apply(world, pending, new NetfilterEvent.ElementsAdded(
                KoiTable.Set($"g_{group}"), [SetElement.OfInterface(one.Name, mark.ToString())])
            { Port = Foreign });
        }

        return (world, pending);
    }
}
