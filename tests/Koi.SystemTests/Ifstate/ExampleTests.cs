using Koi.Lab;
using Koi.SystemTests.Ifconfig;

namespace Koi.SystemTests.Ifstate;

/// <summary>The files of docs/examples/ifstated as they are, with shorter times by -D, in networks that break.</summary>
public sealed class ExampleTests : IDisposable
{
    private const string Programs = "/run/bin";
    private const string Calls = "/run/calls";

    // A machine under load answers a ping late, but not three times in a row.
    private const string Often = "every 500ms timeout 450ms rise 3 fall 3";

    private readonly IfstatedHost gateway = new();

    public void Dispose() => gateway.Dispose();

    [Fact]
    public void A_mail_is_sent_when_the_role_changes()
    {
        var peer = AddPeer();
        PutProgram(gateway.Host, "mail", "echo \"mail $2\"");
        CreateCarp(gateway.Host, 25);
        AwaitMaster(gateway.Host);
        var ifstated = StartExample(gateway.Host, "carp-command");
        ifstated.WaitForLine("changing state to master");
        CreateCarp(peer, 50);
        gateway.Host.Change("-g carp carpdemote 50");
        ifstated.WaitForLine("changing state to backup");
        AwaitMaster(peer);
        peer.Change("carp0 destroy");
        ifstated.WaitForLine("changing state to master");
        AwaitCalls(gateway.Host, 3);
        Assert.Equal(0, ifstated.Stop());
        var mails = Told(gateway.Host).Select(line => line.Split(' ') is [.., var role, "on", _, "by", var cause] ? $"{role} {cause}" : line);
        Assert.Equal(["master start", "backup link:carp0", "master link:carp0"], mails.Select(mail => mail.Replace(",", "", StringComparison.Ordinal)));
    }

    /// <summary>Two machines run the service on the master, and one is demoted by its router: also after ifstated was killed.</summary>
    [Fact]
    public void A_service_follows_the_master_and_tests_demote()
    {
        var peer = AddPeer();
        var router = gateway.Network.AddHost("router");
        gateway.Network.Connect(gateway.Host.Card("eth1", "192.0.2.2/24"), router.Card("eth0", "192.0.2.1/24"));
        foreach (var machine in new[] { gateway.Host, peer })
        {
            PutProgram(machine, "systemctl", "echo \"$1 $2\"");
            PutProgram(machine, "dig", "test ! -e /run/dig-fails");
            machine.Run("ln", "-s", Checkout.Koi, $"{Programs}/koi").Check();
        }

        CreateCarp(gateway.Host, 25);
        gateway.Host.Change("carp0 group checks");
        AwaitMaster(gateway.Host);
        CreateCarp(peer, 50);
        StartExample(gateway.Host, "carp-service");
        StartExample(peer, "carp-service");
        AwaitCalls(gateway.Host, 1);
        AwaitCalls(peer, 1);
        var definitions = new[] { "-D", $"router=\"ping -n -q -c 1 -W 0.4 192.0.2.1 >/dev/null\" {Often}", "-D", "hold=after 2s", "-s", "/run/checks.sock" };
        var checks = StartExample(gateway.Host, "carp-demote", definitions);
        checks.WaitForLine("changing state to healthy");

        router.Run("ip", "address", "flush", "dev", "eth0").Check();
        checks.WaitForLine("changing state to ill");
        AwaitMaster(peer);
        AwaitCalls(gateway.Host, 2);
        AwaitCalls(peer, 2);

        // Killed and started again while the router is away: neither demoted twice nor given back.
        checks.Send(Signal.Kill);
        checks.WaitForExit();
        checks = StartExample(gateway.Host, "carp-demote", definitions);
        checks.WaitForLine("changing state to ill");
        Assert.Equal("checks: carp demote count 128\n", gateway.Host.Show("-g checks"));
        AwaitMaster(peer);

        router.Run("ip", "address", "add", "192.0.2.1/24", "dev", "eth0").Check();
        checks.WaitForLine("changing state to healthy");
        IfstatedHost.Await(
            () => string.Equals(gateway.Host.Show("-g checks"), "checks: carp demote count 0\n", StringComparison.Ordinal), "no demotion");
        peer.Change("carp0 destroy");
        AwaitCalls(gateway.Host, 3);
        AwaitCalls(peer, 3);
        string[] wanted = ["start kea-dhcp4-server", "stop kea-dhcp4-server", "start kea-dhcp4-server"];
        Assert.Equal(wanted, Told(gateway.Host));
        Assert.Equal(["stop kea-dhcp4-server", "start kea-dhcp4-server", "stop kea-dhcp4-server"], Told(peer));
        Assert.Equal(0, checks.Stop());
    }

