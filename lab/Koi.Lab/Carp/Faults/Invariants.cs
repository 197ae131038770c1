using System.Collections.Immutable;
using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.Lab.Carp.Faults;

/// <summary>What must hold whatever happens.</summary>
/// <remarks>
/// (a) While the segment is whole there are two owners at most for the lease and one detection time.
/// (b) While it is whole and all gateways run, there is no time without an owner longer than <see cref="Bound"/>.
/// </remarks>
public static class Invariants
{
    /// <summary>Starting a program on a busy machine takes some time, before it can hear that nobody is the owner.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time without an owner that is allowed while all is well: two gateways may have yielded to each other.</summary>
    public static TimeSpan Bound(Pace pace) => (2 * pace.Detection) + Starting;

    /// <summary>The longest time with two owners that is allowed while the segment is whole.</summary>
    public static TimeSpan MostOverlap(Pace pace) => (pace.Lease ?? TimeSpan.Zero) + pace.Detection;

    /// <summary>Judges a run.</summary>
    public static Verdict Check(FaultReport report, Pace pace)
    {
        var overlaps = Stretches.Intersect(report.Ownership.Overlaps, report.Whole);
        var vacancies = Stretches.Intersect(report.Ownership.Vacancies, report.Healthy);
        return new Verdict(
            overlaps, vacancies,
            [.. overlaps.Where(s => s.To - s.From > ProbeClock.Nanoseconds(MostOverlap(pace)))],
            [.. vacancies.Where(s => s.To - s.From > ProbeClock.Nanoseconds(Bound(pace)))]);
    }
}

/// <summary>What a run was like.</summary>
/// <param name="Overlaps">All times with two owners while the segment was whole.</param>
/// <param name="Vacancies">All times without an owner while all was well.</param>
/// <param name="ForbiddenOverlaps">Those that were too long.</param>
/// <param name="ForbiddenVacancies">Those that were too long.</param>
public sealed record Verdict(
    ImmutableArray<Stretch> Overlaps,
    ImmutableArray<Stretch> Vacancies,
    ImmutableArray<Stretch> ForbiddenOverlaps,
    ImmutableArray<Stretch> ForbiddenVacancies)
{
    /// <summary>Whether what must hold held.</summary>
    public bool Holds => ForbiddenOverlaps.IsEmpty && ForbiddenVacancies.IsEmpty;

    /// <summary>The worst cases and what happened before each.</summary>
    public string Describe(FaultReport report, int count = 3)
    {
        var lines = new List<string>();
        Add("two owners while the segment was whole", Overlaps, ForbiddenOverlaps);
        Add("no owner while all was well", Vacancies, ForbiddenVacancies);
        return string.Join('\n', lines);

        void Add(string what, ImmutableArray<Stretch> all, ImmutableArray<Stretch> forbidden)
        {
            lines.Add($"{what}: {all.Length} times, {forbidden.Length} too long");
            foreach (var worst in all.OrderByDescending(s => s.To - s.From).Take(count))
            {
                lines.Add($"  {worst.Milliseconds:F1} ms, at {worst.Text(report.Ownership.Whole.From)} ms, after");
                lines.Add(report.Around(worst));
            }
        }
    }
}
