using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <content>Flows.</content>
public static partial class RulesFromKernel
{
    private const ushort OnePort = 0xffff;

    /// <summary>
    /// The flows in the kernel's order, numbered from 0. Policies for forwarding, the twins of inbound ones, and sockets' own
    /// policies are left out.
    /// </summary>
    public static ImmutableArray<KernelFlow> Flows(IEnumerable<SecurityPolicy> policies) =>
    [
        .. policies
            .Where(policy => policy.Direction is PolicyDirection.In or PolicyDirection.Out && !policy.IsSocketPolicy)
            .Select((policy, number) => new KernelFlow(Flow(policy, number), policy)),
    ];

    /// <summary>The flow that would make a policy; forwarding counts as inbound.</summary>
    /// <remarks>
    /// OpenBSD's flow names one protocol, Linux's policy a chain of templates from the innermost to the outermost: the flow has
    /// the outermost that is not IPcomp, which is what isakmpd(8) writes for <c>ipcomp</c> inside <c>esp</c>. Its ends are those
    /// of that template, or of the outermost in tunnel mode: in such a chain only IPcomp is. Optional templates are <c>use</c>
    /// when all of them are. What made a policy <c>dontacq</c> or <c>acquire</c>, and its identities, Linux does not know.
    /// </remarks>
    public static Rule.Flow Flow(SecurityPolicy policy, int number)
    {
        var isOut = policy.Direction == PolicyDirection.Out;
        var type = TypeOf(policy);
        var (local, peer) = type is FlowType.Deny or FlowType.Bypass ? (null, null) : Ends(policy, isOut);
        return new(number, default)
        {
            SaType = Deciding(policy) is { } template ? TypeOf(template.Protocol) ?? SaType.Esp : SaType.Esp,
            Direction = isOut ? FlowDirection.Out : FlowDirection.In,
            Type = type,
            Protocol = policy.Selector.Protocol,
            Source = Network(policy.Selector.Source),
            SourcePort = Port(policy.Selector.SourcePort, policy.Selector.SourcePortMask),
            Destination = Network(policy.Selector.Destination),
            DestinationPort = Port(policy.Selector.DestinationPort, policy.Selector.DestinationPortMask),
            Local = local,
            Peer = peer,
        };
    }

    private static FlowType TypeOf(SecurityPolicy policy) => policy switch
    {
        { Action: PolicyAction.Block } => FlowType.Deny,
        { Templates.IsEmpty: true } => FlowType.Bypass,
        _ when policy.Templates.All(template => template.IsOptional) => FlowType.Use,
        _ => FlowType.Require,
    };

    private static PolicyTemplate? Deciding(SecurityPolicy policy)
    {
        for (var i = policy.Templates.Length - 1; i >= 0; i--)
        {
            if (policy.Templates[i].Protocol != XfrmProtocol.Comp)
            {
                return policy.Templates[i];
            }
        }

        return policy.Templates.IsEmpty ? null : policy.Templates[^1];
    }

    private static (HostAddress? Local, HostAddress? Peer) Ends(SecurityPolicy policy, bool isOut)
    {
        if (Deciding(policy) is { Mode: not XfrmMode.Transport } deciding)
        {
            return Ends(deciding, isOut);
        }

        for (var i = policy.Templates.Length - 1; i >= 0; i--)
        {
            if (policy.Templates[i].Mode != XfrmMode.Transport)
            {
                return Ends(policy.Templates[i], isOut);
            }
        }

        // Transport mode: the peer is the host that packets go to or come from.
        var remote = isOut ? policy.Selector.Destination : policy.Selector.Source;
        return (null, remote.IsHost ? new HostAddress(remote) : null);
    }

    private static (HostAddress? Local, HostAddress? Peer) Ends(PolicyTemplate template, bool isOut) => isOut
        ? (End(template.Source), End(template.Destination))
        : (End(template.Destination), End(template.Source));

    private static HostAddress? End(InetAddress address) =>
        address.IsAny ? null : new HostAddress(InetPrefix.Host(address));

    private static HostAddress Network(InetPrefix prefix) => new(prefix, isNetwork: !prefix.IsHost);

    /// <summary>A range of ports, which a mask can be, is none that ipsec.conf(5) could name.</summary>
    private static ushort Port(ushort port, ushort mask) => mask == OnePort ? port : (ushort)0;
}
