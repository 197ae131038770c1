using System.Globalization;
using Koi.Lab;
using static Koi.Demo.Screen;

namespace Koi.Demo;

/// <summary>A gateway with two uplinks: ifstated moves the default route when the first one is bad, and moves it back when it is stable.</summary>
internal sealed class UplinksDemo : IDisposable
{
    private const string Example = "docs/examples/ifstated/two-uplinks.conf";
    private const string Path = "/etc/koi/ifstated.conf";
    private const string Server = "203.0.113.80";
    private const string Probed = "203.0.113.1";

    // As in the file, but faster.
    private static readonly string[] Definitions =
    [
        "-D", "first_answers=\"/etc/koi/answers eth0\" every 300ms timeout 280ms fall 3",
        "-D", "first_is_back=\"/etc/koi/answers eth0\" every 300ms timeout 280ms rise 5 fall 1",
        "-D", "patience=after 1s",
        "-D", "hold=after 4s",
    ];

    private const int PingsPerSecond = 50;

    private readonly Network network = Network.Create();
    private readonly Host inside;
    private readonly Gateway gateway;
    private readonly Gateway first;
    private RunningProgram? ifstated;

    public UplinksDemo()
    {
        inside = network.AddHost("inside");
        gateway = network.AddGateway("gateway");
        first = AddUplink("first", "eth0", "192.0.2");
        AddUplink("second", "eth1", "198.51.100");
        network.Connect(inside.Card("eth0", "10.1.0.2/24"), gateway.Card("eth2", "10.1.0.1/24"));
        inside.AddRoute("default", "10.1.0.1");
        gateway.Run("ip", "route", "add", "default", "via", "198.51.100.1", "dev", "eth1", "metric", "100").Check();
        gateway.Run("ip", "route", "add", "default", "via", "192.0.2.1", "dev", "eth0", "metric", "200").Check();
        gateway.WriteFile(Path, File.ReadAllText(System.IO.Path.Combine(Checkout.Root, Example)));
        gateway.WriteFile(
            "/etc/koi/answers",
            $"#!/bin/sh\nexec ping -n -q -c 1 -W 0.25 -I \"$1\" {Probed} >/dev/null\n",
            UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void ShowMachine()
    {
        Title($"10.1.0.2 - gateway - eth0 192.0.2.1 first, eth1 198.51.100.1 second; both lead to {Server}");
        var states = gateway.ReadFile(Path);
        Show($"gateway: {Path}, which is {Example}, with faster tests by -D", states[states.IndexOf("init-state", StringComparison.Ordinal)..]);
        var graph = Ifstated(["-G", .. Definitions, "-f", Path]);
        Show("gateway # ifstated -G | graph-easy --as=boxart", inside.RunWithInput(graph, "graph-easy", "--from=dot", "--as=boxart").Check().Output);
    }

    public void Start()
    {
        Title("ifstated starts, and finds the first uplink good");
        ifstated = gateway.Start(Checkout.Koi, ["ifstated", "-d", "-f", Path, .. Definitions]);
        Await("first", "eth0");
    }

    public void LoseWay()
    {
        Title($"The first uplink's link stays up, but it leads nowhere any more: three lost pings to {Probed} move the route");
        using var pings = Ping();
        SetWay(isThere: false);
        Await("second", "eth1");
        Tell(pings);
    }

    public void Flap()
    {
        Title("It comes back for a moment, three times: nothing moves, and nothing is lost");
        using var pings = Ping();
        for (var flap = 0; flap < 3; flap++)
        {
            SetWay(isThere: true);
            inside.Run("sleep", "0.6").Check();
            SetWay(isThere: false);
            inside.Run("sleep", "0.9").Check();
        }

        if (Tell(pings) != 0 || States() is not [.., "second"])
        {
            throw new LabException($"a line that flaps moved the traffic\n{string.Join('\n', ifstated!.Lines)}");
        }
    }

    public void MendWay()
    {
        Title("It comes back and stays: after five answers in a row, and four seconds in this state, the route moves back");
        using var pings = Ping();
        SetWay(isThere: true);
        Await("first", "eth0");
        if (Tell(pings) != 0)
        {
            throw new LabException("the way back lost packets, though both uplinks were good");
        }
    }

    public void PullCable()
    {
        Title("The cable is pulled: a link's event needs no test");
        using var pings = Ping();
        first.Run("ip", "link", "set", "eth0", "down").Check();
        Await("second", "eth1");
        Tell(pings);
        Show("gateway # ifstated status", Ifstated("status"));
    }

    public void Dispose() => network.Dispose();

    /// <summary>A router that leads to the server and to the address that is probed.</summary>
    private Gateway AddUplink(string name, string card, string prefix)
    {
        var router = network.AddGateway(name);
        network.Connect(gateway.Card(card, $"{prefix}.2/24"), router.Card("eth0", $"{prefix}.1/24"));
        router.AddRoute("10.1.0.0/24", $"{prefix}.2");
        router.AddAddress("lo", $"{Server}/32");
        router.AddAddress("lo", $"{Probed}/32");
        return router;
    }

    /// <summary>What is beyond the first uplink answers, or is silent.</summary>
    private void SetWay(bool isThere)
    {
        foreach (var address in (ReadOnlySpan<string>)[Server, Probed])
        {
            first.Run("ip", "address", isThere ? "add" : "del", $"{address}/32", "dev", "lo").Check();
        }
    }

    private void Await(string state, string card)
    {
        Console.WriteLine($"\nifstated's log\n    {ifstated!.WaitForLine($"changing state to {state}")}");
        gateway.WaitUntil(
            _ => gateway.Run("ip", "route", "get", Server).Output.Contains($" dev {card} ", StringComparison.Ordinal), $"a route by {card}");
        Show($"gateway # ip route get {Server}", gateway.Run("ip", "route", "get", Server).Check().Output.Split('\n')[0]);
    }

    private RunningProgram Ping()
    {
        var pings = inside.Start("ping", "-n", "-i", (1.0 / PingsPerSecond).ToString(CultureInfo.InvariantCulture), Server);
        pings.WaitForLine("icmp_seq=3 ");
        return pings;
    }

    /// <summary>Ends the pings when they have been answered again for a while.</summary>
    /// <returns>How many were lost.</returns>
    private static int Tell(RunningProgram pings)
    {
        for (var answer = 0; answer < PingsPerSecond / 2; answer++)
        {
            pings.WaitForLine("icmp_seq=");
        }

        pings.Send(Signal.Interrupt);
        // 123 packets transmitted, 120 received, ...; the last one may be on its way.
        var summary = pings.WaitForLine(" packets transmitted, ").Split(' ');
        var (sent, answered) = (Number(summary[0]) - 1, Number(summary[3]));
        var lost = Math.Max(0, sent - answered);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\ninside: {lost} of {sent} pings lost, one each {1000 / PingsPerSecond} ms: {lost / (double)PingsPerSecond:0.00} s"));
        return lost;

        static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
    }

    private string[] States() =>
        [.. ifstated!.Lines.Where(line => line.StartsWith("changing ", StringComparison.Ordinal)).Select(line => line.Split(' ')[^1])];

    private string Ifstated(params ReadOnlySpan<string> arguments) => gateway.Run(Checkout.Koi, ["ifstated", .. arguments]).Check().Output;
}
