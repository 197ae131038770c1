using System.Diagnostics;
using System.Globalization;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.Bench.Carp;

/// <summary>Two gateways left alone on a machine whose processors are all busy: what changes hands, and what a client misses.</summary>
internal static class LoadedRun
{
    private static readonly TimeSpan Beginning = TimeSpan.FromSeconds(5);

    /// <summary>Runs and prints.</summary>
    /// <returns>1 when the role changed.</returns>
    internal static int Run(IReadOnlyList<Pace> paces, TimeSpan time)
    {
        var table = new MarkdownTable(
            "program", "minutes", "role changes", "two owners, ms", "pings lost", "of", "client's longest gap, ms");
        var changed = paces.Count(pace => !Run(pace, time, table));
        Console.WriteLine($"Two gateways, {Environment.ProcessorCount} processors, on each a loop that never waits.");
        Console.Write(table);
        return changed == 0 ? 0 : 1;
    }

    private static bool Run(Pace pace, TimeSpan time, MarkdownTable table)
    {
        using var segment = new Segment(2);
        FailoverGateway[] gateways = [.. segment.Sites.Select(site => pace.Create(pace, site, site.Number))];
        var limit = time + TimeSpan.FromMinutes(1);
        using var owners = new OwnerProber(segment, [.. gateways.Select(g => g.OwnerHardware)], limit);
        gateways[0].Start();
        owners.WaitForOwner(0);
        gateways[1].Start();
        Thread.Sleep(Beginning);
        owners.WaitForOwner(0);

        using var load = new Load(Environment.ProcessorCount);
        Thread.Sleep(Beginning);
        var said = gateways.Select(g => g.Lines.Count).ToArray();
        using var roles = new RoleWatch(segment);
        var before = roles.Changes.Length;
        using var client = new ClientProber(segment, limit);
        var start = ProbeClock.Now;
        Thread.Sleep(time);
        var whole = new Stretch(start, ProbeClock.Now);
        var (pings, changes) = (client.Stop().V4, roles.Changes[before..]);
        var ownership = owners.Stop().Within(whole);
        foreach (var change in changes)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{pace.Name}: at {ProbeClock.Milliseconds(change.Time - start) / 1000:F3} s gateway {change.Gateway}: {change.State}"));
        }

        foreach (var line in gateways.SelectMany((gateway, number) => gateway.Lines.Skip(said[number]).Select(line => $"{number}: {line}")))
        {
            Console.WriteLine(line);
        }

        table.Add(
            pace.Name, Text(whole.Milliseconds / 60_000), Text(changes.Length), Text(ownership.LongestOverlap.Milliseconds), Text(pings.Lost),
            Text(pings.Sent), Text(pings.LongestGap.Milliseconds));
        return changes.IsEmpty;
    }

    private static string Text(double number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);

    /// <summary>Shells that count, until disposed.</summary>
    private sealed class Load : IDisposable
    {
        private readonly List<Process> shells = [];

        public Load(int count)
        {
            for (var shell = 0; shell < count; shell++)
            {
                shells.Add(Process.Start("nice", ["-n", "19", "sh", "-c", "while :; do :; done"]));
            }
        }

        public void Dispose()
        {
            foreach (var shell in shells)
            {
                shell.Kill();
                shell.Dispose();
            }
        }
    }
}
