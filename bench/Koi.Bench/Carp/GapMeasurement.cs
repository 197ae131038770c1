using System.Collections.Immutable;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.Bench.Carp;

/// <summary>What one event did.</summary>
/// <param name="Gap">The client's longest gap, in milliseconds, until the event was undone.</param>
/// <param name="Overlap">The longest time with two owners until then.</param>
/// <param name="IsOverlapOpen">Whether there were two still.</param>
/// <param name="Arrival">From the event to the standby's first answer; null when it gave none.</param>
/// <param name="GapLater">The longest gap after the event was undone.</param>
/// <param name="OverlapLater">The longest time with two owners after that.</param>
internal sealed record GapResult(
    double Gap, double Overlap, bool IsOverlapOpen, double? Arrival, double GapLater, double OverlapLater);

/// <summary>Two gateways or more, one event.</summary>
internal static class GapMeasurement
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures; null when the program cannot do it.</summary>
    internal static GapResult? Run(Pace pace, GapCase one, int count)
    {
        using var segment = new Segment(count);
        if (pace.HasSecondPath)
        {
            segment.ConnectSync();
        }

        ImmutableArray<FailoverGateway> gateways = [.. segment.Sites.Select(site => pace.Create(pace, site, site.Number))];
        if (!one.Suits(gateways[0]))
        {
            return null;
        }

        using var owners = new OwnerProber(segment, [.. gateways.Select(g => g.OwnerHardware)], Limit);
        gateways[0].Start();
        owners.WaitForOwner(0);
        foreach (var standby in gateways.Skip(1))
        {
            standby.Start();
        }

        Thread.Sleep((1.5 * pace.Interval) + Moment);
        owners.WaitForOwner(0);

        using var client = new ClientProber(segment, Limit);
        Thread.Sleep(Moment + (Random.Shared.NextDouble() * pace.Interval));  // at any moment between two advertisements
        var struck = ProbeClock.Now;
        one.Strike(gateways);
        Thread.Sleep((1.5 * pace.Detection) + Moment);
        var healed = ProbeClock.Now;
        if (one.Heal is not null)
        {
            one.Heal(gateways);
            Thread.Sleep((1.5 * pace.Detection) + Moment);
        }

        var ownership = owners.Stop();
        return Judge(one, ownership, client.Stop().V4, new Stretch(struck, healed));
    }

    private static GapResult Judge(GapCase one, Ownership ownership, PingView client, Stretch fault)
    {
        const long Period = 5 * ProbeClock.Millisecond;
        var during = ownership.Within(fault);
        var after = ownership.Within(new Stretch(fault.To, ownership.Whole.To));
        var arrival = one.MovesOwner ? during.FirstAnswer(1, fault.From) : null;
        return new GapResult(
            client.LongestGapWithin(fault).Milliseconds,
            during.LongestOverlap.Milliseconds,
            during.LongestOverlap.To > fault.To - Period,
            arrival is { } moment ? ProbeClock.Milliseconds(moment - fault.From) : null,
            client.LongestGapWithin(after.Whole).Milliseconds,
            after.LongestOverlap.Milliseconds);
    }
}
