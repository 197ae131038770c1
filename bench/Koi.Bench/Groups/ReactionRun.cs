using System.Diagnostics;
using System.Globalization;
using Koi.Lab;

namespace Koi.Bench.Groups;

/// <summary>From an event to the set that follows it: koid and shell scripts, in turns.</summary>
internal static class ReactionRun
{
    private const int Interfaces = 10;
    private const int WarmUps = 5;

    /// <summary>However slow somebody is, the run ends.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private static readonly string[] Events = ["egress: the default route moves", "kind: a bridge appears", "kind: it disappears"];

    /// <summary>Measures and prints.</summary>
    internal static void Run(string koi, int rounds)
    {
        var hosts = new List<GroupHost>();
        try
        {
            foreach (var follower in Follower.All(koi))
            {
                hosts.Add(new GroupHost(follower, Interfaces));
                WarmUp(hosts[^1]);
            }

            Console.Write(Table(hosts, Measure(hosts, rounds)));
        }
        finally
        {
            hosts.ForEach(host => host.Dispose());
        }
    }

    /// <summary>Nothing tells when ip monitor listens: the first changes are made until they are followed.</summary>
    private static void WarmUp(GroupHost host)
    {
        for (var (done, tries) = (0, 1); done < WarmUps; tries++)
        {
            try
            {
                Change.Route(host).Measure(host, TimeSpan.FromSeconds(1));
                done++;
            }
            catch (LabException) when (tries < 20)
            {
                // not yet
            }
        }
    }

    /// <summary>For each event, for each host.</summary>
    private static Figures[][] Measure(List<GroupHost> hosts, int rounds)
    {
        Figures[][] figures = [.. Events.Select(_ => hosts.Select(_ => new Figures()).ToArray())];
        Repeat(hosts, rounds, (host, number, round) =>
            figures[0][number].Add(Change.Route(host).Measure(host)));
        Repeat(hosts, rounds, (host, number, round) =>
        {
            figures[1][number].Add(Change.Appearance(round).Measure(host));
            figures[2][number].Add(Change.Disappearance(host, round).Measure(host));
        });
        return figures;
    }

    private static void Repeat(List<GroupHost> hosts, int rounds, Action<GroupHost, int, int> measure)
    {
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds && Stopwatch.GetElapsedTime(start) < Limit; round++)
        {
            for (var number = 0; number < hosts.Count; number++)
            {
                measure(hosts[number], number, round);
            }
        }
    }

    private static MarkdownTable Table(List<GroupHost> hosts, Figures[][] figures)
    {
        var table = new MarkdownTable(
            "event", "program", "events", "ms, median", "ms, p99", "koid / this, median", "koid / this, p99");
        for (var e = 0; e < Events.Length; e++)
        {
            var koid = figures[e][0];
            for (var h = 0; h < hosts.Count; h++)
            {
                var one = figures[e][h];
                table.Add(
                    Events[e], hosts[h].Name, one.Count.ToString(CultureInfo.InvariantCulture),
                    Figures.Text(one.Median), Figures.Text(one.P99),
                    h == 0 ? "" : Figures.Text(koid.Median / one.Median), h == 0 ? "" : Figures.Text(koid.P99 / one.P99));
            }
        }

        return table;
    }
}
