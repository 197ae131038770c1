using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Interfaces.Groups;
using Koi.Netlink.Route;

namespace Koi.Ifstate;

/// <summary>What the kernel has, as tests see it; only what was touched is looked at again.</summary>
/// <remarks>ifstated(8), INTERFACES.</remarks>
public sealed record WorldView
{
    private static readonly ImmutableSortedSet<string> Nobody = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Before anything was read.</summary>
    public static WorldView Empty { get; } = new();

    /// <summary>What tests ask about.</summary>
    public World World { get; private init; } = World.Empty;

    // As they were when World was made of them.
    private ImmutableDictionary<string, ImmutableSortedSet<string>> GroupsOf { get; init; } =
        ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    private ImmutableDictionary<string, ulong> Sets { get; init; } = [];

    private ImmutableSortedDictionary<string, int> Counters { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>The view of a world.</summary>
    /// <param name="machine">The world now.</param>
    /// <param name="touched">What may differ from the world before.</param>
    public WorldView After(GroupWorld machine, Touched touched)
    {
        var view = this;
        if (!ReferenceEquals(Sets, machine.Kernel.Groups) || World.Groups.IsEmpty)
        {
            view = view.WithKnownGroups(machine.Kernel.Groups);
        }

        if (!ReferenceEquals(Counters, machine.Kernel.Demotion))
        {
            view = view.WithCounters(machine.Kernel.Demotion);
        }

        var names = touched.IsEverything
            ? machine.Table.Interfaces.Values.Select(one => one.Name).Union(World.Links.Keys, StringComparer.Ordinal)
            : touched.Interfaces;
        foreach (var name in names)
        {
            view = view.With(name, machine);
        }

        return view;
    }

    /// <summary>The state of a link.</summary>
    /// <remarks>
    /// IFF_UP and RFC 2863's operational state. A carp(4) interface is up as MASTER, dormant as BACKUP and not up or below a dead link
    /// in INIT.
    /// </remarks>
    public static LinkState StateOf(Link link) => link switch
    {
        { IsUp: false } => LinkState.Down,
        { OperState: OperState.Up } => LinkState.Up,
        { OperState: OperState.Unknown } => LinkState.Unknown,
        _ => LinkState.Down,
    };

    /// <summary>Whether others can be talked to from an address.</summary>
    public static bool IsUsable(InterfaceAddress address)
    {
        const byte Universe = 0;
        const uint Unusable = InterfaceAddress.Tentative | InterfaceAddress.DadFailed | InterfaceAddress.Deprecated;
        return !address.Prefix.Address.IsV6 || (address.Scope == Universe && (address.Flags & Unusable) == 0);
    }

    private WorldView With(string name, GroupWorld machine)
    {
        var one = machine.Table.Find(name);
        var view = WithGroups(name, one is null ? Nobody : Groups(machine, one));
        return view with { World = With(view.World, name, one, machine.Table) };
    }

    private static World With(World world, string name, Interface? one, InterfaceTable table)
    {
        var usable = one?.Addresses.Where(IsUsable).Select(address => address.Prefix).ToImmutableArray() ?? [];
        var known = world.Addresses.GetValueOrDefault(name, []);
        var families = one is null ? AddressFamilies.None : FamiliesOf(table, one.Link.Index);
        return world with
        {
            Links = one is null ? world.Links.Remove(name) : world.Links.SetItem(name, StateOf(one.Link)),
            Addresses = usable.IsEmpty ? world.Addresses.Remove(name)
                : usable.SequenceEqual(known) ? world.Addresses
                : world.Addresses.SetItem(name, usable),
            DefaultRoutes = families == AddressFamilies.None
                ? world.DefaultRoutes.Remove(name)
                : world.DefaultRoutes.SetItem(name, families),
        };
    }

    private static AddressFamilies FamiliesOf(InterfaceTable table, int index) =>
        (Egress.Contains(table, index, isV6: false) ? AddressFamilies.V4 : AddressFamilies.None)
        | (Egress.Contains(table, index, isV6: true) ? AddressFamilies.V6 : AddressFamilies.None);

    /// <summary>
    /// What the interface is and what an administrator asked for; and what the sets say of it beyond that, as they do where koid does
    /// not run.
    /// </summary>
    private static ImmutableSortedSet<string> Groups(GroupWorld machine, Interface one)
    {
        var groups = Nobody.ToBuilder();
        groups.Add(GroupName.All);
        groups.UnionWith(machine.Wanted(one).Keys);
        foreach (var (group, mark) in machine.Kernel.Of(one.Name))
        {
            if (Adoption.Owner(machine.Table, group, one.Name, mark) == one.Link.Index)
            {
                groups.Add(group);
            }
        }

        return groups.ToImmutable();
    }

    private WorldView WithGroups(string name, ImmutableSortedSet<string> groups)
    {
        var before = GroupsOf.GetValueOrDefault(name, Nobody);
        if (before.SetEquals(groups))
        {
            return this;
        }

        var all = World.Groups;
        foreach (var left in before.Except(groups))
        {
            var rest = all[left].Remove(name);
            all = rest.IsEmpty && !IsKnown(left, Sets) ? all.Remove(left) : all.SetItem(left, rest);
        }

        foreach (var joined in groups.Except(before))
        {
            all = all.SetItem(joined, all.GetValueOrDefault(joined, Nobody).Add(name));
        }

        return this with
        {
            GroupsOf = groups.IsEmpty ? GroupsOf.Remove(name) : GroupsOf.SetItem(name, groups),
            World = World with { Groups = all },
        };
    }

    /// <summary>Groups exist without members too, when they have a set or are well known.</summary>
    private WorldView WithKnownGroups(ImmutableDictionary<string, ulong> sets)
    {
        var all = World.Groups;
        foreach (var (group, members) in World.Groups)
        {
            all = members.IsEmpty && !IsKnown(group, sets) ? all.Remove(group) : all;
        }

        foreach (var group in sets.Keys.Concat(AutomaticGroups.WellKnown))
        {
            all = all.ContainsKey(group) ? all : all.Add(group, Nobody);
        }

        return this with { Sets = sets, World = World with { Groups = all } };
    }

    private WorldView WithCounters(ImmutableSortedDictionary<string, int> counters) => this with
    {
        Counters = counters,
        World = World with
        {
            Demotion = counters.Where(counter => counter.Value > 0).ToImmutableDictionary(StringComparer.Ordinal),
        },
    };

    private static bool IsKnown(string group, ImmutableDictionary<string, ulong> sets) =>
        sets.ContainsKey(group) || AutomaticGroups.WellKnown.Contains(group, StringComparer.Ordinal);
}
