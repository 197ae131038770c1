using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ifconfig;

/// <summary>What ifconfig asks koid, and what it makes of the answers.</summary>
public sealed class CarpDaemonTests : IDisposable
{
    private readonly Network network = LabNetwork.Create();
    private readonly Host host;
    private readonly FakeKoid koid;

    public CarpDaemonTests()
    {
        host = network.AddHost("gateway");
        network.Connect(host.Card("eth0"), network.AddHost("peer").Card("eth0"));
        host.Ifconfig("carp9 vhid 9 carpdev eth0").Check();
        koid = new FakeKoid(host);
    }

    public void Dispose()
    {
        koid.Dispose();
        network.Dispose();
    }

    [Theory]
    [InlineData("carp0 vhid 7 carpdev eth0", "reload")]
    [InlineData("carp0 vhid 7 carpdev eth0 down", "reload; down carp0")]
    [InlineData("carp0 vhid 7 carpdev eth0 state master", "reload; state carp0 master")]
    [InlineData("carp9 advskew 5", "reload")]
    [InlineData("carp9 advskew 0", "")]
    [InlineData("carp9 group ext mtu 1400", "")]
    [InlineData("carp9 up", "reload")]
    [InlineData("carp9 down", "")]
    [InlineData("carp9 destroy", "down carp9")]
    public void Every_change_is_told_of_once(string arguments, string requests)
    {
        host.Change(arguments);

        Assert.Equal(requests, koid.Drain());
    }

    [Fact]
    public void A_link_that_koid_has_prepared_is_set_up_and_down()
    {
        host.Run("ip", "link", "set", "carp9", "mode", "dormant").Check();

        host.Change("carp9 up");
        Assert.Equal("", koid.Drain());
        Assert.Contains("UP", host.Run("ip", "link", "show", "carp9").Output.Split('>')[0], StringComparison.Ordinal);
        Assert.Contains("\tcarp: BACKUP carpdev", ShownAs("dormant"), StringComparison.Ordinal);
        Assert.Contains("\tstatus: master\n", ShownAs("up"), StringComparison.Ordinal);

        host.Change("carp9 down");
        Assert.Equal("down carp9", koid.Drain());
        Assert.Contains("\tstatus: invalid\n", host.Show("carp9"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_koid_refuses_is_told()
    {
        koid.Reply = "carp9: no gate: Operation not supported\n";

        var warned = host.Ifconfig("carp9 advskew 5").Check();

        Assert.Equal("ifconfig: warning: carp9: no gate: Operation not supported\n", warned.Errors);
        host.Refuse("carp9 state master", "ifconfig: carp9: no gate: Operation not supported\n");
    }

    /// <summary>What koid does to a link, and what ifconfig shows then.</summary>
    private string ShownAs(string state)
    {
        host.Run("ip", "link", "set", "carp9", "state", state).Check();
        return host.Show("carp9");
    }
}
