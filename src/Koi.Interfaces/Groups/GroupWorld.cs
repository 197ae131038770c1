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

    /// <summary>Counters that the kernel's map has lost, to be put back.</summary>
    public ImmutableSortedDictionary<string, int> LostDemotion { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Address sets that the kernel has lost, to be put back.</summary>
    public ImmutableArray<AddressSet> LostAddressSets { get; init; } = [];

    /// <summary>The groups that an interface must be in, each with the mark its element must have; without <c>all</c>.</summary>
    /// <remarks>Nobody joins <c>egress</c> by hand: it is what the default routes say.</remarks>
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

        wanted.Remove(GroupName.Egress);
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
}
