using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.SystemTests.Ifconfig;

namespace Koi.SystemTests.Carp;

/// <summary>carp interfaces in numbers, by IPv6 alone, renamed, set down and destroyed.</summary>
[Collection(nameof(Alone))]
public sealed class CarpModeTests : IDisposable
{
    private const double OneProbe = 6;
    private const string Second = "10.9.0.253";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly GatewaySegment set = new(Pace.KoiFast);

    public void Dispose() => set.Dispose();

    [Fact]
    public void Two_addresses_have_a_master_each_and_both_go_to_who_is_left()
    {
        foreach (var gateway in set.Gateways)
        {
            gateway.Site.Host.WriteFile("/etc/koi-lab/sysctl.conf", "net.inet.carp.preempt=1\n");
            gateway.Declare($"inet {Segment.Virtual}");
            gateway.Site.Host.Ifconfig(
                $"carp1 vhid 8 carpdev eth0 pass /etc/koi-lab/password advbase 0 advskew {27 - (2 * gateway.Site.Number)} inet {Second}").Check();
            gateway.Start();
        }

        Await(() => Masters() is (true, false, false, true));
        set.Owners.WaitForOwner(0, Patience);
        Reach(set.Segment.Client, Segment.Virtual, Second);

        set.Gateways[0].Stop();
        set.Owners.WaitForOwner(1, Patience);
        Await(() => Masters() is (false, false, true, true));
        Reach(set.Segment.Client, Segment.Virtual, Second);

        (bool, bool, bool, bool) Masters() => (
            set.Segment.Sites[0].IsMaster(), set.Segment.Sites[0].IsMaster("carp1"),
            set.Segment.Sites[1].IsMaster(), set.Segment.Sites[1].IsMaster("carp1"));
    }

    [Fact]
    public void A_renamed_master_has_its_gate_under_the_new_name()
    {
        set.Start();
        var host = set.Segment.Sites[0].Host;

        host.Run("ip", "link", "set", "carp0", "name", "vip0").Check();
        Await(() => set.Segment.Sites[0].GateTable().Contains("vip0", StringComparison.Ordinal));
        Thread.Sleep(500);
        Assert.Equal([0], set.Owners.Owners);
        Assert.DoesNotContain(set.Gateways[1].Lines, line => line.Contains("-> MASTER", StringComparison.Ordinal));
        set.Gateways[1].Stop();
        set.Owners.WaitForOwner(0, Patience);

        Assert.True(set.Segment.Sites[0].IsMaster("vip0"));
        Await(() => !set.Segment.Sites[0].GateTable().Contains("carp0", StringComparison.Ordinal));
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void What_is_set_down_goes_and_what_is_destroyed_leaves_nothing()
    {
        var host = set.Segment.Sites[0].Host;
        var before = Variables(host);
        set.Start();
        Assert.NotEqual(before, Variables(host));

        host.Change("carp0 down");
        set.Owners.WaitForOwner(1, Patience);
        set.Gateways[0].WaitForLine("MASTER -> INIT (set down)");
        set.Gateways[1].WaitForLine("BACKUP -> MASTER (the master bows out)");
        host.Change("carp0 up");
        set.Gateways[0].WaitForLine("INIT -> BACKUP (up)");
        set.Gateways[1].Stop();
        set.Owners.WaitForOwner(0, Patience);
        host.Change("carp0 destroy");

        Await(() => Variables(host).SequenceEqual(before));
        Await(() => !set.Segment.Sites[0].GateTable().Contains("eth0", StringComparison.Ordinal));
        Assert.DoesNotContain("carp0", set.Segment.Sites[0].GateTable(), StringComparison.Ordinal);
        Assert.Contains("carp demote count 0", host.Show("-g carp"), StringComparison.Ordinal);
        Assert.True(set.Owners.Wait(owners => owners.IsEmpty, Patience));
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void By_IPv6_alone_it_works_and_speaks_no_IPv4()
    {
        using var capture = set.Segment.Capture("ip proto 112 or ip6 proto 112");
        foreach (var gateway in set.Gateways)
        {
            gateway.Declare($"inet6 {Segment.VirtualV6}");
        }

        set.Gateways[0].Start();
        set.Gateways[0].WaitForLine("BACKUP -> MASTER (master down)");
        set.Gateways[1].Start();
        set.Gateways[1].WaitForLine("INIT -> BACKUP (up)");
        Thread.Sleep(500);
        Assert.DoesNotContain(set.Gateways[1].Lines, line => line.Contains("-> MASTER", StringComparison.Ordinal));
        Reach(set.Segment.Client, Segment.VirtualV6);
        Reach(set.Segment.Sites[1].Host, Segment.VirtualV6);

        set.Gateways[0].Stop();
        set.Gateways[1].WaitForLine("BACKUP -> MASTER (the master bows out)");
        Reach(set.Segment.Client, Segment.VirtualV6);
        Assert.NotEmpty(capture.Frames);
        Assert.All(capture.Frames, frame => Assert.Equal("ff02::12", $"{frame.Destination}"));
    }

    [Fact]
    public void A_backup_reaches_the_master_through_the_address()
    {
        foreach (var gateway in set.Gateways)
        {
            gateway.Declare($"inet {Segment.Virtual} inet6 {Segment.VirtualV6}");
        }

        set.Start();
        set.Gateways[1].WaitForLine("INIT -> BACKUP (up)");
        var backup = set.Segment.Sites[1].Host;
        Await(() => !IsLocal(backup));  // the line is written first, then the kernel
        using var capture = backup.Capture(Segment.Card, "inbound and (icmp or icmp6)");

        Reach(backup, Segment.Virtual, Segment.VirtualV6);

        capture.WaitFor(frame => frame.IpProtocol == 1 && frame.IsFrom(Segment.Virtual));
        Assert.False(IsLocal(backup));
        Assert.True(IsLocal(set.Segment.Sites[0].Host));

        static bool IsLocal(Host host) =>
            host.Run("ip", "route", "get", Segment.Virtual).Check().Output.StartsWith("local", StringComparison.Ordinal);
    }

    private static void Reach(Host from, params ReadOnlySpan<string> addresses)
    {
        foreach (var address in addresses)
        {
            from.Run("ping", "-c1", "-w5", address).Check();
        }
    }

    private static void Await(Func<bool> condition)
    {
        for (var attempt = 0; !condition(); attempt++)
        {
            Assert.InRange(attempt, 0, 100);
            Thread.Sleep(30);
        }
    }

    private static string[] Variables(Host host) => host.Run(
        "sh", "-c", "cd /proc/sys/net; cat ipv4/conf/eth0/arp_ignore ipv4/conf/eth0/arp_announce ipv4/neigh/eth0/retrans_time_ms ipv6/conf/eth0/keep_addr_on_down")
        .Check().Output.Split('\n');
}
