namespace Koi.Carp;

/// <summary>What can happen to a virtual host.</summary>
public enum CarpEventKind
{
    /// <summary>The parent and the interface are up, and it has an address.</summary>
    Up,

    /// <summary>As <see cref="Up"/>, and the lease of an earlier koid still stands: what was master is.</summary>
    Resume,

    /// <summary>The parent is gone or down.</summary>
    ParentDown,

    /// <summary>The administrator set the interface down, or koid stops.</summary>
    Down,

    /// <summary>Time has passed: a timer may be due.</summary>
    Tick,

    /// <summary>An advertisement that passed all checks.</summary>
    Heard,

    /// <summary>The claim stood, and all advertisements that were waiting were heard.</summary>
    Claimed,

    /// <summary>The kernel refused to renew the lease: it ran out.</summary>
    LeaseLost,

    /// <summary>The own demotion is another: <see cref="CarpEvent.Demote"/>.</summary>
    Demoted,

    /// <summary>advbase or advskew changed.</summary>
    Changed,

    /// <summary>The administrator says <see cref="CarpEvent.State"/>.</summary>
    Ordered,
}

/// <summary>Something that happened to a virtual host.</summary>
public readonly record struct CarpEvent
{
    /// <summary>What.</summary>
    public required CarpEventKind Kind { get; init; }

    /// <summary>Of <see cref="CarpEventKind.Heard"/>: whether it came by IPv6.</summary>
    public bool IsV6 { get; init; }

    /// <summary>Of <see cref="CarpEventKind.Heard"/>.</summary>
    public Advertisement Advertisement { get; init; }

    /// <summary>Of <see cref="CarpEventKind.Demoted"/>.</summary>
    public byte Demote { get; init; }

    /// <summary>Of <see cref="CarpEventKind.Ordered"/>.</summary>
    public CarpState State { get; init; }

    /// <summary>An event that is only its kind.</summary>
    public static CarpEvent Of(CarpEventKind kind) => new() { Kind = kind };
}