    [Fact]
    public void The_second_uplink_takes_over_and_the_first_one_comes_back_when_it_is_stable()
    {
        var first = AddUplink("first", "eth0", "192.0.2");
        AddUplink("second", "eth1", "198.51.100");
        gateway.Ip("route", "add", "default", "via", "198.51.100.1", "dev", "eth1", "metric", "100");
        gateway.Ip("route", "add", "default", "via", "192.0.2.1", "dev", "eth0", "metric", "200");
        var ifstated = StartExample(
            gateway.Host,
            "two-uplinks",
            "-D", $"first_answers=\"ping -n -q -c 1 -W 0.4 -I eth0 203.0.113.1 >/dev/null\" {Often}",
            "-D", $"first_is_back=\"ping -n -q -c 1 -W 0.4 -I eth0 203.0.113.1 >/dev/null\" {Often}",
            "-D", "patience=after 2s",
            "-D", "hold=after 4s");
        ifstated.WaitForLine("changing state to first");
        AwaitRoute("eth0");

        // Its link stays, and it leads nowhere. It comes and goes, never for long.
        first.Run("ip", "address", "del", "203.0.113.1/32", "dev", "lo").Check();
        ifstated.WaitForLine("changing state to second");
        AwaitRoute("eth1");
        for (var flap = 0; flap < 3; flap++)
        {
            first.Run("ip", "address", "add", "203.0.113.1/32", "dev", "lo").Check();
            gateway.Host.Run("sleep", "0.7").Check();
            first.Run("ip", "address", "del", "203.0.113.1/32", "dev", "lo").Check();
            gateway.Host.Run("sleep", "1").Check();
        }

        Assert.Equal("changing state to second", IfstatedHost.Changes(ifstated)[^1]);
        first.Run("ip", "address", "add", "203.0.113.1/32", "dev", "lo").Check();
        ifstated.WaitForLine("changing state to first");
        AwaitRoute("eth0");

        first.Run("ip", "link", "set", "eth0", "down").Check();
        ifstated.WaitForLine("changing state to second");
        AwaitRoute("eth1");
        first.Run("ip", "link", "set", "eth0", "up").Check();
        ifstated.WaitForLine("changing state to first");
        AwaitRoute("eth0");
        Assert.Equal(0, ifstated.Stop());
        Assert.Equal(
            ["start", "first", "second", "first", "second", "first"],
            IfstatedHost.Changes(ifstated).Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void A_line_is_dialled_while_the_other_one_is_bad()
    {
        PutProgram(gateway.Host, "pon", "echo \"pon $1\"");
        PutProgram(gateway.Host, "poff", "echo \"poff $1\"");
        var provider = AddUplink("provider", "ppp0", "192.0.2");
        gateway.Ip("route", "add", "default", "via", "192.0.2.1", "dev", "ppp0", "metric", "100");
        var ifstated = StartExample(
            gateway.Host,
            "dial-up",
            "-D", $"answers=\"ping -n -q -c 1 -W 0.4 -I ppp0 203.0.113.1 >/dev/null\" {Often}",
            "-D", "bad=after 2s",
            "-D", "good=after 2s");
        AwaitCalls(gateway.Host, 1);

        provider.Run("ip", "address", "del", "203.0.113.1/32", "dev", "lo").Check();
        ifstated.WaitForLine("changing state to waiting");
        ifstated.WaitForLine("changing state to dial-up");
        AwaitCalls(gateway.Host, 2);
        provider.Run("ip", "address", "add", "203.0.113.1/32", "dev", "lo").Check();
        ifstated.WaitForLine("changing state to dsl");
        AwaitCalls(gateway.Host, 3);
        Assert.Equal(["poff backup", "pon backup", "poff backup"], Told(gateway.Host));
        Assert.Equal(0, ifstated.Stop());
    }

    [Fact]
    public void A_new_address_is_told_once()
    {
        gateway.AddWire("ppp0");
        gateway.Ip("address", "add", "192.0.2.1", "peer", "192.0.2.254/32", "dev", "ppp0");
        gateway.Host.WriteFile("/etc/koi/new-address", $"#!/bin/sh\necho \"$1\" >>{Calls}\n", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var ifstated = StartExample(gateway.Host, "new-address");
        AwaitCalls(gateway.Host, 1);
        Renumber("192.0.2.1", "192.0.2.1");
        gateway.Host.Run("sleep", "0.5").Check();
        Renumber("192.0.2.1", "192.0.2.7");
        AwaitCalls(gateway.Host, 2);
        gateway.Ip("address", "del", "192.0.2.7", "peer", "192.0.2.254/32", "dev", "ppp0");
        ifstated.WaitForLine("changing state to offline");
        gateway.Ip("address", "add", "192.0.2.8", "peer", "192.0.2.254/32", "dev", "ppp0");
        AwaitCalls(gateway.Host, 3);
        Assert.Equal(0, ifstated.Stop());
        Assert.Equal(["192.0.2.1", "192.0.2.7", "192.0.2.8"], Told(gateway.Host));
    }

    private void Renumber(string before, string after) => Assert.Equal(0, gateway.Host.RunWithInput(
        $"address del {before} peer 192.0.2.254/32 dev ppp0\naddress add {after} peer 192.0.2.254/32 dev ppp0\n", "ip", "-batch", "-").ExitCode);

    /// <summary>A machine beside the gateway, both with koid.</summary>
    private Host AddPeer()
    {
        var peer = gateway.Network.AddHost("peer");
        gateway.Network.Connect(gateway.Host.Card("eth0", "10.9.0.1/24"), peer.Card("eth0", "10.9.0.2/24"));
        foreach (var machine in new[] { gateway.Host, peer })
        {
            machine.WriteFile("/etc/koi-lab/password", "secret\n");
            machine.Start(Checkout.Koi, "koid", "-d").WaitForLine("keeping groups");
        }

        return peer;
    }

    private static void CreateCarp(Host machine, int skew) => machine.Change(
        $"carp0 vhid 1 carpdev eth0 pass /etc/koi-lab/password advbase 0 advskew {skew} inet 10.9.0.100");

    private Host AddUplink(string name, string card, string network)
    {
        var router = gateway.Network.AddHost(name);
        gateway.Network.Connect(gateway.Host.Card(card, $"{network}.2/24"), router.Card("eth0", $"{network}.1/24"));
        router.AddAddress("lo", "203.0.113.1/32");
        return router;
    }

    /// <summary>Starts ifstated with an example, in a host with the programs of <see cref="PutProgram"/>.</summary>
    private static RunningProgram StartExample(Host machine, string name, params ReadOnlySpan<string> options)
    {
        machine.Run("mkdir", "-p", Programs, "/run/koi").Check();
        var file = $"/etc/koi/{name}.conf";
        machine.WriteFile(file, File.ReadAllText(Path.Combine(Checkout.Root, "docs", "examples", "ifstated", $"{name}.conf")));
        return machine.Start(
            "env", [$"PATH={Programs}:/usr/sbin:/usr/bin:/sbin:/bin", Checkout.Koi, "ifstated", "-d", "-f", file, .. options]);
    }

    /// <summary>A program in the way of the real one; what it says is kept.</summary>
    private static void PutProgram(Host machine, string name, string script) => machine.WriteFile(
        $"{Programs}/{name}", $"#!/bin/sh\n{script} >>{Calls}\n", UnixFileMode.UserRead | UnixFileMode.UserExecute);

    private static string[] Told(Host machine) =>
        machine.Run("sh", "-c", $"cat {Calls} 2>/dev/null; true").Check().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void AwaitCalls(Host machine, int count) => IfstatedHost.Await(() => Told(machine).Length == count, $"{count} calls");

    private static void AwaitMaster(Host machine) => IfstatedHost.Await(
        () => machine.Show("carp0").Contains("MASTER", StringComparison.Ordinal), "master");

    private void AwaitRoute(string card) => IfstatedHost.Await(
        () => gateway.Host.Run("ip", "route", "get", "203.0.113.80").Output.Contains($" dev {card} ", StringComparison.Ordinal), $"a route by {card}");
}
