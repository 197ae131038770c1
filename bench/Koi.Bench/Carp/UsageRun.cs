using System.Diagnostics;
using System.Globalization;
using Koi.Bench.Groups;
using Koi.Lab;
using Koi.Lab.Carp;
using ProcessUsage = Koi.Bench.Groups.Usage;

namespace Koi.Bench.Carp;

/// <summary>What koid and its carp process use, by the number of vhids, as master and as backup, with OpenBSD's timers.</summary>
internal static class UsageRun
{
    private const string Password = "/etc/koi-lab/password";

    private static readonly int[] Counts = [1, 100, 255];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    /// <summary>Measures and prints.</summary>
    internal static void Run()
    {
        var table = new MarkdownTable("vhids", "role", "process", "percent of a core", "wakes up a second", "VmRSS, kB", "of it anonymous, kB");
        foreach (var count in Counts)
        {
            Measure(count, table);
        }

        Console.Write(table);
    }

    private static void Measure(int count, MarkdownTable table)
    {
        using var segment = new Segment(2);
        List<(string Role, string Process, int Id)> processes = [];
        foreach (var site in segment.Sites)
        {
            site.Host.WriteFile(Password, "secret\n");
            for (var vhid = 1; vhid <= count; vhid++)
            {
                site.Host.Run(
                    Checkout.Koi, "ifconfig", Name(vhid), "vhid", Number(vhid), "carpdev", Segment.Card, "pass", Password,
                    "advskew", Number(100 * site.Number), "inet", $"10.7.{vhid}.1/24").Check();
            }

            var koid = site.Host.Start(Checkout.Koi, "koid", "-d");
            var role = site.Number == 0 ? "master" : "backup";
            WaitForRole(site, count, role is "master" ? "up" : "dormant");
            processes.Add((role, "koid", koid.ProcessId));
            processes.Add((role, "its carp process", ChildOf(koid.ProcessId)));
        }

        Thread.Sleep(Rest);
        var before = processes.ConvertAll(one => ProcessUsage.Of(one.Id));
        var start = Stopwatch.GetTimestamp();
        Thread.Sleep(Time);
        foreach (var ((role, process, id), first) in processes.Zip(before))
        {
            var used = ProcessUsage.Of(id).Since(first);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            table.Add(
                Number(count), role, process, Figures.Text(used.Milliseconds / seconds / 10), Figures.Text(used.Switches / seconds),
                used.Resident.ToString("N0", CultureInfo.InvariantCulture), used.Anonymous.ToString("N0", CultureInfo.InvariantCulture));
        }
    }

    private static void WaitForRole(Site site, int count, string state)
    {
        var start = Stopwatch.GetTimestamp();
        while (Enumerable.Range(1, count).Any(vhid => !string.Equals(
            File.ReadAllText($"{site.Host.Root}/sys/class/net/{Name(vhid)}/operstate").Trim(), state, StringComparison.Ordinal)))
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new LabException($"{count} vhids: not all are {state} in {Limit.TotalSeconds} s");
            }

            Thread.Sleep(200);
        }
    }

    private static int ChildOf(int process) => int.Parse(
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Name(int vhid) => $"carp{vhid}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
