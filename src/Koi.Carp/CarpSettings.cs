namespace Koi.Carp;

/// <summary>Whose rule says when a master is dead.</summary>
public enum CarpRelease
{
    /// <summary>After 3 intervals of one's own.</summary>
    Current,

    /// <summary>OpenBSD 4.9's: after 3 advbase, and advskew once.</summary>
    V49,
}

/// <summary>What does not change while a virtual host runs, unless the administrator changes it.</summary>
public sealed record CarpSettings
{
    /// <summary>The least interval, in microseconds: 1/256 s.</summary>
    public const long LeastInterval = 3906;

    private const long Second = 1_000_000;

    /// <summary>1-255.</summary>
    public required byte Vhid { get; init; }

    /// <summary>Seconds, 0-255.</summary>
    public byte AdvBase { get; init; } = 1;

    /// <summary>1/256 s, 0-254.</summary>
    public byte AdvSkew { get; init; }

    /// <summary>Whether a better backup takes over from a master that works: net.inet.carp.preempt.</summary>
    public bool Preempts { get; init; }

    /// <summary>The rule for the master-down time.</summary>
    public CarpRelease Release { get; init; }

    /// <summary>Whether advertisements are sent and awaited by IPv4.</summary>
    public bool HasV4 { get; init; }

    /// <summary>Whether advertisements are sent and awaited by IPv6.</summary>
    public bool HasV6 { get; init; }

    /// <summary>
    /// The own cookie, by which one of two equal masters yields and the other stays; 0 to yield always, as OpenBSD does. There two that
    /// hear each other at once both yield, and their timers may bring them together again and again.
    /// </summary>
    public ulong Cookie { get; init; }

    /// <summary>Between advertisements, in microseconds.</summary>
    public long Interval => Math.Max(LeastInterval, (AdvBase * Second) + (AdvSkew * Second / 256));

    /// <summary>Without an advertisement for so long, in microseconds, a backup takes over.</summary>
    public long MasterDown => Release == CarpRelease.V49
        ? (3 * AdvBase * Second) + (AdvSkew * Second / 256)
        : 3 * Interval;

    /// <summary>Why koid does not take these settings: a lease that cannot be kept, or that outlives the peer's patience. Null when it does.</summary>
    /// <param name="tick">The kernel's tick, in microseconds.</param>
    public string? Refusal(long tick) =>
        !HasV4 && !HasV6 ? "there is no address to advertise by; carppeer wants an IPv4 one"
        : AdvBase == 0 && Release == CarpRelease.V49 ? "advbase 0: OpenBSD 4.9 has no such thing"
        : Lease(tick) < Interval + tick ? $"advbase {AdvBase} advskew {AdvSkew}: too fast for this kernel's clock, which ticks each {tick / 1000} ms"
        : null;

    /// <summary>
    /// How long an advertisement's lease lasts, in microseconds: 2.5 advbase; with advbase 0, 2.5 intervals, and in any case two of the
    /// kernel's ticks less than 3 of them.
    /// </summary>
    /// <param name="tick">The kernel's tick, in microseconds.</param>
    public long Lease(long tick) => AdvBase > 0
        ? AdvBase * Second * 5 / 2
        : Math.Min(Interval * 5 / 2, (3 * Interval) - (2 * tick));
}
