using System.Collections.Immutable;

namespace Koi.Lab.Carp.Peers;

/// <summary>An implementation of failover with its timers.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Interval">Between the best gateway's advertisements.</param>
/// <param name="Detection">After this time without one the second gateway takes over, at most.</param>
/// <param name="Lease">How long an owner answers after its program has died; null for ever.</param>
/// <param name="Create">Makes a gateway at a site; of rank 0 is the one that is wanted as the owner.</param>
public sealed record Pace(
    string Name, TimeSpan Interval, TimeSpan Detection, TimeSpan? Lease, Func<Pace, Site, int, FailoverGateway> Create)
{
    // A second gateway's own interval is longer by 20/256 s, by 2/256 where the pace is fast, and the same where it is fastest.

    /// <summary>Koi with OpenBSD's timers.</summary>
    public static Pace Koi { get; } = OfKoi("koi", 1, 0, 20);

    /// <summary>Koi with 98 ms.</summary>
    public static Pace KoiFast { get; } = OfKoi("koi 98 ms", 0, 25, 2);

    /// <summary>Koi with 11.7 ms.</summary>
    public static Pace KoiFastest { get; } = OfKoi("koi 11.7 ms", 0, 3, 0);

    /// <summary>Koi with OpenBSD's timers, two gateways with a second path between them.</summary>
    public static Pace KoiSynced { get; } = OfKoi("koi, second path", 1, 0, 20, hasSecondPath: true);

    /// <summary>ucarp as it comes.</summary>
    public static Pace Ucarp { get; } = OfUcarp("ucarp", 3);

    /// <summary>ucarp that declares an owner dead after one interval.</summary>
    public static Pace UcarpQuick { get; } = OfUcarp("ucarp -r 1", 1);

    /// <summary>keepalived as it comes.</summary>
    public static Pace Keepalived { get; } = OfKeepalived("keepalived", 1000);

    /// <summary>keepalived with 100 ms.</summary>
    public static Pace KeepalivedFast { get; } = OfKeepalived("keepalived 100 ms", 100);

    /// <summary>keepalived with 10 ms.</summary>
    public static Pace KeepalivedFastest { get; } = OfKeepalived("keepalived 10 ms", 10);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Pace> All { get; } =
        [Koi, KoiSynced, KoiFast, KoiFastest, Ucarp, UcarpQuick, Keepalived, KeepalivedFast, KeepalivedFastest];

    /// <summary>Whether it needs a second path between two gateways.</summary>
    public bool HasSecondPath { get; private init; }

    private static Pace OfKoi(string name, int advbase, int advskew, int step, bool hasSecondPath = false)
    {
        var interval = TimeSpan.FromSeconds(advbase + (advskew / 256.0));
        var slower = TimeSpan.FromSeconds(advbase + ((advskew + step) / 256.0));
        return new Pace(
            name, interval, 3 * slower, 2.5 * interval,
            (pace, site, rank) => new KoiGateway(
                site, pace, advbase, advskew + (rank * step), hasSecondPath ? (rank == 0 ? Segment.Sync1 : Segment.Sync0) : null))
        {
            HasSecondPath = hasSecondPath,
        };
    }

    /// <summary>A gateway looks at its clock twice a second, or so; measured.</summary>
    private static Pace OfUcarp(string name, int ratio) => new(
        name, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(ratio + 1.6), Lease: null,
        (pace, site, rank) => new UcarpGateway(site, pace, ratio, 20 * rank));

    private static Pace OfKeepalived(string name, int interval) => new(
        name, TimeSpan.FromMilliseconds(interval), TimeSpan.FromMilliseconds((4 * interval) + 30), Lease: null,
        (pace, site, rank) => new KeepalivedGateway(site, pace, priority: 200 - (50 * rank)));
}
