using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>Turns a flow into the kernel's policies, or says why Linux has none.</summary>
/// <param name="sas">The SAs that flows may use.</param>
/// <param name="findSource">The source address of packets to a peer; null when there is no route.</param>
/// <remarks>ipsec.conf(5), LINUX. A flow <c>in</c> becomes two policies: Linux tells packets for this machine from packets to forward.</remarks>
internal sealed class FlowPlanner(SaIndex sas, Func<InetAddress, InetAddress?> findSource)
{
    /// <summary>Makes the policies.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="problem">Why there are none; null for success.</param>
    /// <param name="warning">What is other than the flow says; null for nothing.</param>
    internal ImmutableArray<SecurityPolicy> Plan(Rule.Flow flow, out string? problem, out string? warning)
    {
        warning = null;
        var policy = Bare(flow);
        if (flow.SaType == SaType.IpIp && flow.Type is not (FlowType.Deny or FlowType.Bypass))
        {
            problem = "Linux has no ipip flows; make an ipip link and routes instead";
            return [];
        }

        if (flow.Type is not (FlowType.Deny or FlowType.Bypass))
        {
            var templates = Templates(flow, out problem, out warning);
            if (problem is not null)
            {
                return [];
            }

            policy = policy with { Templates = templates };
        }

        problem = null;
        return flow.Direction == FlowDirection.Out
            ? [policy]
            : [policy, policy with { Direction = PolicyDirection.Forward }];
    }

    /// <summary>The policies without their templates: enough to find them in the kernel.</summary>
    internal static ImmutableArray<PolicyId> Identify(Rule.Flow flow)
    {
        var id = ObjectText.IdOf(Bare(flow));
        return flow.Direction == FlowDirection.Out ? [id] : [id, id with { Direction = PolicyDirection.Forward }];
    }

    private static SecurityPolicy Bare(Rule.Flow flow) => new()
    {
        Selector = new(
            flow.Source.Prefix.Masked,
            flow.Destination.Prefix.Masked,
            flow.Protocol,
            flow.SourcePort,
            flow.SourcePort == 0 ? (ushort)0 : ushort.MaxValue,
            flow.DestinationPort,
            flow.DestinationPort == 0 ? (ushort)0 : ushort.MaxValue),
        Direction = flow.Direction == FlowDirection.Out ? PolicyDirection.Out : PolicyDirection.In,
        Action = flow.Type == FlowType.Deny ? PolicyAction.Block : PolicyAction.Allow,
        Priority = Ownership.Priority(flow),
    };

    private ImmutableArray<PolicyTemplate> Templates(Rule.Flow flow, out string? problem, out string? warning)
    {
        (problem, warning) = (null, null);
        var peer = flow.Peer!.Prefix.Address;
        var isTransport = IsTransport(flow, peer);
        var near = flow.Direction == FlowDirection.Out ? flow.Source : flow.Destination;
        var local = flow.Local?.Prefix.Address
            ?? (isTransport ? near.Prefix.Address : sas.LocalEnd(flow.SaType, peer) ?? findSource(peer));
        problem = ProblemOf(flow, peer, local) ?? (isTransport ? null : ModeProblem(flow.SaType, local!.Value, peer));
        if (problem is not null)
        {
            return [];
        }

        var (source, destination) = flow.Direction == FlowDirection.Out ? (local!.Value, peer) : (peer, local!.Value);
        var mode = isTransport ? TransformMode.Transport : TransformMode.Tunnel;
        var chain = sas.Chain(flow.SaType, source, destination, mode);
        if (chain.IsEmpty)
        {
            chain = [(flow.SaType, mode)];
        }

        warning = WarningOf(flow, chain);
        return [.. chain.Select(link => Template(flow, link.Type, link.Mode, source, destination))];
    }

    /// <summary>A flow between the very hosts of a transport SA needs no tunnel.</summary>
    private bool IsTransport(Rule.Flow flow, InetAddress peer)
    {
        var remote = flow.Direction == FlowDirection.Out ? flow.Destination : flow.Source;
        return flow.Source.Prefix.IsHost && flow.Destination.Prefix.IsHost && remote.Prefix.Address == peer
            && sas.Has(flow.SaType, flow.Source.Prefix.Address, flow.Destination.Prefix.Address, TransformMode.Transport);
    }

    /// <summary>Such a flow would find no SA, and its packets would be dropped.</summary>
    private string? ModeProblem(SaType type, InetAddress local, InetAddress peer) =>
        sas.Has(type, local, peer, TransformMode.Transport) && !sas.Has(type, local, peer, TransformMode.Tunnel)
            ? $"the {Words.Of(type)} SAs between {local} and {peer} are in transport mode, which carries only what these two say to each other"
            : null;

    private static string? ProblemOf(Rule.Flow flow, InetAddress peer, InetAddress? local)
    {
        if (!flow.Peer!.Prefix.IsHost || peer.IsAny)
        {
            return $"the peer of a flow is one address; {flow.Peer} is none";
        }

        if (local is not { } own)
        {
            return $"there is no route to the peer {peer}; name this end with \"local\"";
        }

        return own.IsV6 == peer.IsV6 ? null : "local and peer addresses are not of the same family";
    }

    private static string? WarningOf(Rule.Flow flow, ImmutableArray<(SaType Type, TransformMode Mode)> chain)
    {
        if (flow.Direction == FlowDirection.Out && flow.Type == FlowType.Acquire)
        {
            return "Linux cannot pass packets in clear while it negotiates: they are dropped until there is an SA";
        }

        return flow.Direction == FlowDirection.Out && flow.Type == FlowType.Use && chain.Any(c => c.Mode == TransformMode.Tunnel)
            ? "Linux cannot leave a tunnel out for want of an SA: packets are dropped until there is one, as with type require"
            : null;
    }

    private static PolicyTemplate Template(Rule.Flow flow, SaType type, TransformMode mode, InetAddress source, InetAddress destination)
    {
        var isTunnel = mode == TransformMode.Tunnel;
        var isOut = flow.Direction == FlowDirection.Out;
        var any = source.IsV6 ? InetAddress.AnyV6 : InetAddress.AnyV4;
        return new(
            isTunnel ? source : any,
            isTunnel ? destination : any,
            SaPlanner.ProtocolOf(type),
            isTunnel ? XfrmMode.Tunnel : XfrmMode.Transport,
            Ownership.RequestId)
        {
            IsOptional = isOut
                ? flow.Type == FlowType.Use && !isTunnel
                // Packets too small to compress arrive without ipcomp.
                : type == SaType.IpComp || flow.Type is FlowType.Use or FlowType.Acquire,
        };
    }
}
