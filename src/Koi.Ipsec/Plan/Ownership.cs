using Koi.Ipsec.Rules;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>How ipsecctl knows its own objects in the kernel: SAs by a request id, policies by a band of priorities.</summary>
public static class Ownership
{
    /// <summary>The request id of static SAs and of the templates that use them: "Koi" in ASCII.</summary>
    /// <remarks>A template takes outbound only SAs of its own number, so static flows never use negotiated SAs.</remarks>
    public const uint RequestId = 0x4b6f69;

    /// <summary>The number of a flow between everything and everything, the least specific.</summary>
    private const uint LeastSpecific = 60000;

    /// <summary>Two IPv6 hosts, a protocol and two ports: the most specific.</summary>
    private const uint MostSpecific = LeastSpecific - (PerPrefixBit * 256) - PerProtocol - (2 * PerPort);

    private const uint PerPrefixBit = 128;
    private const uint PerProtocol = 64;
    private const uint PerPort = 32;

    /// <summary>The priority of a flow: the more specific, the lower, and the kernel prefers the lowest.</summary>
    /// <remarks>OpenBSD takes the most specific flow by a radix tree. The band is below all that strongSwan's
    /// get_priority makes (68541 and above), so that a static flow wins and each side's policies can be told apart.</remarks>
    public static uint Priority(Rule.Flow flow) => LeastSpecific
        - (PerPrefixBit * (uint)(flow.Source.Prefix.Length + flow.Destination.Prefix.Length))
        - (flow.Protocol != 0 ? PerProtocol : 0)
        - (flow.SourcePort != 0 ? PerPort : 0)
        - (flow.DestinationPort != 0 ? PerPort : 0);

    /// <summary>Whether ipsecctl made the policy.</summary>
    public static bool IsOurs(SecurityPolicy policy) =>
        policy is { Priority: >= MostSpecific and <= LeastSpecific, InterfaceId: null or 0, Mark: null or { Mask: 0 }, IsSocketPolicy: false }
        && policy.Templates.All(t => t.RequestId == RequestId);

    /// <summary>Whether ipsecctl made the SA.</summary>
    public static bool IsOurs(SecurityAssociation sa) => sa.RequestId == RequestId && !sa.IsKernelMade;
}
