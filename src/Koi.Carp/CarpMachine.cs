namespace Koi.Carp;

/// <summary>A virtual host's state. Times are microseconds of a monotonic clock; <see cref="Never"/> for a timer that is not set.</summary>
public readonly partial record struct CarpMachine
{
    /// <summary>When a timer that is not set is due.</summary>
    public const long Never = long.MaxValue;

    /// <summary>In INIT, with no timer set.</summary>
    public CarpMachine()
    {
    }

    /// <summary>What it is.</summary>
    public CarpState State { get; init; }

    /// <summary>Why a backup has claimed that has not been told yet that its claim stands; None when it has not claimed.</summary>
    public CarpClaim Claim { get; init; }

    /// <summary>Whether a backup has claimed and not been told yet that its claim stands.</summary>
    public bool IsClaiming => Claim != CarpClaim.None;

    /// <summary>How much it is demoted.</summary>
    public byte Demote { get; init; }

    /// <summary>When the next advertisement is due.</summary>
    public long AdvertiseAt { get; init; } = Never;

    /// <summary>When a worse master is due an answer that would have come too soon after those before it.</summary>
    public long AnswerAt { get; init; } = Never;

    /// <summary>Until when the answers given would last at four an interval; in the past when none was given lately.</summary>
    public long AnsweredUntil { get; init; }

    /// <summary>The cookie of the master that a backup heard last and waits for; null when it has heard none.</summary>
    public ulong? Follows { get; init; }

    /// <summary>When the master counts as dead by IPv4.</summary>
    public long DownAtV4 { get; init; } = Never;

    /// <summary>When the master counts as dead by IPv6.</summary>
    public long DownAtV6 { get; init; } = Never;

    /// <summary>How many advertisements of its timer from now are left until another announcement goes with one; 0 for no more.</summary>
    public byte AnnouncesIn { get; init; }

    /// <summary>Whether the next advertisement is to be followed by another announcement.</summary>
    public bool OwesAnnouncement => AnnouncesIn == 1;

    /// <summary>When the earliest timer is due. While it claims none is: the claim is ended by an event.</summary>
    public long Next => IsClaiming ? Never : Math.Min(Math.Min(AdvertiseAt, AnswerAt), Math.Min(DownAtV4, DownAtV6));

    /// <summary>The whole protocol: what an event makes of a state, and what is to be done about it.</summary>
    /// <param name="machine">The state.</param>
    /// <param name="happened">The event.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="now">The time in microseconds.</param>
    /// <remarks>
    /// OpenBSD sys/netinet/ip_carp.c, carp_proto_input_c, carp_master_down, carp_setrun, carp_ioctl. Departures: a backup claims first, so
    /// that what waits unread is heard before it becomes master; a master answers a worse one at once, and announces itself again with its
    /// next advertisement; every change of the own demotion is advertised at once, not only a rise from 0; a bow-out counts with advbase 0
    /// too, but only from the master that the backup heard last.
    /// </remarks>
    public static CarpStep Step(in CarpMachine machine, in CarpEvent happened, CarpSettings settings, long now) => happened.Kind switch
    {
        CarpEventKind.Up => machine.Start(settings, now),
        CarpEventKind.Resume => machine.Resume(settings, now),
        CarpEventKind.ParentDown => machine.Stop(CarpEffects.Close | CarpEffects.BowOutBySync, "the parent is down"),
        CarpEventKind.Down => machine.Stop(CarpEffects.Close | CarpEffects.BowOut | CarpEffects.BowOutBySync, "set down"),
        CarpEventKind.Tick => machine.Pass(settings, now),
        CarpEventKind.Heard => machine.Hear(happened.Advertisement, happened.IsV6, settings, now),
        CarpEventKind.Claimed => machine.TakeOver(settings, now),
        CarpEventKind.LeaseLost => machine.LoseLease(settings, now),
        CarpEventKind.Demoted => machine.DemoteTo(happened.Demote),
        CarpEventKind.Changed => machine.Change(settings, now),
        CarpEventKind.Ordered => machine.Obey(happened.State, settings, now),
        _ => machine.Stay(),
    };

    private CarpStep Stay() => new(this, CarpEffects.None, "");

    private CarpStep Yield(CarpSettings settings, long now, string reason, ulong? follows = null) =>
        new(Waiting(settings, now) with { Follows = follows }, CarpEffects.Close, reason);

    private CarpStep ClaimFor(CarpClaim claim) => new(this with { Claim = claim }, CarpEffects.Claim, "");

    private CarpStep AdvertiseNow() => new(this with { AnswerAt = Never }, CarpEffects.Advertise, "");

    private CarpMachine Idle() => new() { Demote = Demote };

    private CarpMachine Waiting(CarpSettings settings, long now) => new()
    {
        State = CarpState.Backup,
        Demote = Demote,
        DownAtV4 = settings.HasV4 ? now + settings.MasterDown : Never,
        DownAtV6 = settings.HasV6 ? now + settings.MasterDown : Never,
    };

    // The advertisement and the announcement of the step itself are not counted: the second one after them is the one to announce with.
    private CarpMachine Owning(CarpSettings settings, long now) => new()
    {
        State = CarpState.Master,
        Demote = Demote,
        AdvertiseAt = now + settings.Interval,
        AnnouncesIn = 2,
    };
}

/// <summary>What a step comes to.</summary>
/// <param name="Next">The state after it.</param>
/// <param name="Effects">What is to be done.</param>
/// <param name="Reason">Why the state is another, in a few words for the log and for people; empty when it is the same.</param>
public readonly record struct CarpStep(CarpMachine Next, CarpEffects Effects, string Reason);
