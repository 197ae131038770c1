using System.Collections.Immutable;
using Koi.Interfaces.Addresses;

namespace Koi.Interfaces.Groups;

/// <summary>
/// What <c>table inet koi</c> holds of groups, counters and addresses. Members are kept by interface, so that a change of one
/// costs the same however many there are.
/// </summary>
public sealed record KernelSets
{
    private static readonly ImmutableDictionary<string, ElementMark> NoMarks =
        ImmutableDictionary.Create<string, ElementMark>(StringComparer.Ordinal);

    /// <summary>No table.</summary>
    public static KernelSets Empty { get; } = new();

    /// <summary>The kernel's number of the table; null when there is no table, 0 while the number is not known.</summary>
    public ulong? TableHandle { get; init; }

    /// <summary>The groups that have a set.</summary>
    public ImmutableDictionary<string, KernelGroup> Groups { get; init; } =
        ImmutableDictionary.Create<string, KernelGroup>(StringComparer.Ordinal);

    /// <summary>Whether the map of demotion counters is there.</summary>
    public bool HasDemotion { get; init; }

    /// <summary>Counters of groups that are demoted, 1-255.</summary>
    public ImmutableSortedDictionary<string, int> Demotion { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>The address sets that tools declared, by name.</summary>
    public ImmutableDictionary<string, AddressSet> AddressSets { get; init; } =
        ImmutableDictionary.Create<string, AddressSet>(StringComparer.Ordinal);

    /// <summary>By interface: its groups.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, ElementMark>> Members { get; init; } =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, ElementMark>>(StringComparer.Ordinal);

    /// <summary>The highest order of joining so far.</summary>
    public long LastOrder { get; init; }

    /// <summary>The groups in whose sets a name is.</summary>
    public ImmutableDictionary<string, ElementMark> Of(string interfaceName) => Members.GetValueOrDefault(interfaceName, NoMarks);

    /// <summary>With an element added, or with another mark.</summary>
    public KernelSets With(string group, string interfaceName, ElementMark mark)
    {
        var marks = Of(interfaceName);
        var added = marks.ContainsKey(group) ? 0 : 1;
        var known = Groups.GetValueOrDefault(group);
        return this with
        {
            Members = Members.SetItem(interfaceName, marks.SetItem(group, mark)),
            Groups = Groups.SetItem(group, known with { Count = known.Count + added }),
            LastOrder = Math.Max(LastOrder, mark.Order),
        };
    }

    /// <summary>With an element less.</summary>
    public KernelSets Without(string group, string interfaceName)
    {
        var marks = Of(interfaceName);
        if (!marks.ContainsKey(group))
        {
            return this;
        }

        var rest = marks.Remove(group);
        var known = Groups.GetValueOrDefault(group);
        return this with
        {
            Members = rest.IsEmpty ? Members.Remove(interfaceName) : Members.SetItem(interfaceName, rest),
            Groups = Groups.SetItem(group, known with { Count = known.Count - 1 }),
        };
    }

    /// <summary>With a counter; 0 removes it.</summary>
    public KernelSets WithDemotion(string group, int count) => this with
    {
        Demotion = count == 0 ? Demotion.Remove(group) : Demotion.SetItem(group, count),
    };
}
