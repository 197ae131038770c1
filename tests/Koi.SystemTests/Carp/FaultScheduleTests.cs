using Koi.Lab.Carp.Faults;
using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.SystemTests.Carp;

/// <summary>Random faults can be repeated, and the judge of their outcome is right.</summary>
[Collection(nameof(Alone))]
public sealed class FaultScheduleTests
{
    private const long Second = ProbeClock.Second;

    [Fact]
    public void The_same_seed_makes_the_same_schedule()
    {
        var schedule = FaultSchedule.Generate(42, 200, 3);

        Assert.Equal(schedule, FaultSchedule.Generate(42, 200, 3));
        Assert.NotEqual(schedule, FaultSchedule.Generate(43, 200, 3));
        Assert.Equal(
            ["+1235 Deafen 1", "+261 Heal 1", "+0 calm"],
            FaultSchedule.Generate(1, 1, 2).Select(f => $"{f}"));
    }

    [Fact]
    public void Every_fault_is_undone_before_the_calm()
    {
        var killed = new HashSet<int>();
        foreach (var fault in FaultSchedule.Generate(7, 500, 3))
        {
            if (fault.Kind is FaultKind.Kill or FaultKind.Stop)
            {
                Assert.True(killed.Add(fault.Gateway));
            }
            else if (fault.Kind == FaultKind.Start)
            {
                Assert.True(killed.Remove(fault.Gateway));
            }
            else if (fault.Kind == FaultKind.Calm)
            {
                Assert.Empty(killed);
            }
            else
            {
                Assert.DoesNotContain(fault.Gateway, killed);
            }
        }
    }

    [Fact]
    public void Two_owners_and_none_are_found_and_judged()
    {
        Stretch whole = new(0, 100 * Second);
        var ownership = new Ownership(whole, [[new(1 * Second, 20 * Second)], [new(10 * Second, 50 * Second), new(90 * Second, 100 * Second)]]);
        var report = new FaultReport(ownership, [], [new(0, 15 * Second)], [new(60 * Second, 100 * Second)]);

        var verdict = Invariants.Check(report, Pace.KoiFast);

        Assert.Equal(new Stretch(10 * Second, 20 * Second), ownership.LongestOverlap);
        Assert.Equal(new Stretch(50 * Second, 90 * Second), ownership.LongestVacancy);
        Assert.Equal([new Stretch(10 * Second, 15 * Second)], verdict.ForbiddenOverlaps);
        Assert.Equal([new Stretch(60 * Second, 90 * Second)], verdict.ForbiddenVacancies);
        Assert.False(verdict.Holds);
        Assert.Equal(10 * Second, ownership.FirstAnswer(1, 5 * Second));
        Assert.True(Invariants.Check(report with { Whole = [], Healthy = [] }, Pace.KoiFast).Holds);
    }
}
