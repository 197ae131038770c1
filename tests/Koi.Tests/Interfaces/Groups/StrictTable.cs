using Koi.Interfaces.Groups;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Interfaces.Groups;

/// <summary>nf_tables as it is: refuses what the kernel refuses, and knows nothing of what the elements mean.</summary>
internal sealed class StrictTable
{
    private readonly Dictionary<string, Dictionary<string, string>> groups = [];
    private readonly Dictionary<string, int> demotion = [];
    private readonly Dictionary<string, HashSet<AddressRange>> addresses = [];
    private bool exists;
    private bool hasDemotion;

    public StrictTable(KernelSets sets)
    {
        (exists, hasDemotion) = (sets.TableHandle is not null, sets.HasDemotion);
        groups = sets.Groups.Keys.ToDictionary(group => group, _ => new Dictionary<string, string>());
        foreach (var (name, marks) in sets.Members)
        {
            foreach (var (group, mark) in marks)
            {
                groups[group].Add(name, mark.ToString());
            }
        }

        demotion = sets.Demotion.ToDictionary();
        addresses = sets.AddressSets.ToDictionary(set => set.Key, set => set.Value.Ranges.ToHashSet());
    }

    public IEnumerable<string> Groups => groups.Keys;

    public IReadOnlyDictionary<string, int> Demotion => demotion;

    /// <summary>Lines <c>group name comment</c>, without the order.</summary>
    public string[] Members =>
    [
        .. groups.SelectMany(group => group.Value, (group, one) => $"{group.Key} {one.Key} {one.Value[..one.Value.IndexOf("joined", StringComparison.Ordinal)]}")
            .Order(StringComparer.Ordinal),
    ];

    public IReadOnlyDictionary<string, HashSet<AddressRange>> Addresses => addresses;

    public StrictTable Apply(IEnumerable<SetChange> changes)
    {
        foreach (var change in changes)
        {
            Apply(change);
        }

        return this;
    }

    private void Apply(SetChange change)
    {
        Check(exists || change is SetChange.AddTable, "no table", change);
        switch (change)
        {
            case SetChange.AddTable:
                exists = true;
                break;
            case SetChange.AddGroup add:
                groups.TryAdd(add.Group, []);
                break;
            case SetChange.AddDemotion:
                hasDemotion = true;
                break;
            case SetChange.AddAddressSet add:
                addresses.TryAdd(add.Set.Name, []);
                break;
            case SetChange.Join join:
                Check(groups[join.Group].TryAdd(join.Interface, join.Mark.ToString()), "is there: its comment would stay", change);
                break;
            case SetChange.Leave leave:
                Check(groups[leave.Group].Remove(leave.Interface), "ENOENT", change);
                break;
            case SetChange.Demote demote:
                Check(hasDemotion, "no map", change);
                Check((demotion.TryGetValue(demote.Group, out var old) ? old : (int?)null) == demote.Old && demote.Old != demote.New, "another counter", change);
                demotion.Remove(demote.Group);
                _ = demote.New == 0 || demotion.TryAdd(demote.Group, demote.New);
                break;
            case SetChange.AddRanges add:
                Check(add.Ranges.All(range => addresses[add.Set.Name].All(other => range.Last < other.First || other.Last < range.First)
                    && addresses[add.Set.Name].Add(range)), "overlaps", change);
                break;
            case SetChange.DeleteRanges delete:
                Check(delete.Ranges.All(addresses[delete.Set.Name].Remove), "ENOENT", change);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void Check(bool holds, string refusal, SetChange change) => Assert.True(holds, $"{change.Describe()}: {refusal}");
}
