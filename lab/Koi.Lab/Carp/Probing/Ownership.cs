using System.Collections.Immutable;

namespace Koi.Lab.Carp.Probing;

/// <summary>Which gateway answered for the virtual address when; exact to the probes' two milliseconds.</summary>
/// <param name="Whole">The time of probing.</param>
/// <param name="ByGateway">For each gateway when it answered.</param>
public sealed record Ownership(Stretch Whole, ImmutableArray<ImmutableArray<Stretch>> ByGateway)
{
    /// <summary>When two or more answered.</summary>
    public ImmutableArray<Stretch> Overlaps => Stretches.Unite(
        from a in Enumerable.Range(0, ByGateway.Length)
        from b in Enumerable.Range(a + 1, ByGateway.Length - a - 1)
        from both in Stretches.Intersect(ByGateway[a], ByGateway[b])
        select both);

    /// <summary>When none answered.</summary>
    public ImmutableArray<Stretch> Vacancies => Stretches.Without(Whole, Stretches.Unite(ByGateway.SelectMany(s => s)));

    /// <summary>The longest time with two owners; of no length when there was none.</summary>
    public Stretch LongestOverlap => Stretches.Longest(Overlaps);

    /// <summary>The longest time without an owner.</summary>
    public Stretch LongestVacancy => Stretches.Longest(Vacancies);

    /// <summary>What happened within a part of the time.</summary>
    public Ownership Within(Stretch part) =>
        new(part, [.. ByGateway.Select(s => Stretches.Intersect(s, [part]))]);

    /// <summary>When a gateway first answered, from a moment on; null when it did not.</summary>
    public long? FirstAnswer(int gateway, long from) =>
        ByGateway[gateway].Where(s => s.To > from).Select(s => (long?)Math.Max(s.From, from)).FirstOrDefault();

    /// <summary>A line for each stretch, in order, in milliseconds from the start of probing.</summary>
    public override string ToString() => string.Join(
        '\n',
        ByGateway.SelectMany((all, gateway) => all.Select(s => (Gateway: gateway, Stretch: s)))
            .OrderBy(one => one.Stretch.From)
            .Select(one => $"gateway {one.Gateway}: {one.Stretch.Text(Whole.From)} ms"));
}
