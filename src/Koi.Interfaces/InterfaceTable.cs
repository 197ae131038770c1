using System.Collections.Immutable;
using Koi.Netlink.Route;

namespace Koi.Interfaces;

/// <summary>
/// What the kernel has at one moment: links, their addresses, default routes and next hop objects. Immutable; a change of one
/// interface costs the same however many there are.
/// </summary>
public sealed record InterfaceTable
{
    private static readonly ImmutableDictionary<string, int> NoNames = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Nothing.</summary>
    public static InterfaceTable Empty { get; } = new();

    /// <summary>By index.</summary>
    public ImmutableDictionary<int, Interface> Interfaces { get; private init; } = [];

    /// <summary>
    /// Unicast default routes of the main table, of both families, IPv4 first, in the kernel's order; whatever their metric.
    /// </summary>
    public ImmutableArray<RouteEntry> DefaultRoutes { get; init; } = [];

    /// <summary>Next hop objects by number.</summary>
    public ImmutableDictionary<uint, NextHop> NextHops { get; init; } = [];

    private ImmutableDictionary<string, int> Names { get; init; } = NoNames;

    /// <summary>Makes a table of all that was dumped.</summary>
    public static InterfaceTable Of(IEnumerable<Interface> interfaces)
    {
        var table = Empty;
        var byIndex = table.Interfaces.ToBuilder();
        var byName = table.Names.ToBuilder();
        foreach (var one in interfaces)
        {
            byIndex[one.Link.Index] = one;
            byName[one.Name] = one.Link.Index;
        }

        return table with { Interfaces = byIndex.ToImmutable(), Names = byName.ToImmutable() };
    }

    /// <summary>The interface of an index; null when there is none.</summary>
    public Interface? Find(int index) => Interfaces.GetValueOrDefault(index);

    /// <summary>The interface of a name, not of its other names; null when there is none.</summary>
    public Interface? Find(string name) => Names.TryGetValue(name, out var index) ? Interfaces[index] : null;

    /// <summary>In the order of their indexes, which is that of their making.</summary>
    public IEnumerable<Interface> InOrder() => Interfaces.Values.OrderBy(i => i.Link.Index);

    /// <summary>With an interface added or in the place of the one of its index.</summary>
    public InterfaceTable With(Interface changed)
    {
        var names = Names;
        // Two renames in a row may have given the old name to another one already.
        if (Find(changed.Link.Index) is { } old && names.GetValueOrDefault(old.Name) == changed.Link.Index)
        {
            names = names.Remove(old.Name);
        }

        return this with
        {
            Interfaces = Interfaces.SetItem(changed.Link.Index, changed),
            Names = names.SetItem(changed.Name, changed.Link.Index),
        };
    }

    /// <summary>Without the interface of an index.</summary>
    public InterfaceTable Without(int index)
    {
        if (Find(index) is not { } gone)
        {
            return this;
        }

        var isOwner = Names.GetValueOrDefault(gone.Name) == index;
        return this with { Interfaces = Interfaces.Remove(index), Names = isOwner ? Names.Remove(gone.Name) : Names };
    }
}
