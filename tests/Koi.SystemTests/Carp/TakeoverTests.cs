using Koi.Lab;
using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>The address moves when its master goes, however that goes, and never has two owners.</summary>
[Collection(nameof(Alone))]
public sealed class TakeoverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Between two probes, and the lateness of their answers.</summary>
    private const double OneProbe = 6;

    private readonly GatewaySegment set = new(Pace.KoiFast);

    public void Dispose() => set.Dispose();

    [Fact]
    public void A_master_that_stops_says_so_and_the_backup_takes_over_at_once()
    {
        set.Start();
        using var client = set.Probe();

        set.Gateways[0].Stop();
        set.Owners.WaitForOwner(1, Patience);

        Expect(0, "MASTER -> INIT (set down)");
        Expect(1, "BACKUP -> MASTER (the master bows out)");
        AssertOneOwner();
        Assert.NotEmpty(client.Stop().Announcements);
    }

    [Fact]
    public void A_master_that_is_killed_falls_silent_before_the_backup_takes_over()
    {
        set.Start();

        set.Gateways[0].Kill();
        set.Owners.WaitForOwner(1, Patience);

        AssertOneOwner();
        Expect(1, "BACKUP -> MASTER (master down)");
        set.Gateways[0].Start();
        set.Owners.WaitForOwner(1, Patience);
    }

    [Fact]
    public void A_master_that_hangs_falls_silent_and_is_a_backup_when_it_wakes()
    {
        set.Start();

        set.Gateways[0].Freeze();
        set.Owners.WaitForOwner(1, Patience);
        set.Gateways[0].Thaw();

        Expect(0, "MASTER -> BACKUP (the lease ran out)");
        AssertOneOwner();
    }

    [Fact]
    public void A_master_whose_daemon_is_killed_and_started_in_time_stays_master()
    {
        set.Start();
        using var client = set.Probe();
        Thread.Sleep(100);

        set.Gateways[0].Kill();
        set.Gateways[0].Start();
        Expect(0, "INIT -> MASTER (the lease still stands)");
        Thread.Sleep(300);

        Assert.DoesNotContain(set.Gateways[1].Lines, line => line.Contains("-> MASTER", StringComparison.Ordinal));
        Assert.Equal(0, client.Stop().V4.Lost);
        AssertOneOwner();
    }

    [Fact]
    public void A_master_that_becomes_a_new_program_stays_master()
    {
        set.Start();
        using var client = set.Probe();
        Thread.Sleep(100);

        ((KoiGateway)set.Gateways[0]).Upgrade();
        Expect(0, "INIT -> MASTER (the lease still stands)");
        Thread.Sleep(300);

        Assert.DoesNotContain(set.Gateways[1].Lines, line => line.Contains("-> MASTER", StringComparison.Ordinal));
        Assert.Equal(0, client.Stop().V4.Lost);
        AssertOneOwner();
    }

    [Fact]
    public void A_demoted_master_gives_way_at_once_and_its_group_shows_it()
    {
        set.Start();

        set.Gateways[0].Demote(isDemoted: true);
        set.Owners.WaitForOwner(1, Patience);

        Expect(1, "BACKUP -> MASTER (the master is demoted)");
        Expect(0, "MASTER -> BACKUP (heard a better master)");
        Assert.Contains("carp demote count 50", set.Segment.Sites[0].Host.Run(Checkout.Koi, "ifconfig", "-g", "carp").Check().Output);
        set.Gateways[0].Demote(isDemoted: false);
    }

    [Fact]
    public void A_pulled_wire_demotes_the_groups_until_it_is_back_and_exactly_by_one()
    {
        set.Start();
        var host = set.Segment.Sites[0].Host;

        set.Segment.Sites[0].Unplug();
        Expect(0, "MASTER -> INIT (the parent is down)");
        Expect(0, "demoted group carp by 1 to 1 (carpdev)");
        set.Owners.WaitForOwner(1, Patience);
        set.Gateways[0].Kill();
        set.Segment.Sites[0].Plug();
        set.Gateways[0].Start();

        Expect(0, "INIT -> BACKUP (up)");
        Expect(0, "demoted group carp by -1 to 0 (carpdev)");
        Assert.Contains("carp demote count 0", host.Run(Checkout.Koi, "ifconfig", "-g", "carp").Check().Output);
        AssertOneOwner();
    }

    [Fact]
    public void A_flush_of_the_ruleset_changes_no_role_and_opens_no_gate()
    {
        set.Start();
        using var client = set.Probe();

        for (var flush = 0; flush < 20; flush++)
        {
            foreach (var site in set.Segment.Sites)
            {
                site.Host.Run("nft", "flush", "ruleset").Check();
            }
        }

        Thread.Sleep(300);
        Assert.Equal(0, client.Stop().V4.Lost);
        AssertOneOwner();
        Assert.DoesNotContain(set.Gateways.SelectMany(g => g.Lines), line => line.Contains("MASTER -> ", StringComparison.Ordinal));
    }

    private void Expect(int gateway, string text) => set.Gateways[gateway].WaitForLine(text);

    private void AssertOneOwner() => Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
}
