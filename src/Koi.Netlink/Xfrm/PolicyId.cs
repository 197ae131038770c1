namespace Koi.Netlink.Xfrm;

/// <summary>What identifies a policy; its priority and its index do not.</summary>
/// <param name="Selector">Which packets.</param>
/// <param name="Direction">In, out or forward.</param>
/// <param name="Mark">XFRMA_MARK; null for none.</param>
/// <param name="InterfaceId">XFRMA_IF_ID; null for none.</param>
/// <param name="PolicyType">XFRMA_POLICY_TYPE; null for the main type.</param>
public readonly record struct PolicyId(
    Selector Selector,
    PolicyDirection Direction,
    XfrmMark? Mark = null,
    uint? InterfaceId = null,
    byte? PolicyType = null);
