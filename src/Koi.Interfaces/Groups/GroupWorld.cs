using System.Collections.Immutable;
using Koi.Interfaces.Addresses;

namespace Koi.Interfaces.Groups;

/// <summary>All that decides what the sets must hold, and what they hold. Immutable.</summary>
/// <param name="Table">The machine's interfaces.</param>
/// <param name="Memberships">What administrators asked for.</param>
/// <param name="Kernel">What the sets hold.</param>
public sealed record GroupWorld(InterfaceTable Table, Memberships Memberships, KernelSets Kernel)
{
    /// <summary>Nothing at all.</summary>
    public static GroupWorld Empty { get; } = new(InterfaceTable.Empty, Memberships.Empty, KernelSets.Empty);

    /// <summary>Whether the sets have held all that the memberships say; until then what is remembered outweighs what they hold.</summary>
    public bool IsSettled { get; init; } = true;

    /// <summary>Counters that the kernel's map has lost, to be put back.</summary>
    public ImmutableSortedDictionary<string, int> LostDemotion { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Address sets that the kernel has lost, to be put back.</summary>
    public ImmutableArray<AddressSet> LostAddressSets { get; init; } = [];

    /// <summary>The world after a transaction was committed, or none was needed.</summary>
    public GroupWorld After(IEnumerable<SetChange> changes)
    {
        var (kernel, memberships) = (Kernel, Memberships);
        foreach (var change in changes)
        {
            kernel = change.Apply(kernel);
            memberships = change is SetChange.Join { Mark: { Index: { } index, Order: var order } } join
                ? memberships.With(index, join.Group, order)
                : memberships;
        }

        return new(Table, memberships, kernel);
    }

    /// <summary>The groups that an interface must be in, each with the mark its element must have; without <c>all</c>.</summary>
    /// <remarks>Nobody is in <c>egress</c> by hand: it is what the default routes say.</remarks>
    public ImmutableDictionary<string, ElementMark> Wanted(Interface one)
    {
        var wanted = ImmutableDictionary.CreateBuilder<string, ElementMark>(StringComparer.Ordinal);
        foreach (var group in AutomaticGroups.Of(one))
        {
            wanted[group] = new ElementMark(null, 0, IsAutomatic: true);
        }

        foreach (var (group, order) in Memberships.Of(one.Link.Index))
        {
            wanted[group] = new ElementMark(one.Link.Index, order, IsAutomatic: false);
        }

        if (Egress.Contains(Table, one.Link.Index))
        {
            wanted[GroupName.Egress] = new ElementMark(null, 0, IsAutomatic: true);
        }

        return wanted.ToImmutable();
    }

    /// <summary>The interfaces that a name in an address expression stands for: one, a group's members, or all.</summary>
    public IEnumerable<Interface> Members(AddressExpression expression) =>
        expression.IsAll ? Table.InOrder()
        : Table.Find(expression.Name) is { } one ? [one]
        : Table.InOrder().Where(member => Wanted(member).ContainsKey(expression.Name));

    /// <summary>Groups with their members as they must be, whatever the sets hold.</summary>
    public GroupState ToState()
    {
        var egress = Egress.Members(Table);
        var groups = new SortedDictionary<string, List<(int Place, GroupMember Member)>>(StringComparer.Ordinal)
        {
            [GroupName.Carp] = [],
        };
        foreach (var one in Table.InOrder())
        {
            foreach (var (group, wish) in Wanted(one))
            {
                var held = Kernel.Of(one.Name).GetValueOrDefault(group).Order;
                var order = wish.Order > 0 ? wish.Order : held > 0 ? held : long.MaxValue;
                var place = group is GroupName.Egress ? egress.IndexOf(one.Link.Index) : 0;
                groups.TryAdd(group, []);
                groups[group].Add((place, new GroupMember(one.Name, order, wish.IsAutomatic)));
            }
        }

        return new GroupState(groups.ToImmutableSortedDictionary(
            found => found.Key,
            found => new InterfaceGroup(
                found.Key,
                [.. found.Value.OrderBy(m => m.Place).ThenBy(m => m.Member.Order).Select(m => m.Member)],
                Kernel.Demotion.GetValueOrDefault(found.Key)),
            StringComparer.Ordinal));
    }
}
