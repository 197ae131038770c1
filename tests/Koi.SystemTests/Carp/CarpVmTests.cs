using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.SystemTests.Ifconfig;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Carp;

/// <summary>Parents of other kinds than a card; and a kernel without persistent owners of tables, where a flush takes the gate.</summary>
[Collection(nameof(Alone))]
[Trait("Kernel", "full")]
public sealed class CarpVmTests : IDisposable
{
    private const string Shared = "10.9.5.254";

    private readonly Network network = LabNetwork.Create();

    public void Dispose() => network.Dispose();

    [Theory]
    [InlineData("eth0.5", "link add link eth0 name eth0.5 type vlan id 5", "")]
    [InlineData("br0", "link add br0 type bridge", "link set eth0 master br0")]
    [InlineData("bond0", "link add bond0 type bond mode active-backup miimon 100", "link set eth0 down; link set eth0 master bond0")]
    [InlineData("eth0", "link add red type vrf table 10; link set red up", "link set eth0 master red")]
    public void The_address_moves_when_its_master_stops_and_when_it_is_killed(string parent, string add, string enslave)
    {
        var lan = network.AddBridge("lan");
        var (first, second, client) = (network.AddGateway("first"), network.AddGateway("second"), network.AddHost("client"));
        foreach (var (host, number) in (ReadOnlySpan<(Host, int)>)[(first, 1), (second, 2), (client, 100)])
        {
            lan.Attach(host.Card("eth0"));
            var isTagged = parent.Contains('.', StringComparison.Ordinal);
            var card = host == client && !isTagged ? "eth0" : parent;
            var commands = host == client && !isTagged ? "" : $"{add}; {enslave}; ";
            Ip(host, $"{commands}link set {card} up; address add 10.9.5.{number}/24 dev {card}");
        }

        first.WriteFile("/etc/pass", "secret\n");
        second.WriteFile("/etc/pass", "secret\n");
        first.Ifconfig($"carp0 vhid 7 carpdev {parent} pass /etc/pass advskew 0 inet {Shared}").Check();
        second.Ifconfig($"carp0 vhid 7 carpdev {parent} pass /etc/pass advskew 100 inet {Shared}").Check();

        var one = Start(first);
        one.WaitForLine("BACKUP -> MASTER (master down)");
        var two = Start(second);
        two.WaitForLine("INIT -> BACKUP (up)");
        Reach(client);
        Reach(second, add.Contains("vrf", StringComparison.Ordinal) ? ["-I", "red"] : []);
        one.Stop();
        two.WaitForLine("BACKUP -> MASTER (the master bows out)");
        Reach(client);

        one = Start(first);
        one.WaitForLine("INIT -> BACKUP (up)");
        second.KillAll();
        one.WaitForLine("BACKUP -> MASTER (master down)");
        Reach(client);
    }

    [Fact]
    public void A_flush_of_the_ruleset_changes_no_role_and_makes_no_backup_speak()
    {
        using var segment = new Segment();
        var gateways = segment.Sites.Select(site => Pace.Koi.Create(Pace.Koi, site, site.Number)).ToArray();
        gateways[0].Start();
        gateways[0].WaitForLine("BACKUP -> MASTER (master down)");
        gateways[1].Start();
        gateways[1].WaitForLine("INIT -> BACKUP (up)");
        var backup = segment.Sites[1];
        using var capture = backup.Host.Capture(Segment.Card, "outbound");
        using var injector = new Injector(segment.Rack, backup.Port.Name);

        for (var flush = 0; flush < 10; flush++)
        {
            foreach (var site in segment.Sites)
            {
                site.Host.Run("nft", "flush", "ruleset").Check();
            }

            for (var question = 0; question < 20; question++)
            {
                Questions.Ask(injector);
                Thread.Sleep(5);
            }
        }

        foreach (var gateway in gateways)
        {
            gateway.WaitForLine("somebody changed table netdev koi_carp");
            for (var attempt = 0; !gateway.Site.GateTable().Contains("device \"carp0\"", StringComparison.Ordinal); attempt++)
            {
                Assert.InRange(attempt, 0, 100);
                Thread.Sleep(50);
            }
        }

        segment.Client.Run("ping", "-c1", "-w20", Segment.Virtual).Check();
        backup.Host.Run("ping", "-c1", "-w20", Segment.Virtual).Check();
        capture.WaitFor(frame => frame.IpProtocol == 1 && frame.IsFrom(backup.Address));
        Assert.DoesNotContain(capture.Frames, Questions.AreAnsweredBy);
        Assert.Equal(2, gateways[0].Transitions().Count);
        Assert.Single(gateways[1].Transitions());
    }

    private static RunningProgram Start(Host host) => host.Start(Checkout.Koi, "koid", "-d");

    private static void Ip(Host host, string commands)
    {
        foreach (var command in commands.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            host.Run("ip", command.Split(' ')).Check();
        }
    }

    private static void Reach(Host from, params ReadOnlySpan<string> options) =>
        from.Run("ping", ["-c1", "-w20", .. options, Shared]).Check();
}
