using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Node;

/// <summary>
/// The copies of policies that sasyncd keeps: a mark of their own makes them other policies than the ones of charon(8) and ipsecctl(8), and
/// a better priority puts them before.
/// </summary>
/// <remarks>
/// The mark's value is 0, so that any packet without the bit matches; nobody may put the bit on a packet. A copy that waits is a block which
/// keeps its templates: the kernel does not look at them, and a daemon that starts anew finds there what it needs.
/// </remarks>
public static class MarkedPolicy
{
    /// <summary>The bit of packet marks that is Koi's.</summary>
    public const uint Bit = 0x8000_0000;

    /// <summary>Whether a policy is a copy.</summary>
    public static bool IsMarked(SecurityPolicy policy) => policy.Mark is { } mark && (mark.Mask & Bit) != 0;

    /// <summary>The copy of a policy.</summary>
    /// <param name="policy">As the master has it.</param>
    /// <param name="isLive">Whether packets may leave by it; else an outbound one that has templates is a block.</param>
    public static SecurityPolicy Of(SecurityPolicy policy, bool isLive)
    {
        var mark = policy.Mark ?? default;
        var isHeld = !isLive && policy is { Direction: PolicyDirection.Out, Templates.IsEmpty: false };
        return policy with
        {
            Mark = new XfrmMark(mark.Value, mark.Mask | Bit),
            Priority = policy.Priority == 0 ? 0 : policy.Priority - 1,
            Action = isHeld ? PolicyAction.Block : policy.Action,
            Index = 0,
            Counters = default,
        };
    }

    /// <summary>The policy that a copy is of.</summary>
    public static SecurityPolicy Original(SecurityPolicy copy)
    {
        var mark = copy.Mark ?? default;
        var original = new XfrmMark(mark.Value, mark.Mask & ~Bit);
        return copy with
        {
            Mark = original == default ? null : original,
            Priority = copy.Priority + 1,
            Action = copy is { Direction: PolicyDirection.Out, Templates.IsEmpty: false } ? PolicyAction.Allow : copy.Action,
            Index = 0,
            Counters = default,
        };
    }
}
