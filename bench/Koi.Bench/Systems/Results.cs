using System.Diagnostics;
using System.Globalization;

namespace Koi.Bench.Systems;

/// <summary>The runs of several programs that do the same work, in the order in which they are printed.</summary>
internal sealed class Results
{
    private readonly List<(string What, string Who, List<Timing> Timings)> rows = [];

    /// <summary>Adds a run.</summary>
    internal void Add(string what, string who, Timing timing)
    {
        var index = rows.FindIndex(r => string.Equals(r.What, what, StringComparison.Ordinal) && string.Equals(r.Who, who, StringComparison.Ordinal));
        if (index < 0)
        {
            index = rows.Count;
            rows.Add((what, who, []));
        }

        rows[index].Timings.Add(timing);
    }

    /// <summary>Runs work in this process and adds it.</summary>
    internal void Measure(string what, string who, Action work)
    {
        var processor = ThreadClock.Now();
        var start = Stopwatch.GetTimestamp();
        work();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Add(what, who, new(elapsed, (ThreadClock.Now() - processor) / 1e6));
    }

    /// <summary>The table; the first program of each kind of work is Koi, the others are compared with it.</summary>
    public override string ToString()
    {
        var table = new MarkdownTable(
            "what", "program", "runs", "ms, minimum", "ms, median", "CPU ms, minimum", "koi / this, minimum", "koi / this, median", "koi / this, CPU");
        foreach (var work in rows.GroupBy(r => r.What, StringComparer.Ordinal))
        {
            var koi = work.First().Timings;
            foreach (var (what, who, timings) in work)
            {
                string Ratio(Func<List<Timing>, double> of) => ReferenceEquals(koi, timings) ? "" : Text(of(koi) / of(timings));
                table.Add(
                    what, who, timings.Count.ToString(CultureInfo.InvariantCulture),
                    Text(Minimum(timings)), Text(Median(timings)), Text(Processor(timings)),
                    Ratio(Minimum), Ratio(Median), Ratio(Processor));
            }
        }

        return table.ToString();
    }

    private static double Minimum(List<Timing> timings) => timings.Min(t => t.Milliseconds);

    private static double Processor(List<Timing> timings) => timings.Min(t => t.Processor);

    private static double Median(List<Timing> timings)
    {
        var sorted = timings.Select(t => t.Milliseconds).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value) => value.ToString(value < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);
}
