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
        var digest = Normal.Digest(shape, scratch);
        if (!sas.TryGetValue(key, out var found))
        {
            found = new SaEntry(key, ++lastHandle) { Shape = shape, Digest = digest };
            sas.Add(key, found);
            entry = found;
            return true;
        }

        entry = found;
        if (entry.Digest == digest)
        {
            return false;
        }

        if (entry.IsOffered)
        {
            sum += digest - entry.Digest;
        }

        (entry.Shape, entry.Digest) = (shape, digest);
        return true;
    }

    /// <summary>Adds a policy, or changes one.</summary>
    /// <param name="policy">Normal.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>Whether it is new or other than it was.</returns>
    public bool Put(SecurityPolicy policy, out PolicyEntry entry)
    {
        var digest = Normal.Digest(policy, scratch);
        if (!policies.TryGetValue(policy.Id, out var found))
        {
            found = new PolicyEntry { Policy = policy, Digest = digest };
            policies.Add(policy.Id, found);
            entry = found;
            return true;
        }

        entry = found;
        if (entry.Digest == digest)
        {
            return false;
        }

        if (entry.IsOffered)
        {
            sum += digest - entry.Digest;
        }

        (entry.Policy, entry.Digest) = (policy, digest);
        return true;
    }

    /// <summary>Says whether the master has an SA.</summary>
    public void SetOffered(SaEntry entry, bool isOffered)
    {
        if (entry.IsOffered != isOffered)
        {
            entry.IsOffered = isOffered;
            sum += isOffered ? entry.Digest : 0 - entry.Digest;
            offeredSas += isOffered ? 1u : uint.MaxValue;
        }
    }

    /// <summary>Says whether the master has a policy.</summary>
    public void SetOffered(PolicyEntry entry, bool isOffered)
    {
        if (entry.IsOffered != isOffered)
        {
            entry.IsOffered = isOffered;
            sum += isOffered ? entry.Digest : 0 - entry.Digest;
            offeredPolicies += isOffered ? 1u : uint.MaxValue;
        }
    }

    public void Remove(SaEntry entry)
    {
        SetOffered(entry, false);
        entry.IsGone = true;
        sas.Remove(entry.Key);
    }

    public void Remove(PolicyEntry entry)
    {
        SetOffered(entry, false);
        entry.IsGone = true;
        policies.Remove(entry.Policy.Id);
    }
}
