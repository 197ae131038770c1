using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Node;

/// <summary>A policy that this machine has, or is told of.</summary>
internal sealed class PolicyEntry : TableEntry
{
    /// <summary>As a master has it.</summary>
    public required SecurityPolicy Policy { get; set; }

    /// <summary>Whether the kernel has it without Koi's mark: somebody else's.</summary>
    public bool IsOwn { get; set; }

    /// <summary>What the kernel has with Koi's mark; null for nothing.</summary>
    public SecurityPolicy? Marked { get; set; }

    /// <summary>Whether packets leave by it through an SA: what a slave must not let happen.</summary>
    public bool IsOutbound =>
        Policy is { Direction: PolicyDirection.Out, Action: PolicyAction.Allow, Templates.IsEmpty: false };
}
