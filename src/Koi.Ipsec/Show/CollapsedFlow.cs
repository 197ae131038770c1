using System.Collections.Immutable;
using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Show;

/// <summary>Flows that differ in their networks only, as <c>-c</c> prints them.</summary>
/// <remarks>
/// OpenBSD sbin/ipsecctl/ipsecctl.c, ipsecctl_merge_rules: a flow joins the one before it when the list of sources or the list
/// of destinations has its network already, so <c>{ A, B } to { C, D }</c> may stand for less than four flows. Koi never merges
/// flows of different types, which OpenBSD does not compare.
/// </remarks>
public sealed class CollapsedFlow
{
    private readonly List<int> numbers;
    private readonly List<HostAddress> sources;
    private readonly List<HostAddress> destinations;

    private CollapsedFlow(Rule.Flow flow)
    {
        First = flow;
        numbers = [flow.Number];
        sources = [flow.Source];
        destinations = [flow.Destination];
    }

    /// <summary>The first of them, whose other properties all share.</summary>
    public Rule.Flow First { get; }

    /// <summary>The numbers of all.</summary>
    public IReadOnlyList<int> Numbers => numbers;

    /// <summary>Their source networks, each once.</summary>
    public IReadOnlyList<HostAddress> Sources => sources;

    /// <summary>Their destination networks, each once.</summary>
    public IReadOnlyList<HostAddress> Destinations => destinations;

    /// <summary>
    /// Merges consecutive flows; inbound ones first. OpenBSD's dump is a tree with the direction at its root, while Linux lists
    /// the newest policy first and so a pair's two directions in turn, of which no two would be consecutive.
    /// </summary>
    public static ImmutableArray<CollapsedFlow> Merge(IEnumerable<Rule.Flow> flows)
    {
        List<CollapsedFlow> merged = [];
        foreach (var flow in flows.OrderBy(flow => flow.Direction))
        {
            if (merged.Count == 0 || !merged[^1].TryAdd(flow))
            {
                merged.Add(new(flow));
            }
        }

        return [.. merged];
    }

    private bool TryAdd(Rule.Flow flow)
    {
        var hasSource = sources.Exists(source => source.Prefix == flow.Source.Prefix);
        var hasDestination = destinations.Exists(destination => destination.Prefix == flow.Destination.Prefix);
        if (!IsAlike(flow) || (!hasSource && !hasDestination))
        {
            return false;
        }

        numbers.Add(flow.Number);
        if (!hasSource)
        {
            sources.Add(flow.Source);
        }

        if (!hasDestination)
        {
            destinations.Add(flow.Destination);
        }

        return true;
    }

    private bool IsAlike(Rule.Flow flow) =>
        (First.SaType, First.Direction, First.Type, First.Protocol) == (flow.SaType, flow.Direction, flow.Type, flow.Protocol)
        && (First.SourcePort, First.DestinationPort) == (flow.SourcePort, flow.DestinationPort)
        && (First.Local?.Prefix, First.Peer?.Prefix) == (flow.Local?.Prefix, flow.Peer?.Prefix)
        && (First.SourceId, First.DestinationId) == (flow.SourceId, flow.DestinationId);
}
