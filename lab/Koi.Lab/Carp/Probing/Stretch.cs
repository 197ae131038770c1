using System.Collections.Immutable;

namespace Koi.Lab.Carp.Probing;

/// <summary>A stretch of time, in nanoseconds of <see cref="ProbeClock"/>.</summary>
/// <param name="From">Its first moment.</param>
/// <param name="To">The moment after it.</param>
public readonly record struct Stretch(long From, long To)
{
    /// <summary>How long it is.</summary>
    public double Milliseconds => ProbeClock.Milliseconds(To - From);

    /// <summary>From and to, in milliseconds after a moment.</summary>
    public string Text(long origin) =>
        $"{ProbeClock.Milliseconds(From - origin):F1}-{ProbeClock.Milliseconds(To - origin):F1}";
}

/// <summary>Sums and differences of stretches; lists are sorted and do not overlap.</summary>
public static class Stretches
{
    /// <summary>What lies in both.</summary>
    public static ImmutableArray<Stretch> Intersect(ImmutableArray<Stretch> left, ImmutableArray<Stretch> right) =>
    [
        .. left.SelectMany(_ => right, (a, b) => new Stretch(Math.Max(a.From, b.From), Math.Min(a.To, b.To)))
            .Where(s => s.From < s.To)
            .OrderBy(s => s.From),
    ];

    /// <summary>What lies in at least one.</summary>
    public static ImmutableArray<Stretch> Unite(IEnumerable<Stretch> all)
    {
        var united = ImmutableArray.CreateBuilder<Stretch>();
        foreach (var one in all.OrderBy(s => s.From))
        {
            if (united.Count > 0 && one.From <= united[^1].To)
            {
                united[^1] = united[^1] with { To = Math.Max(united[^1].To, one.To) };
            }
            else
            {
                united.Add(one);
            }
        }

        return united.ToImmutable();
    }

    /// <summary>What of a whole lies in none.</summary>
    public static ImmutableArray<Stretch> Without(Stretch whole, ImmutableArray<Stretch> taken)
    {
        var left = ImmutableArray.CreateBuilder<Stretch>();
        var from = whole.From;
        foreach (var one in taken)
        {
            if (one.From > from)
            {
                left.Add(new Stretch(from, Math.Min(one.From, whole.To)));
            }

            from = Math.Max(from, one.To);
        }

        if (from < whole.To)
        {
            left.Add(whole with { From = from });
        }

        return left.ToImmutable();
    }

    /// <summary>The longest; empty at zero when there is none.</summary>
    public static Stretch Longest(IEnumerable<Stretch> all) => all.OrderByDescending(s => s.To - s.From).FirstOrDefault();
}
