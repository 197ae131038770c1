using System.Diagnostics.CodeAnalysis;
using Koi.Netlink.Xfrm;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Node;

/// <summary>All SAs and policies that a node knows, and a sum over those that the master has.</summary>
internal sealed class SyncTable
{
    private readonly ByteWriter scratch = new();
    private readonly Dictionary<SaKey, SaEntry> sas = [];
    private readonly Dictionary<PolicyId, PolicyEntry> policies = [];
    private uint lastHandle;
    private ulong sum;
    private uint offeredSas;
    private uint offeredPolicies;

    public IReadOnlyCollection<SaEntry> Sas => sas.Values;

    public IReadOnlyCollection<PolicyEntry> Policies => policies.Values;

    public IEnumerable<TableEntry> All => policies.Values.Concat<TableEntry>(sas.Values);

    public TableDigest Digest => new(sum, offeredSas, offeredPolicies);

    public bool TryGet(SaKey key, [NotNullWhen(true)] out SaEntry? entry) => sas.TryGetValue(key, out entry);

    public bool TryGet(PolicyId id, [NotNullWhen(true)] out PolicyEntry? entry) => policies.TryGetValue(id, out entry);

    /// <summary>Adds an SA, or gives one another shape.</summary>
    /// <param name="shape">Normal.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>Whether it is new or other than it was.</returns>
    public bool Put(SecurityAssociation shape, out SaEntry entry)
    {
        var key = SaKey.Of(shape);
        var isKnown = sas.TryGetValue(key, out var found);
        entry = found ?? new SaEntry(key, ++lastHandle) { Shape = shape };
        sas[key] = entry;
        entry.Shape = shape;
        return SetDigest(entry, Normal.Digest(shape, scratch)) || !isKnown;
    }

    /// <summary>Adds a policy, or changes one.</summary>
    /// <param name="policy">Normal.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>Whether it is new or other than it was.</returns>
    public bool Put(SecurityPolicy policy, out PolicyEntry entry)
    {
        var isKnown = policies.TryGetValue(policy.Id, out var found);
        entry = found ?? new PolicyEntry { Policy = policy };
        policies[policy.Id] = entry;
        entry.Policy = policy;
        return SetDigest(entry, Normal.Digest(policy, scratch)) || !isKnown;
    }

    /// <summary>Says whether the master has something.</summary>
    public void SetOffered(TableEntry entry, bool isOffered)
    {
        if (entry.IsOffered == isOffered)
        {
            return;
        }

        entry.IsOffered = isOffered;
        sum += isOffered ? entry.Digest : 0 - entry.Digest;
        if (entry is SaEntry)
        {
            offeredSas += isOffered ? 1u : uint.MaxValue;
        }
        else
        {
            offeredPolicies += isOffered ? 1u : uint.MaxValue;
        }
    }

    public void Remove(SaEntry entry)
    {
        Retract(entry);
        sas.Remove(entry.Key);
    }

    public void Remove(PolicyEntry entry)
    {
        Retract(entry);
        policies.Remove(entry.Policy.Id);
    }

    private void Retract(TableEntry entry)
    {
        SetOffered(entry, false);
        entry.IsGone = true;
    }

    private bool SetDigest(TableEntry entry, ulong digest)
    {
        var isOther = entry.Digest != digest;
        sum += entry.IsOffered ? digest - entry.Digest : 0;
        entry.Digest = digest;
        return isOther;
    }
}
