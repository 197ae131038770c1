namespace Koi.Carp;

/// <summary>A virtual host's state. Times are microseconds of a monotonic clock; <see cref="Never"/> for a timer that is not set.</summary>
public readonly record struct CarpMachine
{
    /// <summary>When a timer that is not set is due.</summary>
    public const long Never = long.MaxValue;

    /// <summary>In INIT, with no timer set.</summary>
    public CarpMachine()
    {
    }

    /// <summary>What it is.</summary>
    public CarpState State { get; init; }

    /// <summary>Whether a backup has claimed and not been told yet that its claim stands.</summary>
    public bool IsClaiming { get; init; }

    /// <summary>How much it is demoted.</summary>
    public byte Demote { get; init; }

    /// <summary>When the next advertisement is due.</summary>
    public long AdvertiseAt { get; init; } = Never;

    /// <summary>When the master counts as dead by IPv4.</summary>
    public long DownAtV4 { get; init; } = Never;

    /// <summary>When the master counts as dead by IPv6.</summary>
    public long DownAtV6 { get; init; } = Never;

    /// <summary>Whether the next advertisement is to be followed by another announcement.</summary>
    public bool OwesAnnouncement { get; init; }

    /// <summary>When the earliest timer is due.</summary>
    public long Next => Math.Min(AdvertiseAt, Math.Min(DownAtV4, DownAtV6));

    /// <summary>The whole protocol: what an event makes of a state, and what is to be done about it.</summary>
    /// <param name="machine">The state.</param>
    /// <param name="happened">The event.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="now">The time in microseconds.</param>
    public static CarpStep Step(in CarpMachine machine, in CarpEvent happened, CarpSettings settings, long now) =>
        throw new NotSupportedException();
}

/// <summary>What a step comes to.</summary>
/// <param name="Next">The state after it.</param>
/// <param name="Effects">What is to be done.</param>
/// <param name="Reason">Why the state is another, in a few words for the log and for people; empty when it is the same.</param>
public readonly record struct CarpStep(CarpMachine Next, CarpEffects Effects, string Reason);
