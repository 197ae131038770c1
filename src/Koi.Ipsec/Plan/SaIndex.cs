using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>The SAs that flows may use: those of the same file, then those that ipsecctl loaded before.</summary>
/// <remarks>OpenBSD's flows name neither a mode nor an order of transforms: the SAs decide.</remarks>
internal sealed class SaIndex
{
    private readonly HashSet<(SaType Type, InetAddress Source, InetAddress Destination, TransformMode Mode)> known = [];
    private readonly Dictionary<(SaType Type, InetAddress Peer), HashSet<InetAddress>> localEnds = [];
    private readonly Dictionary<Rule.Sa, Rule.Sa> nextInChain = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(SaType Type, InetAddress Source, InetAddress Destination, TransformMode Mode), Rule.Sa> first = [];

    internal SaIndex(IEnumerable<Rule> rules, IEnumerable<SecurityAssociation> loaded)
    {
        foreach (var rule in rules)
        {
            if (rule is Rule.Sa sa)
            {
                Add(sa.SaType, sa.Source.Prefix.Address, sa.Destination.Prefix.Address, sa.Mode);
                first.TryAdd((sa.SaType, sa.Source.Prefix.Address, sa.Destination.Prefix.Address, sa.Mode), sa);
            }
            else if (rule is Rule.Bundle bundle)
            {
                nextInChain[bundle.First] = bundle.Second;
            }
        }

        foreach (var sa in loaded.Where(Ownership.IsOurs))
        {
            if (RulesFromKernel.TypeOf(sa.Id.Protocol) is { } type)
            {
                var mode = sa.Mode == XfrmMode.Transport ? TransformMode.Transport : TransformMode.Tunnel;
                Add(type, sa.Source, sa.Id.Destination, mode);
            }
        }
    }

    /// <summary>Whether there is an SA of this mode between two hosts, in either direction.</summary>
    internal bool Has(SaType type, InetAddress one, InetAddress other, TransformMode mode) =>
        known.Contains((type, one, other, mode)) || known.Contains((type, other, one, mode));

    /// <summary>This end of the SAs with a peer; null when there is none, or more than one.</summary>
    internal InetAddress? LocalEnd(SaType type, InetAddress peer) =>
        localEnds.TryGetValue((type, peer), out var ends) && ends.Count == 1 ? ends.First() : null;

    /// <summary>The SAs that a packet passes, innermost first, beginning with one of this type and mode; empty when the file has none.</summary>
    internal ImmutableArray<(SaType Type, TransformMode Mode)> Chain(
        SaType type, InetAddress source, InetAddress destination, TransformMode mode)
    {
        if (!first.TryGetValue((type, source, destination, mode), out var sa))
        {
            return [];
        }

        var chain = ImmutableArray.CreateBuilder<(SaType Type, TransformMode Mode)>();
        for (var next = sa; next is not null; next = nextInChain.GetValueOrDefault(next))
        {
            // 4.9 chains successive SAs of one protocol too; of these Linux uses the newest.
            if (!chain.Any(c => c.Type == next.SaType))
            {
                chain.Add((next.SaType, next.Mode));
            }
        }

        return chain.ToImmutable();
    }

    private void Add(SaType type, InetAddress source, InetAddress destination, TransformMode mode)
    {
        known.Add((type, source, destination, mode));
        AddEnd(type, destination, source);
        AddEnd(type, source, destination);
    }

    private void AddEnd(SaType type, InetAddress peer, InetAddress local)
    {
        if (!localEnds.TryGetValue((type, peer), out var ends))
        {
            localEnds.Add((type, peer), ends = []);
        }

        ends.Add(local);
    }
}
