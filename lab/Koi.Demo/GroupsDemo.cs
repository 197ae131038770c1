using Koi.Lab;
using static Koi.Demo.Screen;

namespace Koi.Demo;

/// <summary>A gateway with two uplinks whose firewall names groups only; the default route moves, and the rules follow.</summary>
internal sealed class GroupsDemo : IDisposable
{
    private const string Path = "/etc/koi/rules.nft";
    private const string Server = "203.0.113.80";

    private const string Rules = """
        table inet koi {
        	set g_ext { type ifname; }
        	set g_int { type ifname; }
        	set g_dmz { type ifname; }
        	set g_egress { type ifname; }

        	chain my_input {
        		type filter hook input priority filter;
        		iifname @g_ext ct state new counter drop
        	}
        	chain my_forward {
        		type filter hook forward priority filter; policy drop;
        		ct state established,related accept
        		iifname @g_int oifname @g_egress counter accept
        		iifname @g_int oifname @g_dmz counter accept
        	}
        	chain my_nat {
        		type nat hook postrouting priority srcnat;
        		oifname @g_egress masquerade
        	}
        }

        """;

    private readonly Network network = Network.Create();
    private readonly Host inside;
    private readonly Gateway gateway;
    private readonly Host cable;
    private readonly Host radio;
    private RunningProgram? koid;

    public GroupsDemo()
    {
        inside = network.AddHost("inside");
        gateway = network.AddGateway("gateway");
        cable = network.AddHost("cable");
        radio = network.AddHost("radio");
        network.Connect(inside.Card("eth0", "10.1.0.2/24"), gateway.Card("eth1", "10.1.0.1/24"));
        network.Connect(cable.Card("eth0", "192.0.2.1/24"), gateway.Card("eth0", "192.0.2.2/24"));
        network.Connect(radio.Card("eth0", "198.51.100.1/24"), gateway.Card("wan1", "198.51.100.2/24"));
        inside.AddRoute("default", "10.1.0.1");
        gateway.AddRoute("default", "192.0.2.1");
        cable.AddAddress("lo", $"{Server}/32");
        radio.AddAddress("lo", $"{Server}/32");
        gateway.WriteFile(Path, Rules);
    }

    public void ShowRules()
    {
        Title($"10.1.0.2 - eth1 gateway - eth0 192.0.2.1 cable, wan1 198.51.100.1 radio; both lead to {Server}");
        Show($"gateway: {Path}, which names no interface", gateway.ReadFile(Path));
    }

    public void Start()
    {
        Title("koid keeps egress and the groups of each kind; the administrator says the rest");
        koid = gateway.Start(Checkout.Koi, "koid", "-dv");
        koid.WaitForLine("keeping groups");
        Type("koi ifconfig eth0 group ext");
        Type("koi ifconfig wan1 group ext");
        Type("koi ifconfig eth1 group int");
        Type($"nft -f {Path}");
        Show("gateway # koi ifconfig eth0", Ifconfig("eth0"));
    }

    public void ShowCable()
    {
        Title("The default route leads by the cable");
        Ping(cable, "eth0");
        ShowState();
    }

    public void MoveRoute()
    {
        Title("It moves to the radio; nothing is loaded again");
        Type("ip route replace default via 198.51.100.1");
        koid!.WaitForLine("add g_egress wan1");
        Show("koid's log", Log("egress"));
        Ping(radio, "wan1");
        ShowState();
    }

    public void AddNetwork()
    {
        Title("A new network, which no rule allows until its interface is in a group");
        var web = network.AddHost("web");
        network.Connect(web.Card("eth0", "10.3.0.80/24"), gateway.Card("eth3", "10.3.0.1/24"));
        web.AddRoute("default", "10.3.0.1");
        Expect(1, inside.Run("ping", "-n", "-c1", "-W1", "10.3.0.80"));
        Type("koi ifconfig eth3 group dmz");
        Expect(0, inside.Run("ping", "-n", "-c1", "-w20", "10.3.0.80"));
        Show("gateway # koi ifconfig dmz", Ifconfig("dmz"));
    }

    public void Flush()
    {
        Title("Somebody flushes the whole ruleset; koid puts the groups back, and the rules find them again");
        Type("nft flush ruleset");
        koid!.WaitForLine("putting back groups");
        koid.WaitForLine("add g_dmz eth3");
        Show("koid's log", Log("flushed"));
        Type($"nft -f {Path}");
        Ping(radio, "wan1");
        ShowState();
    }

    public void Dispose() => network.Dispose();

    /// <summary>A ping from inside to the server, which must leave by one of the uplinks and not by the other.</summary>
    private void Ping(Host way, string card)
    {
        using var eth0 = gateway.Capture("eth0", "icmp");
        using var wan1 = gateway.Capture("wan1", "icmp");
        var (seen, silent) = card is "eth0" ? (eth0, wan1) : (wan1, eth0);
        Show($"inside $ ping -c1 {Server}", inside.Run("ping", "-n", "-c1", "-w20", Server).Check().Output);
        seen.WaitFor(frame => frame.IsFrom(Server));
        eth0.Stop();
        wan1.Stop();
        Show($"gateway: {card}, the way to {way.Name}", string.Join('\n', seen.Decode()));
        if (silent.Frames.Count > 0)
        {
            throw new LabException($"a packet did not leave by {card}");
        }
    }

    private void ShowState()
    {
        Show("gateway # nft list set inet koi g_egress", Run("nft", "list", "set", "inet", "koi", "g_egress"));
        Show("gateway # nft list chain inet koi my_forward", Run("nft", "list", "chain", "inet", "koi", "my_forward"));
    }

    private void Type(string command)
    {
        Console.WriteLine($"\ngateway # {command}");
        var words = command.Split(' ');
        Run(words[0] is "koi" ? Checkout.Koi : words[0], words.AsSpan(1));
    }

    private string Ifconfig(string name) => Run(Checkout.Koi, "ifconfig", name);

    private string Run(string program, params ReadOnlySpan<string> arguments) => gateway.Run(program, arguments).Check().Output;

    private string Log(string text) =>
        string.Join('\n', koid!.Lines.Where(line => line.Contains(text, StringComparison.Ordinal)).TakeLast(2));

    private static void Expect(int exitCode, ProgramResult ping)
    {
        Show($"inside $ {ping.Command}", ping.Output);
        if (ping.ExitCode != exitCode)
        {
            throw new LabException(ping.ToString());
        }
    }
}
