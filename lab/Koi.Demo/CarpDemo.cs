using System.Globalization;
using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Probing;
using Koi.Netlink.Route;
using static Koi.Demo.Screen;

namespace Koi.Demo;

/// <summary>Two gateways that share an address, and a client that pings it each millisecond while one of them goes.</summary>
internal sealed class CarpDemo : IDisposable
{
    private const string Carp = "carp0";
    private const string Secret = "/etc/koi/carp.secret", Settings = "/etc/koi/sysctl.conf";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);     // to be seen before and after

    private readonly Segment segment = new();
    private readonly RunningProgram?[] koids = new RunningProgram?[2];
    private readonly int[] linesSeen = new int[2];
    private readonly RoleWatch roles;

    public CarpDemo()
    {
        segment.ConnectSync();
        foreach (var site in segment.Sites)
        {
            site.Host.WriteFile(Secret, "mekmitasdigoat\n");
            site.Host.WriteFile(Settings, "net.inet.carp.preempt=1\n");
        }

        roles = new RoleWatch(segment, Carp);
    }

    public void Start()
    {
        Title($"client 10.9.0.100 - bridge - gateway0 10.9.0.1 and gateway1 10.9.0.2, which share {Segment.Virtual}");
        Show($"both: {Settings}", segment.Sites[0].Host.ReadFile(Settings));
        Console.WriteLine();
        for (var number = 0; number < koids.Length; number++)
        {
            Console.WriteLine($"gateway{number} # koid");
            StartKoid(number);
            koids[number]!.WaitForLine("keeping groups");
            Type(number, $"koi ifconfig {Carp} vhid {Segment.Vhid} carpdev {Segment.Card} advskew {20 * number}"
                + $" pass {Secret} syncpeer 10.255.0.{2 - number} inet {Segment.Virtual}");
        }

        Expect(0);
    }

    public void ShowRoles()
    {
        Show($"gateway0 # koi ifconfig {Carp}", Ifconfig(0));
        Show($"gateway1 # koi ifconfig {Carp}", Ifconfig(1));
    }

    public void StopMaster() => Play("koid is stopped on gateway0: it bows out, and gateway1 takes over at once", 1, "koid gets SIGTERM", () => koids[0]!.Stop());

    public void StartAgain(string title) => Play(title, 0, "koid is started", () => StartKoid(0));

    public void KillMaster()
    {
        Play("koid is killed on gateway0: the address stays with it until its lease ends, then moves", 1, "koid gets SIGKILL", () => koids[0]!.Send(Signal.Kill));
        Show("gateway0 # nft list set netdev koi_carp lease", segment.Sites[0].Host.Run("nft", "list", "set", "netdev", "koi_carp", "lease").Check().Output);
    }

    public void ReplaceProgram() => Play("A new release: koid becomes what its file holds now, and stays master", 0, "koid gets SIGUSR2", () =>
    {
        koids[0]!.Send(Signal.User2);
        Console.WriteLine($"    {koids[0]!.WaitForLine("the lease still stands", Patience)}");
    });

    public void PullWire() => Play("gateway0 loses its wire: it says so by the other link, to its syncpeer", 1, "the wire is pulled", segment.Sites[0].Unplug);

    public void PlugWire() => Play("The wire is back, and so is gateway0", 0, "the wire is plugged in", segment.Sites[0].Plug);

    public void Dispose()
    {
        roles.Dispose();
        segment.Dispose();
    }

    /// <summary>Does something, waits for its end, and prints what happened when.</summary>
    private void Play(string title, int master, string what, Action act)
    {
        Title($"{title}\n");
        using var client = new ClientProber(segment, Patience + Patience);
        Thread.Sleep(Rest);
        for (var number = 0; number < koids.Length; number++)
        {
            linesSeen[number] = koids[number]!.Lines.Count;
        }

        var start = ProbeClock.Now;
        act();
        Expect(master);
        Thread.Sleep(Rest);
        var seen = client.Stop().V4;
        var lines = roles.Changes.Where(change => change.Time >= start).Select(change => (change.Time, Describe(change)))
            .Concat(seen.Gaps.Where(gap => gap.To > start).Select(gap => (gap.From, string.Create(
                CultureInfo.InvariantCulture, $"client    the last answer for {gap.Milliseconds:F0} ms"))))
            .Append((start, $"gateway0  {what}"));
        foreach (var (time, text) in lines.OrderBy(line => line.Item1))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {ProbeClock.Milliseconds(time - start),7:F1} ms  {text}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"                {seen.Lost} of {seen.Sent} pings lost"));
    }

    private string Describe(RoleChange change) => change switch
    {
        { State: OperState.Up } => $"gateway{change.Gateway}  {Carp} is UP: master{Reason(change.Gateway, "MASTER")}",
        { State: OperState.Dormant } => $"gateway{change.Gateway}  {Carp} is DORMANT: no master",
        { State: OperState.LowerLayerDown } => $"gateway{change.Gateway}  {Carp} is LOWERLAYERDOWN: no carrier",
        _ => $"gateway{change.Gateway}  {Carp} is {change.State}",
    };

    /// <summary>What koid's log says about it.</summary>
    private string Reason(int gateway, string state)
    {
        var lines = koids[gateway]!.Lines;
        for (var number = linesSeen[gateway]; number < lines.Count; number++)
        {
            if (lines[number].Contains($"-> {state} (", StringComparison.Ordinal))
            {
                linesSeen[gateway] = number + 1;
                return lines[number][(lines[number].LastIndexOf('(') - 1)..];
            }
        }

        return "";
    }

    private void StartKoid(int number)
    {
        koids[number] = segment.Sites[number].Host.Start(Checkout.Koi, "koid", "-d");
        linesSeen[number] = 0;
    }

    /// <summary>Waits until a gateway has taken over, and the other one, if its koid lives, is no master.</summary>
    private void Expect(int master)
    {
        var other = 1 - master;
        if (!roles.Wait(now => now[master] == OperState.Up && (now[other] != OperState.Up || koids[other]!.HasExited), Patience))
        {
            throw new LabException($"gateway{master} did not become master\n{string.Join('\n', koids.SelectMany(koid => koid!.Lines))}");
        }
    }

    private void Type(int number, string command)
    {
        Console.WriteLine($"gateway{number} # {command}");
        segment.Sites[number].Host.Run(Checkout.Koi, command.Split(' ').AsSpan(1)).Check();
    }

    private string Ifconfig(int number) => segment.Sites[number].Host.Run(Checkout.Koi, "ifconfig", Carp).Check().Output;
}
