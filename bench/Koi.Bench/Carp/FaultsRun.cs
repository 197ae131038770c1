using System.Globalization;
using Koi.Lab.Carp.Faults;
using Koi.Lab.Carp.Peers;

namespace Koi.Bench.Carp;

/// <summary>Random faults on three gateways, and whether what must always hold did.</summary>
internal static class FaultsRun
{
    private const int Gateways = 3;
    private const int InOneGo = 50;  // a segment for each fifty faults: what is probed is kept in memory

    /// <summary>Runs and prints.</summary>
    /// <returns>1 when something did not hold.</returns>
    internal static int Run(IReadOnlyList<Pace> paces, int count, ulong seed)
    {
        var status = 0;
        foreach (var pace in paces)
        {
            for (var done = 0; done < count; done += InOneGo)
            {
                var own = seed + (ulong)(done / InOneGo);
                if (!Run(pace, Math.Min(InOneGo, count - done), own))
                {
                    status = 1;
                }
            }
        }

        return status;
    }

    private static bool Run(Pace pace, int count, ulong seed)
    {
        var schedule = FaultSchedule.Generate(seed, count, Gateways);
        using var run = new FaultRun(pace, Gateways, Limit(pace, count));
        var report = run.Execute(schedule);
        var verdict = Invariants.Check(report, pace);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{pace.Name}: seed {seed}, {count} faults in {report.Ownership.Whole.Milliseconds / 1000:F0} s: {(verdict.Holds ? "holds" : "DOES NOT HOLD")}"));
        Console.WriteLine(verdict.Describe(report));
        if (!verdict.Holds)
        {
            Console.WriteLine(string.Join('\n', run.Lines));
        }

        return verdict.Holds;
    }

    /// <summary>Each fault waits, is undone and is followed by a calm.</summary>
    private static TimeSpan Limit(Pace pace, int count) => TimeSpan.FromSeconds(60) + (count * ((8 * pace.Detection) + TimeSpan.FromSeconds(3)));
}
