using System.Collections.Immutable;

namespace Koi.Interfaces;

/// <summary>Groups, their members in the order of joining, and their demotion counters, as a tool sees them.</summary>
/// <param name="Groups">By name, without <c>all</c>; groups without members are not in it, except <c>carp</c>.</param>
public sealed record GroupState(ImmutableSortedDictionary<string, InterfaceGroup> Groups)
{
    /// <summary>The groups of an interface, in the order it joined them, without <c>all</c>.</summary>
    public ImmutableArray<string> Of(string interfaceName) =>
    [
        .. Groups.Values
            .SelectMany(g => g.Members.Where(m => string.Equals(m.Interface, interfaceName, StringComparison.Ordinal)), (g, m) => (g.Name, m.Order))
            .OrderBy(found => found.Order)
            .ThenBy(found => found.Name, StringComparer.Ordinal)
            .Select(found => found.Name),
    ];
}

/// <summary>A group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">In the order of joining.</param>
/// <param name="CarpDemote">How much its carp interfaces are demoted, 0-255.</param>
public sealed record InterfaceGroup(string Name, ImmutableArray<GroupMember> Members, int CarpDemote = 0);

/// <summary>A member.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Order">Grows with each joining, over all groups.</param>
/// <param name="IsAutomatic">Whether Koi put it there by its kind or its routes, and not an administrator.</param>
public readonly record struct GroupMember(string Interface, long Order, bool IsAutomatic);
