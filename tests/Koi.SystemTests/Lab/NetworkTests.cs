using Koi.Lab;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Lab;

/// <summary>The lab itself: what other system tests are built on.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly Network network = LabNetwork.Create();

    public void Dispose() => network.Dispose();

    [Fact]
    public void A_packet_passes_two_gateways_and_a_bridge()
    {
        var client = network.AddHost("client");
        var server = network.AddHost("server");
        var (west, east) = (network.AddGateway("west"), network.AddGateway("east"));
        var wan = network.AddBridge("wan");
        network.Connect(client.Card("eth0", "10.1.0.2/24", "fd01::2/64"), west.Card("eth1", "10.1.0.1/24", "fd01::1/64"));
        network.Connect(server.Card("eth0", "10.2.0.2/24", "fd02::2/64"), east.Card("eth1", "10.2.0.1/24", "fd02::1/64"));
        wan.Attach(west.Card("eth0", "192.0.2.1/24", "fd00::1/64"));
        wan.Attach(east.Card("eth0", "192.0.2.2/24", "fd00::2/64"));
        client.AddRoute("default", "10.1.0.1");
        client.AddRoute("default", "fd01::1");
        server.AddRoute("default", "10.2.0.1");
        server.AddRoute("default", "fd02::1");
        west.AddRoute("10.2.0.0/24", "192.0.2.2");
        west.AddRoute("fd02::/64", "fd00::2");
        east.AddRoute("10.1.0.0/24", "192.0.2.1");
        east.AddRoute("fd01::/64", "fd00::1");

        client.Run("ping", "-c1", "-w20", "10.2.0.2").Check();
        client.Run("ping", "-c1", "-w20", "fd02::2").Check();
    }

    [Fact]
    public void A_capture_shows_frames_and_tcpdumps_lines()
    {
        var (left, right) = Pair();
        using var capture = right.Capture("eth0", "icmp");

        left.Run("ping", "-c1", "-w20", "10.0.0.2").Check();

        var request = capture.WaitFor(frame => frame.IpProtocol == 1);
        var reply = capture.WaitFor(frame => frame.IpProtocol == 1);
        capture.Stop();
        Assert.Equal(("10.0.0.1", "10.0.0.2"), ($"{request.Source}", $"{request.Destination}"));
        Assert.Equal(("10.0.0.2", "10.0.0.1"), ($"{reply.Source}", $"{reply.Destination}"));
        Assert.Contains("10.0.0.1 > 10.0.0.2: ICMP echo request", capture.Decode()[0], StringComparison.Ordinal);
        Assert.Equal(2, capture.Frames.Count);
    }

    [Fact]
    public void A_bridge_port_can_be_muted_and_unplugged()
    {
        var left = network.AddHost("left");
        var right = network.AddHost("right");
        var wire = network.AddBridge("wire");
        wire.Attach(left.Card("eth0", "10.0.0.1/24"));
        var port = wire.Attach(right.Card("eth0", "10.0.0.2/24"));
        left.Run("ping", "-c1", "-w20", "10.0.0.2").Check();

        port.Mute();
        Assert.False(left.Run("ping", "-c1", "-w1", "10.0.0.2").Succeeded);
        Assert.DoesNotContain("NO-CARRIER", right.Run("ip", "link", "show", "eth0").Output, StringComparison.Ordinal);
        port.Unmute();
        left.Run("ping", "-c1", "-w20", "10.0.0.2").Check();

        port.Unplug();
        right.WaitUntil(routes => routes.FindLink("eth0")!.OperState != OperState.Up, "no carrier");
        port.Plug();
        left.Run("ping", "-c1", "-w20", "10.0.0.2").Check();
    }

    [Fact]
    public void A_host_has_its_own_name_links_and_files()
    {
        var (left, right) = Pair();
        left.WriteFile("/etc/koi/pf.conf", "block\n");

        Assert.Equal(left.FullName, left.Run("hostname").Check().Output.Trim());
        Assert.Equal(["eth0", "lo"], left.Run("ls", "/sys/class/net").Check().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("block\n", left.Run("cat", "/etc/koi/pf.conf").Check().Output);
        Assert.False(right.Run("test", "-e", "/etc/koi/pf.conf").Succeeded);
        Assert.Throws<ArgumentException>(() => left.WriteFile("/tmp/x", string.Empty));
        Assert.Contains(left.FullName, ProgramResult.Of("ip", "netns").Check().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_runs_until_it_is_stopped_and_its_lines_are_awaited()
    {
        var host = network.AddHost("host");
        var program = host.Start("sh", "-c", "trap 'echo again' HUP; echo first; while :; do read line; echo got $line; done");
        program.WaitForLine("first");

        program.Send(Signal.Hangup);
        program.WaitForLine("again");
        program.Input.WriteLine("mail");
        program.Input.Flush();

        Assert.Equal("got mail", program.WaitForLine("mail"));
        Assert.Equal(128 + (int)Signal.Terminate, program.Stop());
        var failure = Assert.Throws<LabException>(() => program.WaitForLine("never", TimeSpan.FromSeconds(20)));
        Assert.Contains("ended before \"never\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_takes_too_long_is_killed()
    {
        var host = network.AddHost("host");

        var failure = Assert.Throws<LabException>(() => host.RunWithin(TimeSpan.FromSeconds(1), "sleep", "1000"));

        Assert.Contains("not finished after 1 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_when_a_network_is_disposed()
    {
        var host = network.AddHost("host");
        var started = host.Start("sh", "-c", "sleep 1000 & echo $!; wait");
        var child = started.WaitForLine(_ => true, "a process id");
        var name = host.FullName;

        network.Dispose();

        Assert.Null(new FileInfo($"/proc/{child}/ns/net").LinkTarget);
        Assert.DoesNotContain(name, ProgramResult.Of("ip", "netns").Check().Output, StringComparison.Ordinal);
    }

    private (Host Left, Host Right) Pair()
    {
        var (left, right) = (network.AddHost("left"), network.AddHost("right"));
        network.Connect(left.Card("eth0", "10.0.0.1/24"), right.Card("eth0", "10.0.0.2/24"));
        return (left, right);
    }
}
