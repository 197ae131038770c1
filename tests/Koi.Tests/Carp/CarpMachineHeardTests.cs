using Koi.Carp;
using static Koi.Tests.Carp.Machines;

namespace Koi.Tests.Carp;

/// <summary>The rows of the state table that begin with an advertisement.</summary>
public sealed class CarpMachineHeardTests
{
    [Theory]
    // advbase, advskew, preempt, demote; the sender's advbase, advskew, demote; why it takes over
    [InlineData(1, 100, false, 0, 1, 50, 0, CarpClaim.None)]        // a better one
    [InlineData(1, 100, false, 0, 1, 100, 0, CarpClaim.None)]       // an equal one
    [InlineData(1, 100, false, 0, 1, 101, 0, CarpClaim.None)]       // a worse one, without preempt
    [InlineData(1, 100, true, 0, 1, 99, 0, CarpClaim.None)]
    [InlineData(1, 100, true, 0, 1, 100, 0, CarpClaim.None)]        // preempting needs strictly less
    [InlineData(1, 100, true, 0, 1, 101, 0, CarpClaim.Preempt)]
    [InlineData(1, 254, true, 0, 2, 0, 0, CarpClaim.Preempt)]
    [InlineData(1, 100, true, 1, 1, 101, 0, CarpClaim.None)]        // and no worse demotion
    [InlineData(1, 100, true, 1, 1, 101, 1, CarpClaim.Preempt)]
    [InlineData(1, 100, true, 1, 1, 101, 2, CarpClaim.Preempt)]
    [InlineData(1, 100, false, 0, 1, 0, 1, CarpClaim.Demoted)]      // regardless of preempt
    [InlineData(1, 100, true, 0, 1, 0, 1, CarpClaim.Demoted)]
    [InlineData(1, 100, false, 254, 1, 0, 255, CarpClaim.Demoted)]
    [InlineData(1, 100, false, 2, 1, 200, 1, CarpClaim.None)]
    [InlineData(1, 100, false, 0, 3, 100, 0, CarpClaim.None)]       // 3 advbase and the own skew
    [InlineData(1, 100, false, 0, 3, 101, 0, CarpClaim.BowOut)]
    [InlineData(1, 100, false, 5, 3, 101, 0, CarpClaim.BowOut)]
    [InlineData(1, 100, false, 5, 255, 255, 0, CarpClaim.BowOut)]
    [InlineData(1, 100, true, 5, 255, 255, 0, CarpClaim.BowOut)]
    public void A_backup_takes_over_or_waits_on_in_both_releases(
        byte advBase, byte skew, bool preempts, byte demote, byte hisBase, byte hisSkew, byte hisDemote, CarpClaim expected)
    {
        foreach (var release in Enum.GetValues<CarpRelease>())
        {
            var settings = Settings with { AdvBase = advBase, AdvSkew = skew, Preempts = preempts, Release = release };

            var step = Hear(Backup(settings, demote), From(hisSkew, hisBase, hisDemote), settings, Start + 7);

            Assert.Equal(expected, step.Next.Claim);
            Assert.Equal(expected == CarpClaim.None ? CarpEffects.None : CarpEffects.Claim, step.Effects);
            Assert.Equal(CarpState.Backup, step.Next.State);
            Assert.Equal(Start + settings.MasterDown + (expected == CarpClaim.None ? 7 : 0), step.Next.DownAtV4);
            Assert.Equal(Start + settings.MasterDown, step.Next.DownAtV6);
            Assert.Empty(step.Reason);
        }
    }

    [Theory]
    [InlineData(20, 30, 0, CarpClaim.None)]         // later OpenBSD would take every slower master for one that goes
    [InlineData(20, 255, 255, CarpClaim.BowOut)]    // which is why it does not see a bow-out here; Koi does
    public void With_advbase_0_only_a_bow_out_is_one(byte skew, byte hisSkew, byte hisBase, CarpClaim expected)
    {
        var settings = Settings with { AdvBase = 0, AdvSkew = skew };

        Assert.Equal(expected, Hear(Backup(settings), From(hisSkew, hisBase), settings).Next.Claim);
    }

    [Theory]
    // advskew, demote; the sender's advskew, demote
    [InlineData(100, 0, 99, 0, true)]
    [InlineData(100, 0, 100, 0, true)]      // equals: who hears the other first yields
    [InlineData(100, 0, 101, 0, false)]
    [InlineData(100, 1, 101, 0, true)]
    [InlineData(100, 1, 99, 2, false)]
    [InlineData(100, 1, 99, 1, true)]
    [InlineData(100, 0, 99, 1, false)]
    public void A_master_yields_to_a_better_or_equal_one_in_both_releases(byte skew, byte demote, byte hisSkew, byte hisDemote, bool yields)
    {
        foreach (var release in Enum.GetValues<CarpRelease>())
        {
            var settings = Settings with { AdvSkew = skew, Release = release };

            var step = Hear(Master(settings, demote), From(hisSkew, demote: hisDemote), settings, Start + 7);

            Assert.Equal(yields ? CarpState.Backup : CarpState.Master, step.Next.State);
            Assert.Equal(yields ? CarpEffects.Close : CarpEffects.Advertise, step.Effects);
            Assert.Equal(yields ? "heard a better master" : "", step.Reason);
            Assert.Equal(yields ? Start + 7 + settings.MasterDown : CarpMachine.Never, step.Next.DownAtV4);
            Assert.Equal(yields ? Start + 7 + settings.MasterDown : CarpMachine.Never, step.Next.DownAtV6);
            Assert.Equal(yields ? CarpMachine.Never : Start + settings.Interval, step.Next.AdvertiseAt);
        }
    }

