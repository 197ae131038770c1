using System.Collections.Immutable;
using Koi.Lab.Carp.Probing;

namespace Koi.Lab.Carp.Faults;

/// <summary>What happened in a run.</summary>
/// <param name="Ownership">Who answered when.</param>
/// <param name="Faults">The faults, each with the moment when it began.</param>
/// <param name="Whole">When every gateway could speak with every other.</param>
/// <param name="Healthy">When, besides, all of them ran.</param>
public sealed record FaultReport(
    Ownership Ownership,
    ImmutableArray<(long Time, Fault Fault)> Faults,
    ImmutableArray<Stretch> Whole,
    ImmutableArray<Stretch> Healthy)
{
    /// <summary>The faults shortly before and in a stretch, a line each, in milliseconds from the start of probing.</summary>
    public string Around(Stretch stretch)
    {
        const int Before = 6;
        var last = Faults.TakeWhile(f => f.Time <= stretch.To).Count();
        return string.Join('\n', Faults[Math.Max(0, last - Before)..last]
            .Select(f => $"    {ProbeClock.Milliseconds(f.Time - Ownership.Whole.From):F1} ms: {f.Fault.Kind} {f.Fault.Gateway}"));
    }
}
