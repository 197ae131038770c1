using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Netstart;

/// <summary>hostname.carp0 and its like, without koid: what is declared, once.</summary>
public sealed class NetstartCarpTests : IDisposable
{
    private readonly Network network = LabNetwork.Create();
    private readonly Gateway gateway;

    public NetstartCarpTests()
    {
        gateway = network.AddGateway("gateway");
        network.Connect(gateway.Card("eth0"), network.AddHost("neighbour").Card("eth0"));
        gateway.WriteFile("/etc/koi/hostname.eth0", "inet 192.0.2.2 255.255.255.0\ngroup ext\n");
        gateway.WriteFile("/etc/koi/hostname.carp0", "inet 192.0.2.1 255.255.255.0 NONE\ngroup ha\npass \"two words\"\n!true\nvhid 1 carpdev eth0\ninet alias 192.0.2.7\n");
        gateway.WriteFile("/etc/koi/hostname.carp1", "inet 192.0.2.9 vhid 2 carpdev vlan5 pass s3cret\n");
        gateway.WriteFile("/etc/koi/hostname.vlan5", "parent eth0\n");
    }

    public void Dispose() => network.Dispose();

    [Fact]
    [Trait("Kernel", "full")]
    public void A_parent_comes_before_its_carp_interface()
    {
        Start().Check();

        Assert.Contains("\tcarp: INIT carpdev vlan5 vhid 2 advbase 1 advskew 0\n", gateway.Run(Checkout.Koi, "ifconfig", "carp1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_many_lines_is_one_declaration()
    {
        var run = Start("-v", "eth0", "carp0").Check();

        Assert.Contains(
            "ifconfig carp0 create group ha pass ******** vhid 1 carpdev eth0 inet 192.0.2.1 netmask 255.255.255.0 inet alias 192.0.2.7\ntrue\n",
            run.Output,
            StringComparison.Ordinal);
        Assert.Equal("ifconfig: warning: carp0: koid(8) is not running: it stays in INIT until it does\n", run.Errors);
        Assert.Equal(
            "vhid 1\nadvbase 1\nadvskew 0\npass two words\ninet 192.0.2.1\ninet 192.0.2.7\n",
            gateway.Run("sh", "-c", "cat /run/koi/carp.*/*").Output);
    }

    [Fact]
    public void A_second_start_is_not_noticed()
    {
        Start("eth0", "carp0").Check();
        using var events = new KernelEvents(gateway);

        var again = Start("eth0", "carp0").Check();

        Assert.Equal(("", ""), (again.Output, again.Errors));
        Assert.Equal([], events.Drain());
    }

    [Fact]
    public void Secrets_are_covered_where_commands_are_shown()
    {
        gateway.WriteFile("/etc/koi/hostname.carp2", "pass s3cret vhid 1 carpdev eth0\n");
        Start("eth0", "carp0").Check();

        var shown = Start("-n");
        var failed = Start("-v", "carp2");

        Assert.Contains("pass ********", shown.Output, StringComparison.Ordinal);
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal(
            "ifconfig: SIOCSVH: carp0 has vhid 1 on eth0: Invalid argument\nnetstart: /etc/koi/hostname.carp2:1: carp2: ifconfig failed\n", failed.Errors);
        Assert.DoesNotMatch("two words|s3cret", shown.Output + shown.Errors + failed.Output);
    }

    [Fact]
    public void A_koid_that_runs_makes_it_master()
    {
        var koid = gateway.Start(Checkout.Koi, "koid", "-d");
        koid.WaitForLine("keeping groups");

        var run = Start("eth0", "carp0").Check();

        Assert.Equal("", run.Errors);
        koid.WaitForLine("carp0: state transition: BACKUP -> MASTER");
        Assert.Contains("\tstatus: master\n", gateway.Run(Checkout.Koi, "ifconfig", "carp0").Output, StringComparison.Ordinal);
        Assert.Equal("", Start("eth0", "carp0").Check().Errors);
        gateway.Run(Checkout.Koi, "ifconfig", "carp0", "destroy").Check();
        koid.WaitForLine("carp0: state transition: MASTER -> INIT");
    }

    private ProgramResult Start(params string[] arguments) => gateway.Run(Checkout.Koi, ["netstart", .. arguments]);
}