    [Fact]
    public void The_least_interval_does_not_make_equals_of_two()
    {
        var least = Settings with { AdvBase = 0, AdvSkew = 0 };
        var next = Settings with { AdvBase = 0, AdvSkew = 1 };

        Assert.Equal(least.Interval, next.Interval);
        Assert.Equal(CarpState.Master, Hear(Master(least), From(1, 0), least).Next.State);
        Assert.Equal(CarpState.Backup, Hear(Master(next), From(0, 0), next).Next.State);
    }

    [Fact]
    public void A_worse_master_is_answered_at_once_but_for_long_only_four_times_an_interval()
    {
        var settings = Settings with { AdvBase = 100 };
        var master = Master(settings);
        List<long> answers = [];
        for (var now = Start; now < Start + settings.Interval; now += 100_000)
        {
            var ticked = Step(master, CarpEventKind.Tick, settings, now);
            var heard = Hear(ticked.Next, From(50, 100), settings, now);
            answers.AddRange(ticked.Effects == CarpEffects.Advertise || heard.Effects == CarpEffects.Advertise ? [now - Start] : []);
            master = heard.Next;

            Assert.Equal(Start + settings.Interval, master.AdvertiseAt);
        }

        Assert.Equal([0, 100_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000, 25_000_000, 50_000_000, 75_000_000], answers);
    }

    [Fact]
    public void An_answer_that_had_to_wait_is_given_by_the_timer()
    {
        var machine = Master();
        for (var count = 0; count < 8; count++)
        {
            var answered = Hear(machine, From(50));
            Assert.Equal(CarpEffects.Advertise, answered.Effects);
            machine = answered.Next;
        }

        var waiting = Hear(machine, From(50), now: Start + 5);
        Assert.Equal(CarpEffects.None, waiting.Effects);
        Assert.Equal(Start + 250_000, waiting.Next.Next);

        var step = Step(waiting.Next, CarpEventKind.Tick, now: Start + 250_000);
        Assert.Equal(CarpEffects.Advertise, step.Effects);
        Assert.Equal(Start + 1_000_000, step.Next.Next);
    }

    [Fact]
    public void Who_has_heard_a_worse_master_announces_itself_again_with_its_next_advertisement()
    {
        var settled = new CarpMachine { State = CarpState.Master, AdvertiseAt = Start + 500 };
        Assert.Equal(CarpEffects.Advertise, Step(settled, CarpEventKind.Tick, now: Start + 500).Effects);

        var heard = Hear(settled, From(50)).Next;

        Assert.True(heard.OwesAnnouncement);
        Assert.Equal(CarpEffects.Advertise | CarpEffects.Announce, Step(heard, CarpEventKind.Tick, now: Start + 500).Effects);
    }

    [Fact]
    public void A_master_does_not_answer_a_bow_out()
    {
        var step = Hear(Master(), From(0).AsBowOut());

        Assert.Equal(CarpEffects.None, step.Effects);
        Assert.Equal(Master(), step.Next);
    }

    [Fact]
    public void A_bow_out_counts_from_the_master_that_was_heard_last()
    {
        var claiming = Hear(Backup(), From(0).AsBowOut()).Next;
        var follows = Hear(claiming, From(50, cookie: 5000)).Next;
        Assert.False(follows.IsClaiming);

        // A copy of the same bow-out by another path.
        Assert.Equal(new(follows, CarpEffects.None, ""), Hear(follows, From(0).AsBowOut(), isV6: true));

        Assert.Equal(CarpEffects.Claim, Hear(follows, From(50, cookie: 5000).AsBowOut()).Effects);
        Assert.Equal(CarpEffects.Claim, Hear(follows, From(50, cookie: 5002).AsBowOut()).Effects);  // FreeBSD counts
    }

    [Fact]
    public void Who_yields_follows_whom_it_yields_to()
    {
        var backup = Hear(Master(), From(0, cookie: 5000)).Next;

        Assert.Equal(CarpEffects.None, Hear(backup, From(0).AsBowOut()).Effects);
        Assert.Equal(CarpEffects.Claim, Hear(backup, From(0, cookie: 5000).AsBowOut()).Effects);
        Assert.Null(Step(backup with { Claim = CarpClaim.BowOut }, CarpEventKind.Claimed).Next.Follows);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Only_families_in_use_are_waited_for(bool hasV4, bool hasV6)
    {
        var settings = Settings with { HasV4 = hasV4, HasV6 = hasV6 };

        foreach (var isV6 in new[] { false, true })
        {
            var machine = Hear(Backup(settings), From(0), settings, Start + 7, isV6).Next;

            Assert.Equal(!hasV4 ? CarpMachine.Never : Start + settings.MasterDown + (isV6 ? 0 : 7), machine.DownAtV4);
            Assert.Equal(!hasV6 ? CarpMachine.Never : Start + settings.MasterDown + (isV6 ? 7 : 0), machine.DownAtV6);
        }
    }
}
