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

    /// <summary>The groups that have a set, with the kernel's number of it, by which one made anew can be told; 0 while it is not known.</summary>
    public ImmutableDictionary<string, ulong> Groups { get; init; } = ImmutableDictionary.Create<string, ulong>(StringComparer.Ordinal);

    /// <summary>Groups whose sets somebody else has made, for something else: nobody can be kept in them.</summary>
    public ImmutableHashSet<string> Misfits { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>How many members groups have; groups without any are not in it.</summary>
    public ImmutableDictionary<string, int> Counts { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Whether the map of demotion counters is there.</summary>
    public bool HasDemotion { get; init; }

    /// <summary>Counters, 0-255; Koi removes those that reach 0.</summary>
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
        var count = Counts.GetValueOrDefault(group) + (marks.ContainsKey(group) ? 0 : 1);
        return this with
        {
            Members = Members.SetItem(interfaceName, marks.SetItem(group, mark)),
            Counts = Counts.SetItem(group, count),
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
        var count = Counts.GetValueOrDefault(group) - 1;
        return this with
        {
            Members = rest.IsEmpty ? Members.Remove(interfaceName) : Members.SetItem(interfaceName, rest),
            Counts = count > 0 ? Counts.SetItem(group, count) : Counts.Remove(group),
        };
    }

    /// <summary>With a counter; null removes it.</summary>
    public KernelSets WithDemotion(string group, int? count) => this with
    {
        Demotion = count is { } number ? Demotion.SetItem(group, number) : Demotion.Remove(group),
    };
}
