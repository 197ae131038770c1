using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.SystemTests.Carp;

/// <summary>The lab's probers see what ucarp is known to do.</summary>
[Collection(nameof(Alone))]
public sealed class UcarpTests : IDisposable
{
    private readonly GatewaySegment set = new(Pace.UcarpQuick);

    public void Dispose() => set.Dispose();

    [Fact]
    public void A_frozen_ucarp_still_answers_so_there_are_two_owners()
    {
        set.Start();
        using var client = set.Probe();

        set.Gateways[0].Freeze();
        Assert.True(set.Owners.Wait(owners => owners.Length == 2, TimeSpan.FromSeconds(5)));
        Thread.Sleep(100);
        set.Gateways[0].Thaw();

        var ownership = set.Owners.Stop();
        Assert.InRange(ownership.LongestOverlap.Milliseconds, 90, 3000);
        Assert.NotEmpty(client.Stop().Announcements);
    }

    [Fact]
    public void A_pulled_wire_is_a_gap_for_the_client_and_a_time_without_owner()
    {
        set.Start();
        using var client = set.Probe();
        Thread.Sleep(100);

        var pulled = ProbeClock.Now;
        set.Segment.Sites[0].Unplug();
        set.Owners.WaitForOwner(1, TimeSpan.FromSeconds(5));
        Thread.Sleep(100);

        var gap = client.Stop().V4.LongestGap;
        var ownership = set.Owners.Stop();
        Assert.Equal(0, ownership.LongestOverlap.Milliseconds);
        Assert.InRange(gap.Milliseconds, 700, 3000);
        Assert.InRange(gap.From, pulled - (50 * ProbeClock.Millisecond), pulled + (50 * ProbeClock.Millisecond));
        var vacancy = ownership.Within(new Stretch(pulled, long.MaxValue)).FirstAnswer(1, pulled);
        Assert.InRange(vacancy!.Value, gap.To - (100 * ProbeClock.Millisecond), gap.To + (100 * ProbeClock.Millisecond));
    }

    [Fact]
    public void A_silent_cut_leaves_two_owners_and_the_prober_sees_both()
    {
        set.Start();

        set.Segment.Sites[0].Cut(fromHost: true, toHost: false);
        Assert.True(set.Owners.Wait(owners => owners.Length == 2, TimeSpan.FromSeconds(5)));
        Assert.False(set.Segment.IsWhole);
        set.Segment.Sites[0].Heal();

        Assert.True(set.Segment.IsWhole);
        set.Owners.WaitForOwner(limit: TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_paused_machine_is_no_owner()
    {
        set.Start();

        set.Segment.Sites[0].Pause();
        set.Owners.WaitForOwner(1, TimeSpan.FromSeconds(5));
        set.Segment.Sites[0].Resume();

        Assert.True(set.Owners.Wait(owners => owners.Length == 2, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Nothing_happens_and_nothing_is_lost()
    {
        set.Start();
        var start = ProbeClock.Now;
        using var client = set.Probe();

        Thread.Sleep(1000);

        var view = client.Stop();
        var ownership = set.Owners.Stop().Within(new Stretch(start, ProbeClock.Now));
        Assert.Equal(0, view.V4.Lost);
        Assert.InRange(view.V4.Sent, 500, 1001);
        Assert.Empty(ownership.ByGateway[1]);
    }
}
