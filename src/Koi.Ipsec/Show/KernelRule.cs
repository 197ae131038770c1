using Koi.Ipsec.Rules;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>A policy of the kernel, and the flow that it is in ipsec.conf(5).</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Policy">What the language has no words for: priority, index, counters.</param>
public sealed record KernelFlow(Rule.Flow Flow, SecurityPolicy Policy);

/// <summary>An SA of the kernel, and the rule that it is in ipsec.conf(5).</summary>
/// <param name="Rule">The rule, with the keys that the SA has.</param>
/// <param name="Sa">What the language has no words for: lifetimes, counters, flags.</param>
public sealed record KernelSa(Rule.Sa Rule, SecurityAssociation Sa);
