using Koi.Interfaces;
using Koi.Interfaces.Carp;
using Koi.Interfaces.Ifconfig;
using Koi.Netlink.Route;

namespace Koi.Tests.Interfaces.Ifconfig;

public sealed class CarpPrinterTests
{
    [Theory]
    [InlineData(CarpRoles.DormantMode, OperState.Up, true, "MASTER", "master")]
    [InlineData(CarpRoles.DormantMode, OperState.Up, false, "INIT", "invalid")]
    [InlineData(CarpRoles.DormantMode, OperState.Dormant, false, "BACKUP", "backup")]
    [InlineData(CarpRoles.DormantMode, OperState.LowerLayerDown, false, "INIT", "invalid")]
    [InlineData(CarpRoles.DormantMode, OperState.Down, false, "INIT", "invalid")]
    [InlineData(0, OperState.Up, true, "INIT", "invalid")]
    public void The_link_tells_the_role(byte mode, OperState state, bool isRunning, string role, string status)
    {
        var flags = World.CardFlags | LinkFlags.Up | (isRunning ? LinkFlags.Running : LinkFlags.None);
        var link = CarpWorld.Carp(4, "carp1", CarpWorld.Alias) with { LinkMode = mode, OperState = state, Flags = flags };

        var text = new InterfacePrinter(CarpWorld.Table(link)).Print(new InterfaceView(new Interface(link, []), ["carp"]));

        Assert.Equal(
            $"""
            carp1: flags={(isRunning ? "8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST>" : "8803<UP,BROADCAST,SIMPLEX,MULTICAST>")} mtu 1500
            	lladdr 00:00:5e:00:01:01
            	index 4
            	carp: {role} carpdev eth0 vhid 1 advbase 1 advskew 0
            	groups: carp
            	status: {status}

            """,
            text);
    }

    [Fact]
    public void What_only_root_may_know_is_shown_to_root()
    {
        const string Alias = "vhid 1 advbase 2 advskew 100 carppeer 192.0.2.3 syncpeer 10.255.0.2 lladdr carpdev";
        var link = CarpWorld.Carp(4, "carp1", Alias);
        var one = new Interface(link, [World.Address(4, "10.0.0.1/32")]);

        var known = new InterfacePrinter(CarpWorld.Table(link)).Print(new InterfaceView(one, [], Declared: CarpWorld.Declarations[4]));
        var unknown = new InterfacePrinter(CarpWorld.Table(link)).Print(new InterfaceView(one, []));

        Assert.Contains($"\tcarp: MASTER carpdev eth0 {Alias}\n", unknown, StringComparison.Ordinal);
        Assert.EndsWith("\tinet 10.0.0.1 netmask 0xffffffff\n", unknown, StringComparison.Ordinal);
        Assert.Equal($"{unknown}\tinet6 2001:db8::1 prefixlen 128\n", known);
    }

    [Fact]
    public void JSON_has_the_same()
    {
        var link = CarpWorld.Carp(4, "carp1", "vhid 1 advbase 1 advskew 0 syncpeer fd00::2");
        var view = new InterfaceView(new Interface(link, []), [], Declared: CarpWorld.Declarations[4]);

        var json = new InterfaceJson(CarpWorld.Table(link)).Print([view], showsAliases: true, ShownFamily.Any);

        Assert.Contains("\"description\":null,\"kind\":\"macvlan\",\"status\":\"master\"", json, StringComparison.Ordinal);
        Assert.Contains(
            """
            "carp":{"state":"MASTER","carpdev":"eth0","vhid":1,"advbase":1,"advskew":0,"carppeer":null,"syncpeer":"fd00::2","lladdr":null}
            """,
            json,
            StringComparison.Ordinal);
        Assert.Contains("\"address\":\"10.0.0.1\",\"prefixLength\":32", json, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", json, StringComparison.Ordinal);
    }
}
