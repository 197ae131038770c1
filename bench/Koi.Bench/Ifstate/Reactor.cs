using System.Globalization;
using Koi.Lab;

namespace Koi.Bench.Ifstate;

/// <summary>A program that runs <see cref="LinkHost.Script"/> when eth0's link comes or goes.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Others">How many other links it asks about.</param>
/// <param name="Start">Starts it, ready when this returns.</param>
internal sealed record Reactor(string Name, int Others, Func<Host, RunningProgram> Start)
{
    /// <summary>Whether it is a burden to the machine all the time: each poll takes the lock of the kernel's network settings.</summary>
    internal bool IsLoud { get; init; }

    private const string Configuration = "/etc/koi-lab/reactor.conf";

    /// <summary>Its default.</summary>
    private static readonly string[] EachSecond = ["-t", "1"];

    private static readonly string[] EachHundredth = ["-t", "0", "-T", "10000"];

    private static readonly string[] EachThousandth = ["-t", "0", "-T", "1000"];

    /// <summary>All of them, the one that others are compared with first.</summary>
    internal static Reactor[] All(string koi) =>
    [
        .. ((int[])[1, 100, 1000]).Select(count => Ifstated(koi, Count(count, "link test"), MachineFile.OfTests(count), count - 1, withKoid: true)),
        .. ((int[])[1, 100, 1000]).Select(count => Ifstated(koi, Count(count, "state"), MachineFile.OfStates(count), 0, withKoid: true)),
        Ifstated(koi, "1 link test, no koid", MachineFile.OfTests(1), 0, withKoid: false),
        Ifstated(koi, "1,000 link tests, no koid", MachineFile.OfTests(1000), 999, withKoid: false),
        new("keepalived, notify scripts", 0, StartKeepalived),
        new("ifplugd, polls each 1 s", 0, host => StartIfplugd(host, EachSecond)),
        new("ifplugd, polls each 10 ms", 0, host => StartIfplugd(host, EachHundredth)),
        new("ifplugd, polls each 1 ms", 0, host => StartIfplugd(host, EachThousandth)) { IsLoud = true },
    ];

    private static Reactor Ifstated(string koi, string name, string file, int others, bool withKoid) => new($"ifstated, {name}", others, host =>
    {
        if (withKoid)
        {
            host.Start(koi, "koid", "-d").WaitForLine("keeping groups");
        }

        host.WriteFile(Configuration, file);
        var started = host.Start(koi, "ifstated", "-d", "-f", Configuration);
        started.WaitForLine("started");
        return started;
    });

    /// <summary>It stays backup for as long as the link is up: whom it waits for is given three times 255 seconds.</summary>
    private static RunningProgram StartKeepalived(Host host)
    {
        host.WriteFile(Configuration, $$"""
            global_defs {
                script_user root
            }
            vrrp_instance gateway {
                state BACKUP
                interface {{LinkHost.Card}}
                virtual_router_id 7
                priority 100
                advert_int 255
                virtual_ipaddress {
                    192.0.2.100/32
                }
                notify_backup "{{LinkHost.Script}}"
                notify_fault "{{LinkHost.Script}}"
            }

            """);
        var started = host.Start("keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file", Configuration);
        started.WaitForLine("Entering BACKUP STATE");
        return started;
    }

    /// <summary>In the foreground, without its own delays (-u, -d), and without setting the link up itself (-a).</summary>
    /// <remarks>With -M it would listen to the kernel, but version 0.28 ends at the first message, which has become too long for it.</remarks>
    private static RunningProgram StartIfplugd(Host host, string[] polling)
    {
        string[] common = ["-n", "-s", "-b", "-a", "-p", "-q", "-I", "-f", "-u", "0", "-d", "0", "-i", LinkHost.Card, "-r", LinkHost.Script];
        var started = host.Start("ifplugd", [.. common, .. polling]);
        started.WaitForLine("Initialization complete");
        return started;
    }

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
