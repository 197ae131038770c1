namespace Koi.Netlink.Xfrm;

/// <summary>When an SA or a policy expires; Linux xfrm.h, xfrm_lifetime_cfg.</summary>
/// <param name="SoftBytes">Bytes until the warning; <see cref="ulong.MaxValue"/> for never.</param>
/// <param name="HardBytes">Bytes until the end; <see cref="ulong.MaxValue"/> for never.</param>
/// <param name="SoftPackets">Packets until the warning; <see cref="ulong.MaxValue"/> for never.</param>
/// <param name="HardPackets">Packets until the end; <see cref="ulong.MaxValue"/> for never.</param>
/// <param name="SoftAddSeconds">Seconds after creation until the warning; 0 for never.</param>
/// <param name="HardAddSeconds">Seconds after creation until the end; 0 for never.</param>
/// <param name="SoftUseSeconds">Seconds after first use until the warning; 0 for never.</param>
/// <param name="HardUseSeconds">Seconds after first use until the end; 0 for never.</param>
public readonly record struct LifetimeLimits(
    ulong SoftBytes,
    ulong HardBytes,
    ulong SoftPackets,
    ulong HardPackets,
    ulong SoftAddSeconds,
    ulong HardAddSeconds,
    ulong SoftUseSeconds,
    ulong HardUseSeconds)
{
    /// <summary>No limit at all.</summary>
    public static LifetimeLimits Unlimited { get; } =
        new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0, 0, 0, 0);
}

/// <summary>What an SA or a policy has carried; Linux xfrm.h, xfrm_lifetime_cur.</summary>
/// <param name="Bytes">Bytes carried.</param>
/// <param name="Packets">Packets carried.</param>
/// <param name="AddTime">Creation, in seconds since 1970.</param>
/// <param name="UseTime">First use, in seconds since 1970; 0 for unused.</param>
public readonly record struct LifetimeCounters(ulong Bytes, ulong Packets, ulong AddTime, ulong UseTime);
