using System.Diagnostics;
using System.Globalization;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Bench.Groups;

/// <summary>What koid uses when nothing happens, and when a thousand things happen each second.</summary>
internal static class LoadRun
{
    private const int Interfaces = 1000;
    private const int Rate = 1000;
    private const int Kinds = 5;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    // koid gives memory back 2 seconds after a burst, once; that is not idling yet.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    /// <summary>Measures and prints.</summary>
    internal static void Run(string koi)
    {
        using var host = new GroupHost(Follower.Koid(koi), Interfaces);
        host.JoinGroups(Interfaces);
        host.Done.WaitForQuiet(TimeSpan.FromSeconds(1));
        var process = host.Program.ProcessId;
        Thread.Sleep(Rest);
        var start = Usage.Of(process);
        Thread.Sleep(Idle);
        var idle = Usage.Of(process).Since(start);

        start = Usage.Of(process);
        var (events, seconds) = MakeEvents(host);
        host.Done.WaitForQuiet(TimeSpan.FromMilliseconds(200));
        var busy = Usage.Of(process).Since(start);
        Thread.Sleep(Rest);
        var rested = Usage.Of(process).Since(start);

        var table = new MarkdownTable("koid with 1,000 interfaces in 50 groups", "figure");
        table.Add("VmRSS, kB", Text(idle.Resident));
        table.Add("of it anonymous, kB", Text(idle.Anonymous));
        table.Add($"idle for {Idle.TotalSeconds} s: ticks of processor time", Text(idle.Ticks));
        table.Add($"idle for {Idle.TotalSeconds} s: voluntary context switches", Text(idle.Switches));
        table.Add("events a second: addresses, names, routes, default routes", Text((long)(events / seconds)));
        table.Add("percent of one core", Figures.Text(busy.Ticks / seconds));
        table.Add("processor time for an event, µs", Figures.Text(busy.Milliseconds * 1e3 / events));
        table.Add("VmRSS at its end, kB", Text(busy.Resident));
        table.Add($"VmRSS {Rest.TotalSeconds} s later, kB", Text(rested.Resident));
        Console.Write(table);
    }

    /// <summary>Events at a steady rate; what could not be done in time is made up for.</summary>
    private static (int Events, double Seconds) MakeEvents(GroupHost host)
    {
        using var writer = new MessageWriter();
        var indexes = Enumerable.Range(0, Interfaces / 2).Select(i => host.Index($"v{i}")).ToArray();
        var start = Stopwatch.GetTimestamp();
        var made = 0;
        while (Stopwatch.GetElapsedTime(start) < Busy)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * Rate); made < due; made++)
            {
                Write(writer, host, indexes, made);
                host.Routes.Execute(writer, "make an event");
            }

            Thread.Sleep(1);
        }

        return (made, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>An interface gets an address and loses it at its next turn, changes its name and back; routes move.</summary>
    private static void Write(MessageWriter writer, GroupHost host, int[] indexes, int number)
    {
        var (turn, lap) = (number / Kinds, number / Kinds / (indexes.Length - host.Uplinks.Length));
        var place = host.Uplinks.Length + (turn % (indexes.Length - host.Uplinks.Length));
        var address = new InterfaceAddress { InterfaceIndex = indexes[place], Prefix = InetPrefix.Host(Place("10.0.0.0", place)) };
        switch (number % Kinds)
        {
            case 0:
                AddressMessages.Replace(writer, address);
                break;

            case 1:
                LinkMessages.Change(writer, indexes[place], new LinkChange { Name = lap % 2 == 0 ? $"w{place}" : $"v{place}" });
                break;

            case 2:
                RouteMessages.Replace(writer, RouteEntry.Via(InetPrefix.Host(Place("10.1.0.0", place)), GroupHost.Address("192.0.2.2")));
                break;

            case 3:
                RouteMessages.Replace(writer, host.MovedRoute());
                break;

            default:
                AddressMessages.Delete(writer, address);
                break;
        }
    }

    private static InetAddress Place(string network, int number)
    {
        var words = network.Split('.');
        return GroupHost.Address($"{words[0]}.{words[1]}.{number / 250}.{(number % 250) + 1}");
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
