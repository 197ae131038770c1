using System.Globalization;
using Koi.Lab;
using Koi.Lab.Carp.Peers;

namespace Koi.Bench.Carp;

/// <summary>How long the address is away, or there twice, when something happens.</summary>
internal static class GapRun
{
    private const string Nothing = "-";

    /// <summary>Measures and prints.</summary>
    internal static void Run(IReadOnlyList<Pace> paces, string? only, int rounds, int gateways)
    {
        var table = new MarkdownTable("program", "event", "client's longest gap", "two owners", "on the standby after", "the same, later");
        var cases = GapCase.All.Where(c => only is null || c.Name.StartsWith(only, StringComparison.Ordinal)).ToList();
        foreach (var pace in paces.Where(p => gateways == 2 || !p.HasSecondPath))
        {
            foreach (var one in cases)
            {
                Add(table, pace, one, rounds, gateways);
            }
        }

        Console.WriteLine($"{gateways} gateways. Milliseconds; least-most of the rounds. \"later\": the gap and the two owners after the fault had been undone.");
        Console.Write(table);
    }

    private static void Add(MarkdownTable table, Pace pace, GapCase one, int rounds, int gateways)
    {
        Console.Error.WriteLine($"{pace.Name}: {one.Name}");
        var results = new List<GapResult>();
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                if (GapMeasurement.Run(pace, one, gateways) is { } result)
                {
                    results.Add(result);
                }
            }
        }
        catch (LabException failure)
        {
            Console.Error.WriteLine(failure.Message);
            table.Add(pace.Name, one.Name, "fails", Nothing, Nothing, Nothing);
            return;
        }

        if (results.Count == 0)
        {
            return;
        }

        var later = one.Heal is null
            ? Nothing
            : $"{Range(results, r => r.GapLater)} / {Range(results, r => r.OverlapLater)}";
        table.Add(
            pace.Name, one.Name, Range(results, r => r.Gap),
            (results.Exists(r => r.IsOverlapOpen) ? "≥ " : "") + Range(results, r => r.Overlap), Range(results, r => r.Arrival), later);
    }

    private static string Range(List<GapResult> results, Func<GapResult, double?> figure)
    {
        var figures = results.Select(figure).OfType<double>().ToList();
        if (figures.Count == 0)
        {
            return Nothing;
        }

        var (least, most) = (Text(figures.Min()), Text(figures.Max()));
        return string.Equals(least, most, StringComparison.Ordinal) ? least : $"{least}-{most}";
    }

    private static string Text(double milliseconds) => milliseconds.ToString(
        milliseconds is > 0 and < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
