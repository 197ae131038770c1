using System.Globalization;
using Koi.Bench.Groups;
using Koi.Lab;

namespace Koi.Bench.Ifstate;

/// <summary>From a link's change to a command: ifstated beside keepalived and ifplugd, in turns.</summary>
internal static class IfstateRun
{
    private const string Rounds = "100";
    private const int WarmUps = 3;

    // Programs give memory back some time after their last work; that is not idling yet.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    internal static int Run(string[] arguments)
    {
        var koi = Path.GetFullPath(Option(arguments, "-k") ?? "artifacts/publish/koi");
        var rounds = int.Parse(Option(arguments, "-n") ?? Rounds, CultureInfo.InvariantCulture);
        var only = Option(arguments, "-i");
        if (!File.Exists(koi))
        {
            Console.Error.WriteLine($"there is no {koi}: dotnet publish src/Koi -c Release -o artifacts/publish");
            return 1;
        }

        try
        {
            Run(Reactor.All(koi).Where(one => only is null || one.Name.StartsWith(only, StringComparison.Ordinal)), rounds);
            return 0;
        }
        catch (LabException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static void Run(IEnumerable<Reactor> reactors, int rounds)
    {
        using var network = Network.Create();
        var far = network.AddHost("far");
        var hosts = new List<LinkHost>();
        try
        {
            foreach (var reactor in reactors)
            {
                hosts.Add(new LinkHost(network, far, hosts.Count, reactor));
            }

            Measure(hosts, WarmUps);
            hosts.ForEach(host => host.Forget());
            Measure(hosts, rounds);
            Console.Write(ReactionTable(hosts));
            Console.WriteLine();
            Console.Write(UsageTable(hosts));
        }
        finally
        {
            hosts.ForEach(host => host.Dispose());
        }
    }

    /// <summary>All links go, one after another, and come again; who is first changes.</summary>
    private static void Measure(List<LinkHost> hosts, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var turn = hosts.Skip(round % hosts.Count).Concat(hosts.Take(round % hosts.Count)).ToList();
            turn.ForEach(host => host.SetDown());
            turn.ForEach(host => host.WaitForDown());
            turn.ForEach(host => host.SetUp());
        }
    }

    private static MarkdownTable ReactionTable(List<LinkHost> hosts)
    {
        var table = new MarkdownTable(
            "program", "link", "events", "ms from the kernel's message, median", "p99", "ms from the call, median", "p99",
            "first row / this, median", "p99");
        foreach (var (name, of) in ((string, Func<LinkHost, Reactions>)[])[("goes", host => host.Down), ("comes", host => host.Up)])
        {
            var first = of(hosts[0]).FromMessage;
            foreach (var host in hosts)
            {
                var (message, call) = (of(host).FromMessage, of(host).FromCall);
                string[] cells = call.Count == 0 ? ["-", "-", "-", "-", "-", "-"] :
                [
                    Figures.Text(message.Median), Figures.Text(message.P99), Figures.Text(call.Median), Figures.Text(call.P99),
                    host == hosts[0] ? "" : Figures.Text(first.Median / message.Median),
                    host == hosts[0] ? "" : Figures.Text(first.P99 / message.P99),
                ];
                table.Add([host.Name, name, of(host).Count, .. cells]);
            }
        }

        return table;
    }

    private static MarkdownTable UsageTable(List<LinkHost> hosts)
    {
        hosts.ForEach(host => host.GoOn());
        Thread.Sleep(Rest);
        var before = hosts.ConvertAll(host => ProgramUsage.Of(host.ProcessId));
        Thread.Sleep(Idle);
        var table = new MarkdownTable(
            "program", "VmRSS, kB", "of it anonymous, kB", $"idle for {Idle.TotalSeconds} s: ticks of processor time", "µs by the scheduler's clock",
            "context switches");
        foreach (var (host, start) in hosts.Zip(before))
        {
            var used = ProgramUsage.Of(host.ProcessId).Since(start);
            table.Add(
                host.Name, Text(used.Resident), Text(used.Anonymous), Text(used.Ticks), Text((long)(used.Milliseconds * 1000)), Text(used.Switches));
        }

        return table;
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string? Option(string[] arguments, string name)
    {
        var index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
    }
}
