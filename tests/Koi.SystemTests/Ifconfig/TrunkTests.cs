using System.Globalization;
using System.Text.RegularExpressions;
using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ifconfig;

/// <summary>trunk(4)'s protocols with packets on the wire.</summary>
[Trait("Kernel", "full")]
public sealed partial class TrunkTests : IDisposable
{
    private readonly Network network = LabNetwork.Create();

    public void Dispose() => network.Dispose();

    [Theory]
    [InlineData("roundrobin", 2)]
    [InlineData("loadbalance", 1)]
    [InlineData("broadcast", 2)]
    [InlineData("lacp", 1)]
    [InlineData("failover", 1)]
    public void A_trunk_carries_packets(string protocol, int usedPorts)
    {
        var (left, right) = (network.AddHost("left"), network.AddHost("right"));
        network.Connect(left.Card("eth0"), right.Card("eth0"));
        network.Connect(left.Card("eth1"), right.Card("eth1"));
        var words = $"trunk0 trunkproto {protocol} trunkport eth0 trunkport eth1";
        left.Change($"{words} 10.7.0.1/24");
        right.Change($"{words} 10.7.0.2/24");
        left.ChangeNothing($"{words} 10.7.0.1/24");

        if (protocol is "lacp")
        {
            // Both ports agree with the other end on one aggregate.
            left.WaitUntil(
                routes => routes.DumpLinks().Count(l => l.BondPort is { Aggregator: 1 } p && (p.ActorState & 0x30) == 0x30) == 2,
                "both ports distribute");
            Assert.Contains("\t\ttrunkport eth1 active,collecting,distributing\n", left.Show("trunk0"), StringComparison.Ordinal);
        }

        left.Run("ping", "-c1", "-w30", "10.7.0.2").Check();
        using var first = left.Capture("eth0", "icmp and src 10.7.0.1");
        using var second = left.Capture("eth1", "icmp and src 10.7.0.1");
        left.Run("ping", "-c10", "-i0.1", "-w30", "10.7.0.2").Check();
        first.Stop();
        second.Stop();
        Assert.Equal(usedPorts, (first.Frames.Count > 0 ? 1 : 0) + (second.Frames.Count > 0 ? 1 : 0));

        Assert.Contains($"\ttrunk: trunkproto {protocol}\n\t\ttrunkport eth0 master,active", left.Show("trunk0"), StringComparison.Ordinal);
        Assert.Contains("\ttrunk: trunkdev trunk0\n", left.Show("eth0"), StringComparison.Ordinal);
        left.Change("trunk0 -trunkport eth0");
        left.Change("trunk0 destroy");
        Assert.Contains("<UP,", left.Show("eth0"), StringComparison.Ordinal);
        Assert.Contains("<UP,", left.Show("eth1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trunk_changes_its_protocol_and_keeps_its_ports()
    {
        var (left, right) = (network.AddHost("left"), network.AddHost("right"));
        network.Connect(left.Card("eth0"), right.Card("eth0"));
        network.Connect(left.Card("eth1"), right.Card("eth1"));
        left.Change("trunk0 trunkport eth0 trunkport eth1 10.7.0.1/24");
        right.Change("trunk0 trunkport eth0 trunkport eth1 10.7.0.2/24");
        foreach (var protocol in (string[])["failover", "loadbalance", "broadcast", "roundrobin", "lacp"])
        {
            left.Change($"trunk0 trunkproto {protocol}");
            right.Change($"trunk0 trunkproto {protocol}");
            left.ChangeNothing($"trunk0 trunkproto {protocol}");

            left.Run("ping", "-c1", "-w60", "10.7.0.2").Check();
        }

        left.Change("trunk0 trunkproto none");
        Assert.DoesNotContain("trunkport", left.Show("trunk0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_a_trunk_refuses_is_as_it_was()
    {
        var (left, right) = (network.AddHost("left"), network.AddHost("right"));
        network.Connect(left.Card("eth0"), right.Card("eth0"));
        left.Change("wg0 up");
        left.Change("trunk0 trunkproto lacp trunkport eth0");

        var refused = left.Ifconfig("trunk0 trunkport wg0");

        Assert.StartsWith("ifconfig: SIOCSTRUNKPORT: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("<UP,", left.Show("wg0"), StringComparison.Ordinal);
        Assert.DoesNotContain("wg0", left.Show("trunk0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_port_is_replaced_and_the_master_takes_over_again()
    {
        var (gateway, server) = (network.AddHost("gateway"), network.AddHost("server"));
        var lan = network.AddBridge("lan");
        var master = lan.Attach(gateway.Card("eth0"));
        lan.Attach(gateway.Card("eth1"));
        lan.Attach(server.Card("eth0", "10.7.0.2/24"));
        gateway.Change("trunk0 trunkproto failover trunkport eth0 trunkport eth1 10.7.0.1/24");
        gateway.Run("ping", "-c1", "-w30", "10.7.0.2").Check();
        using var stream = gateway.Start("ping", "-i0.05", "-s1000", "10.7.0.2");
        WaitForReplies(stream, 20);

        master.Unplug();
        WaitForActive(gateway, "eth1");
        Assert.Contains("\t\ttrunkport eth0 master\n\t\ttrunkport eth1 active\n", gateway.Show("trunk0"), StringComparison.Ordinal);
        WaitForReplies(stream, 20);
        master.Plug();
        WaitForActive(gateway, "eth0");
        Assert.Contains("\t\ttrunkport eth0 master,active\n\t\ttrunkport eth1\n", gateway.Show("trunk0"), StringComparison.Ordinal);
        WaitForReplies(stream, 20);

        stream.Send(Signal.Interrupt);
        stream.WaitForExit();
        var summary = stream.Lines.Last(l => l.Contains("transmitted", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
    }

    /// <summary>Waits for so many more replies.</summary>
    private static void WaitForReplies(RunningProgram ping, int count)
    {
        var last = ping.Lines.Select(Sequence).DefaultIfEmpty(0).Max();
        ping.WaitForLine(line => Sequence(line) >= last + count, $"{count} more replies");
    }

    private static int Sequence(string line) =>
        SequenceNumber().Match(line) is { Success: true } found ? int.Parse(found.Groups["number"].Value, CultureInfo.InvariantCulture) : 0;

    private static void WaitForActive(Host host, string port) => host.WaitUntil(
        routes => routes.FindLink("trunk0")?.Bond?.ActiveIndex is { } active && active == routes.FindLink(port)?.Index,
        $"{port} is active");

    [GeneratedRegex("bytes from .* icmp_seq=(?<number>[0-9]+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SequenceNumber();
}
