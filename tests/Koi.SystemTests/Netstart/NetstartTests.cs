using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Netstart;

/// <summary>A gateway of files: it comes up, and a second start is not noticed.</summary>
public sealed class NetstartTests : IDisposable
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Network network = LabNetwork.Create();
    private readonly Gateway gateway;
    private readonly Host neighbour;

    public NetstartTests()
    {
        gateway = network.AddGateway("gateway");
        neighbour = network.AddHost("neighbour");
        network.Connect(gateway.Card("eth0"), neighbour.Card("eth0", "192.0.2.254/24", "2001:db8::fe/64"));
        network.Connect(gateway.Card("eth1"), neighbour.Card("eth1"));
    }

    public void Dispose() => network.Dispose();

    [Fact]
    public void A_gateway_comes_up()
    {
        WriteGateway();

        Start().Check();

        var addresses = gateway.Run("ip", "-brief", "address").Check().Output;
        Assert.Matches(@"lo +\S+ +127\.0\.0\.1/8 198\.51\.100\.9/32", addresses);
        Assert.Matches(@"eth0\S+ +\S+ +192\.0\.2\.1/24 192\.0\.2\.2/32 2001:db8::1/64", addresses);
        Assert.Matches(@"eth1\S+ +\S+ +10\.1\.0\.1/24", addresses);
        Assert.Contains("default via 192.0.2.254 dev eth0", gateway.Run("ip", "route").Output, StringComparison.Ordinal);
        Assert.Contains("default via 2001:db8::fe dev eth0 metric 1024", gateway.Run("ip", "-6", "route").Output, StringComparison.Ordinal);
        Assert.Contains("groups: ext", gateway.Run(Checkout.Koi, "ifconfig", "eth0").Output, StringComparison.Ordinal);
        Assert.Equal("eth1 is there\n", gateway.ReadFile("/run/seen"));
    }

    [Fact]
    public void A_second_start_changes_nothing()
    {
        WriteGateway();
        using var events = new KernelEvents(gateway);
        Start().Check();
        var first = events.Drain();

        Start().Check();

        Assert.NotEmpty(first);
        Assert.Equal([], events.Drain());
    }

    [Fact]
    public void A_second_start_drops_no_packet()
    {
        WriteGateway();
        Start().Check();
        var ping = neighbour.Start("ping", "-n", "-i", "0.01", "-c", "200", "-W", "20", "192.0.2.1");
        ping.WaitForLine("icmp_seq=3 ");

        Start().Check();
        Start("eth0", "eth1").Check();

        Assert.StartsWith("200 packets transmitted, 200 received", ping.WaitForLine("packets transmitted"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_file_among_good_ones_starts_nothing()
    {
        WriteGateway();
        Write("eth1", "inet 10.1.0.1/24\ninet 10.1.0.2 255.0.255.0\ngrup int\n");
        using var events = new KernelEvents(gateway);

        var run = Start();

        Assert.Equal(
            (1, "", """
                /etc/koi/hostname.eth1:2:15: error: "255.0.255.0" is not a netmask
                inet 10.1.0.2 255.0.255.0
                              ^~~~~~~~~~~
                /etc/koi/hostname.eth1:3:1: error: grup: bad value
                grup int
                ^~~~
                netstart: nothing is started: errors in /etc/koi/hostname.eth1

                """),
            (run.ExitCode, run.Output, run.Errors));
        Assert.Equal([], events.Drain());
    }

    [Fact]
    public void A_bad_file_does_not_stop_the_start_of_others_by_name()
    {
        WriteGateway();
        Write("eth1", "inet\n");

        Start("eth0").Check();

        Assert.Contains("192.0.2.1/24", gateway.Run("ip", "address").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_run_in_order_and_one_that_fails_is_reported()
    {
        Write("eth1", "!echo first \\$if >> /run/log\n!exit 3\ninet 10.1.0.1/24\n!ip -brief -4 address show \\$if | grep -c 10.1.0.1 >> /run/log\n");

        var run = Start();

        Assert.Equal((1, "netstart: /etc/koi/hostname.eth1:2: the command exited with status 3\n"), (run.ExitCode, run.Errors));
        Assert.Equal("first eth1\n1\n", gateway.ReadFile("/run/log"));
    }

    [Fact]
    public void The_first_router_that_the_kernel_takes_is_used()
    {
        Write("eth0", "inet 192.0.2.1/24\n");
        gateway.WriteFile("/etc/koi/mygate", "203.0.113.1\n192.0.2.254\n2001:db8:9::1\n");

        var run = Start();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("netstart: ip -6 route replace default via 2001:db8:9::1: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("default via 192.0.2.254 dev eth0", gateway.Run("ip", "route").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_router_in_the_network_of_a_bridge_is_found()
    {
        gateway.Run("ip", "link", "add", "br-lan", "type", "bridge").Check();
        gateway.Run("ip", "link", "set", "eth0", "master", "br-lan").Check();
        Write("br-lan", "inet 192.0.2.1/24\n");
        gateway.WriteFile("/etc/koi/mygate", "192.0.2.254\n");

        Start().Check();

        Assert.Contains("default via 192.0.2.254 dev br-lan", gateway.Run("ip", "route").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ordinary_user_sees_the_commands_and_cannot_run_them()
    {
        gateway.WriteFile("/etc/koi/hostname.eth1", "inet 10.1.0.1/24\n!exit 1\n", ReadableByAll);
        gateway.Run("cp", Checkout.Koi, "/run/koi-copy").Check();
        using var events = new KernelEvents(gateway);

        var shown = AsNobody("-n");
        var refused = AsNobody();

        Assert.Equal((0, "ifconfig lo inet 127.0.0.1/8\nifconfig eth1 inet 10.1.0.1/24\nexit 1\n"), (shown.ExitCode, shown.Output));
        Assert.Contains("netstart: warning: /etc/koi/hostname.eth1 is insecure", shown.Errors, StringComparison.Ordinal);
        Assert.Equal((1, "netstart: need root privileges\n"), (refused.ExitCode, refused.Errors));
        Assert.Equal([], events.Drain());
    }

    [Fact]
    public void Owner_and_mode_of_a_file_are_repaired()
    {
        gateway.WriteFile("/etc/koi/hostname.eth1", "inet 10.1.0.1/24\n", ReadableByAll);
        gateway.Run("chown", "65534:65534", "/etc/koi/hostname.eth1").Check();

        var run = Start().Check();

        Assert.Equal("netstart: warning: /etc/koi/hostname.eth1 is insecure, fixing permissions\n", run.Errors);
        Assert.Equal("640 0 0\n", gateway.Run("stat", "-c", "%a %u %g", "/etc/koi/hostname.eth1").Output);
        Assert.Equal("", Start().Check().Errors);
    }

    [Fact]
    public void Interfaces_that_do_not_exist_are_passed_over()
    {
        Write("eth7", "inet 10.7.0.1/24\n");

        var run = Start("-v").Check();

        Assert.Equal("ifconfig lo inet 127.0.0.1/8\n", run.Output);
        Assert.Equal("netstart: eth7: no such interface: skipped\n", run.Errors);
    }

    [Fact]
    public void A_file_that_is_not_there_starts_nothing()
    {
        Write("eth1", "inet 10.1.0.1/24\n");

        var run = Start("eth1", "eth5");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("netstart: /etc/koi/hostname.eth5: No such file or directory\n", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.0.1", gateway.Run("ip", "address").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_usage_ends_with_2()
    {
        var run = Start("-x");

        Assert.Equal((2, "netstart: unknown option -- x\nusage: netstart [-nv] [interface ...]\n"), (run.ExitCode, run.Errors));
    }

    [Fact]
    public void Secrets_are_not_shown()
    {
        Write("eth1", "description \"wpakey\" wpakey s3cret\n");

        var run = Start();

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("s3cret", run.Errors, StringComparison.Ordinal);
    }

    private void WriteGateway()
    {
        Write("lo0", "inet alias 198.51.100.9/32\n");
        Write("eth0", "inet 192.0.2.1 255.255.255.0\ninet alias 192.0.2.2 255.255.255.255\ninet6 2001:db8::1 64\ngroup ext\ndescription \"the uplink\"\n");
        Write("eth1", "inet 10.1.0.1/24 mtu 1400\ngroup int\n!echo \\$if is there > /run/seen\n");
        gateway.WriteFile("/etc/koi/mygate", "192.0.2.254\n2001:db8::fe\n");
    }

    private void Write(string name, string text) => gateway.WriteFile($"/etc/koi/hostname.{name}", text);

    private ProgramResult Start(params ReadOnlySpan<string> arguments) => gateway.Run(Checkout.Koi, ["netstart", .. arguments]);

    private ProgramResult AsNobody(params ReadOnlySpan<string> arguments) =>
        gateway.Run("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", "/run/koi-copy", "netstart", .. arguments]);
}
