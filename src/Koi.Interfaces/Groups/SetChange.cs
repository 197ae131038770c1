using System.Collections.Immutable;
using System.Diagnostics;
using Koi.Interfaces.Addresses;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Groups;

/// <summary>A change of <c>table inet koi</c>; several make one transaction.</summary>
public abstract record SetChange
{
    private SetChange()
    {
    }

    /// <summary>Makes the table.</summary>
    public sealed record AddTable : SetChange;

    /// <summary>Makes a group's set.</summary>
    public sealed record AddGroup(string Group) : SetChange;

    /// <summary>Makes the map of counters.</summary>
    public sealed record AddDemotion : SetChange;

    /// <summary>Makes an address set that was lost.</summary>
    public sealed record AddAddressSet(AddressSet Set) : SetChange;

    /// <summary>Adds an element.</summary>
    public sealed record Join(string Group, string Interface, ElementMark Mark) : SetChange;

    /// <summary>Deletes an element that is there.</summary>
    public sealed record Leave(string Group, string Interface) : SetChange;

    /// <summary>Changes a counter.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Old">What it is; null for none.</param>
    /// <param name="New">What it becomes; 0 for none.</param>
    public sealed record Demote(string Group, int? Old, int New) : SetChange;

    /// <summary>Adds addresses.</summary>
    public sealed record AddRanges(AddressSet Set, ImmutableArray<AddressRange> Ranges) : SetChange;

    /// <summary>Deletes addresses that are there.</summary>
    public sealed record DeleteRanges(AddressSet Set, ImmutableArray<AddressRange> Ranges) : SetChange;

    /// <summary>As nft(8) would be told it, below <c>inet koi</c>: <c>add g_ext eth1</c>.</summary>
    public string Describe() => this switch
    {
        AddTable => "add table",
        AddGroup added => $"add set {GroupName.ToSet(added.Group)}",
        AddDemotion => $"add map {KoiTable.DemotionMap}",
        AddAddressSet added => $"add set {added.Set.Name} {added.Set.Expression}",
        Join join => $"add {GroupName.ToSet(join.Group)} {join.Interface} ({join.Mark})",
        Leave leave => $"delete {GroupName.ToSet(leave.Group)} {leave.Interface}",
        Demote demote => $"demote {demote.Group} {demote.Old ?? 0} to {demote.New}",
        AddRanges add => $"add {add.Set.Name} {string.Join(", ", add.Ranges.Select(Text))}",
        DeleteRanges delete => $"delete {delete.Set.Name} {string.Join(", ", delete.Ranges.Select(Text))}",
        _ => throw new UnreachableException(),
    };

    /// <summary>What the kernel has after it.</summary>
    public KernelSets Apply(KernelSets sets) => this switch
    {
        AddTable => sets with { TableHandle = sets.TableHandle ?? 0 },
        AddGroup added => sets with { Groups = sets.Groups.SetItem(added.Group, sets.Groups.GetValueOrDefault(added.Group)) },
        AddDemotion => sets with { HasDemotion = true },
        AddAddressSet added => sets with
        {
            AddressSets = sets.AddressSets.SetItem(added.Set.Name, added.Set with { Ranges = [], Handle = 0 }),
        },
        Join join => sets.With(join.Group, join.Interface, join.Mark),
        Leave leave => sets.Without(leave.Group, leave.Interface),
        Demote demote => sets.WithDemotion(demote.Group, demote.New > 0 ? demote.New : null),
        AddRanges add => Change(sets, add.Set.Name, ranges => ranges.Union(add.Ranges)),
        DeleteRanges delete => Change(sets, delete.Set.Name, ranges => ranges.Except(delete.Ranges)),
        _ => throw new UnreachableException(),
    };

    private static string Text(AddressRange range) => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}";

    private static KernelSets Change(
        KernelSets sets, string name, Func<ImmutableHashSet<AddressRange>, ImmutableHashSet<AddressRange>> change)
    {
        var set = sets.AddressSets[name];
        return sets with { AddressSets = sets.AddressSets.SetItem(name, set with { Ranges = change(set.Ranges) }) };
    }
}
