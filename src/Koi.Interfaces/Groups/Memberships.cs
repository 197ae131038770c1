using System.Collections.Immutable;

namespace Koi.Interfaces.Groups;

/// <summary>What administrators asked for: the groups that interfaces joined, by the interface's index, which outlives its name.</summary>
/// <param name="ByIndex">Group names and the order of joining.</param>
public sealed record Memberships(ImmutableDictionary<int, ImmutableSortedDictionary<string, long>> ByIndex)
{
    private static readonly ImmutableSortedDictionary<string, long> None =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Nobody is in anything.</summary>
    public static Memberships Empty { get; } = new([]);

    /// <summary>The groups an interface joined.</summary>
    public ImmutableSortedDictionary<string, long> Of(int index) => ByIndex.GetValueOrDefault(index, None);

    /// <summary>All of them.</summary>
    public IEnumerable<(int Index, string Group, long Order)> All() =>
        ByIndex.SelectMany(one => one.Value, (one, group) => (one.Key, group.Key, group.Value));

    /// <summary>With one more.</summary>
    public Memberships With(int index, string group, long order) =>
        Of(index).TryGetValue(group, out var known) && known == order
            ? this
            : new(ByIndex.SetItem(index, Of(index).SetItem(group, order)));

    /// <summary>With one less.</summary>
    public Memberships Without(int index, string group)
    {
        var rest = Of(index).Remove(group);
        return rest.Count == Of(index).Count ? this
            : rest.IsEmpty ? Without(index)
            : new(ByIndex.SetItem(index, rest));
    }

    /// <summary>Without an interface, which is gone.</summary>
    public Memberships Without(int index) => ByIndex.ContainsKey(index) ? new(ByIndex.Remove(index)) : this;
}
