using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Netstart;

/// <summary>Interfaces that others configure: DHCP, with a client that only pretends, and router advertisements.</summary>
public sealed class NetstartAutomaticTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Says what it was asked and goes on in the background under its own name, as a client does.</summary>
    private const string Client = """
        #!/bin/sh
        echo "$@" >> /run/dhclient.log
        (while :; do sleep 1000; done) < /dev/null > /dev/null 2>&1 &
        """;

    private readonly Network network = LabNetwork.Create();

    public void Dispose() => network.Dispose();

    [Fact]
    public void A_client_is_started_once_for_each_interface()
    {
        var host = AddHost(network.AddHost("host"));
        host.WriteFile("/run/bin/dhclient", Client, Executable);
        host.WriteFile("/etc/koi/hostname.eth0", "dhcp\n");
        host.WriteFile("/etc/koi/hostname.eth1", "inet autoconf\n");
        host.WriteFile("/etc/koi/mygate", "192.0.2.254\n");

        var first = Start(host, "-v").Check();
        var second = Start(host, "-v").Check();

        const string Eth0 = "-4 -pf /run/koi/dhclient.eth0.pid -lf /var/lib/dhcp/dhclient.eth0.leases eth0\n";
        const string Eth1 = "-4 -pf /run/koi/dhclient.eth1.pid -lf /var/lib/dhcp/dhclient.eth1.leases eth1\n";
        Assert.Equal(Eth0 + Eth1, host.ReadFile("/run/dhclient.log"));
        Assert.Equal(
            $"ifconfig lo inet 127.0.0.1/8\nifconfig eth0 up\ndhclient {Eth0}ifconfig eth1 up\ndhclient {Eth1}", first.Output);
        Assert.DoesNotContain("dhclient", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_fails_is_reported()
    {
        var host = AddHost(network.AddHost("host"));
        host.WriteFile("/run/bin/dhclient", "#!/bin/sh\nexit 2\n", Executable);
        host.WriteFile("/etc/koi/hostname.eth0", "dhcp\n");

        var run = Start(host);

        Assert.Equal((1, "netstart: /etc/koi/hostname.eth0:1: dhclient exited with status 2\n"), (run.ExitCode, run.Errors));
    }

    [Fact]
    public void A_host_takes_advertisements()
    {
        var host = AddHost(network.AddHost("host"));

        Assert.Equal("1", StartAutoconf(host));
    }

    [Fact]
    public void A_router_takes_advertisements_too() => Assert.Equal("2", StartAutoconf(AddHost(network.AddGateway("router"))));

    private static string StartAutoconf(Host host)
    {
        host.SetKernel("net/ipv6/conf/eth0/accept_ra", "0");
        host.SetKernel("net/ipv6/conf/eth0/autoconf", "0");
        host.WriteFile("/etc/koi/hostname.eth0", "inet6 autoconf\n");
        host.WriteFile("/etc/koi/mygate", "2001:db8::fe\n");
        Start(host).Check();
        using var events = new KernelEvents(host);

        Start(host).Check();

        Assert.Equal([], events.Drain());
        Assert.Equal("1", Read(host, "autoconf"));
        return Read(host, "accept_ra");
    }

    private static string Read(Host host, string variable) => host.Run("cat", $"/proc/sys/net/ipv6/conf/eth0/{variable}").Check().Output.Trim();

    private T AddHost<T>(T host)
        where T : Host
    {
        var other = network.AddHost("other");
        network.Connect(host.Card("eth0"), other.Card("eth0"));
        network.Connect(host.Card("eth1"), other.Card("eth1"));
        return host;
    }

    private static ProgramResult Start(Host host, params ReadOnlySpan<string> arguments) =>
        host.Run("env", ["PATH=/run/bin:/usr/sbin:/usr/bin:/sbin:/bin", Checkout.Koi, "netstart", .. arguments]);
}
