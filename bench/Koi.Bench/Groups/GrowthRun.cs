using System.Globalization;

namespace Koi.Bench.Groups;

/// <summary>koid with ever more interfaces: an event must cost the same.</summary>
internal static class GrowthRun
{
    /// <summary>Measures and prints.</summary>
    internal static void Run(string koi, int rounds)
    {
        var table = new MarkdownTable(
            "interfaces", "route moves: ms, median", "koid's CPU ms", "bridge appears: ms, median", "disappears: ms, median", "koid's CPU ms for both");
        foreach (var interfaces in (int[])[10, 100, 1000])
        {
            using var host = new GroupHost(Follower.Koid(koi), interfaces);
            host.JoinGroups(interfaces);
            Measure(host, 3);
            var (route, appears, disappears, first, second) = Measure(host, rounds);
            table.Add(
                interfaces.ToString(CultureInfo.InvariantCulture),
                Figures.Text(route.Median), Figures.Text(first / rounds),
                Figures.Text(appears.Median), Figures.Text(disappears.Median), Figures.Text(second / rounds));
        }

        Console.Write(table);
    }

    private static (Figures Route, Figures Appears, Figures Disappears, double First, double Second) Measure(GroupHost host, int rounds)
    {
        var (route, appears, disappears) = (new Figures(), new Figures(), new Figures());
        var before = Usage.Of(host.Program.ProcessId);
        for (var round = 0; round < rounds; round++)
        {
            route.Add(Change.Route(host).Measure(host));
        }

        var between = Usage.Of(host.Program.ProcessId);
        for (var round = 0; round < rounds; round++)
        {
            appears.Add(Change.Appearance(round).Measure(host));
            disappears.Add(Change.Disappearance(host, round).Measure(host));
        }

        var after = Usage.Of(host.Program.ProcessId);
        return (route, appears, disappears, between.Since(before).Milliseconds, after.Since(between).Milliseconds);
    }
}
