using System.Collections.Immutable;

namespace Koi.Netlink.Xfrm;

/// <summary>A policy: which packets need which SAs; Linux xfrm.h, xfrm_userpolicy_info and its attributes.</summary>
public sealed record SecurityPolicy
{
    /// <summary>Which packets; with the direction (and mark and interface) it identifies the policy.</summary>
    public required Selector Selector { get; init; }

    /// <summary>In, out or forward.</summary>
    public required PolicyDirection Direction { get; init; }

    /// <summary>Pass or drop.</summary>
    public PolicyAction Action { get; init; }

    /// <summary>The lowest number wins; among equals the first inserted.</summary>
    public uint Priority { get; init; }

    /// <summary>The kernel's index, 0 when sending; <c>index &amp; 7</c> of 3 and above is a socket's own policy.</summary>
    public uint Index { get; init; }

    /// <summary>XFRM_POLICY_LOCALOK 1, XFRM_POLICY_ICMP 2.</summary>
    public byte Flags { get; init; }

    /// <summary>The kernel's <c>share</c> field.</summary>
    public byte Share { get; init; }

    /// <summary>When it expires.</summary>
    public LifetimeLimits Limits { get; init; } = LifetimeLimits.Unlimited;

    /// <summary>What it has carried; not sent.</summary>
    public LifetimeCounters Counters { get; init; }

    /// <summary>The transforms, innermost first: a packet that leaves passes the first template first.</summary>
    public ImmutableArray<PolicyTemplate> Templates { get; init; } = [];

    /// <summary>The mark a packet must have (XFRMA_MARK).</summary>
    public XfrmMark? Mark { get; init; }

    /// <summary>The XFRM interface (XFRMA_IF_ID); null when absent.</summary>
    public uint? InterfaceId { get; init; }

    /// <summary>XFRMA_POLICY_TYPE: 0 main, 1 sub; null when absent.</summary>
    public byte? PolicyType { get; init; }

    /// <summary>What identifies it.</summary>
    public PolicyId Id => new(Selector, Direction, Mark, InterfaceId, PolicyType);

    /// <summary>Whether a socket set it for itself; such policies are not in the database that administrators see.</summary>
    public bool IsSocketPolicy => (Index & 7) >= 3;
}

/// <summary>One transform of a policy; Linux xfrm.h, xfrm_user_tmpl.</summary>
/// <param name="Source">The outer source address; any in transport mode.</param>
/// <param name="Destination">The outer destination address; any in transport mode.</param>
/// <param name="Protocol">50 ESP, 51 AH, 108 IPcomp.</param>
/// <param name="Mode">Tunnel or transport.</param>
/// <param name="RequestId">The SA's; outbound the numbers must be equal, inbound 0 matches any.</param>
/// <param name="Spi">A particular SA; 0 for any. In host byte order.</param>
/// <param name="IsOptional">Whether packets may pass without it.</param>
/// <param name="Share">The kernel's <c>share</c> field.</param>
public readonly record struct PolicyTemplate(
    InetAddress Source,
    InetAddress Destination,
    byte Protocol,
    XfrmMode Mode,
    uint RequestId = 0,
    uint Spi = 0,
    bool IsOptional = false,
    byte Share = 0);
