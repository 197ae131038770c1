using Koi.Carp;
using static Koi.Tests.Carp.Machines;

namespace Koi.Tests.Carp;

/// <summary>From backup to master: the claim, what withdraws it, and how it ends.</summary>
public sealed class CarpMachineClaimTests
{
    private const CarpEffects TakesOver = CarpEffects.Open | CarpEffects.Advertise | CarpEffects.Announce;

    [Theory]
    [InlineData(CarpRelease.Current, 1, 128, 4_500_000)]
    [InlineData(CarpRelease.V49, 1, 128, 3_500_000)]
    [InlineData(CarpRelease.Current, 0, 20, 234_375)]
    [InlineData(CarpRelease.Current, 0, 0, 11_718)]
    public void A_backup_claims_after_the_master_down_time(CarpRelease release, byte advBase, byte skew, long down)
    {
        var settings = Settings with { Release = release, AdvBase = advBase, AdvSkew = skew };
        var backup = Backup(settings);
        Assert.Equal(Start + down, backup.Next);

        Assert.Equal(CarpEffects.None, Step(backup, CarpEventKind.Tick, settings, Start + down - 1).Effects);
        var step = Step(backup, CarpEventKind.Tick, settings, Start + down);

        Assert.Equal((CarpEffects.Claim, CarpState.Backup, ""), (step.Effects, step.Next.State, step.Reason));
        Assert.Equal(CarpMachine.Never, step.Next.Next);
        Assert.Equal(CarpEffects.None, Step(step.Next, CarpEventKind.Tick, settings, Start + down + 1).Effects);
    }

    [Fact]
    public void A_claim_that_stands_makes_a_master_that_announces_again_with_the_second_advertisement()
    {
        var step = Step(Claiming(), CarpEventKind.Claimed);

        Assert.Equal((TakesOver, CarpState.Master, "master down"), (step.Effects, step.Next.State, step.Reason));
        Assert.False(step.Next.IsClaiming);
        List<CarpEffects> following = [];
        for (var count = 0; count < 4; count++)
        {
            step = Step(step.Next, CarpEventKind.Tick, now: step.Next.Next);
            following.Add(step.Effects);
        }

        Assert.Equal([CarpEffects.Advertise, CarpEffects.Advertise | CarpEffects.Announce, CarpEffects.Advertise, CarpEffects.Advertise], following);
        Assert.Equal(Start + (5 * Settings.Interval), step.Next.Next);
    }

    [Theory]
    [InlineData(0, 101, 0, "preempting a slower master")]
    [InlineData(0, 0, 1, "the master is demoted")]
    [InlineData(254, 255, 0, "the master bows out")]
    public void The_log_says_why(byte moreBase, byte skew, byte demote, string reason)
    {
        var settings = Settings with { AdvSkew = 100, Preempts = true };
        var claiming = Hear(Backup(settings), From(skew, 1 + moreBase, demote), settings).Next;

        Assert.Equal(reason, Step(claiming, CarpEventKind.Claimed, settings).Reason);
    }

    [Fact]
    public void A_master_that_is_heard_withdraws_the_claim()
    {
        var late = Start + Settings.MasterDown;
        var one = Hear(Claiming(), From(0), now: late, isV6: false);
        Assert.True(one.Next.IsClaiming);   // the other family is still silent

        var both = Hear(one.Next, From(0), now: late, isV6: true);
        Assert.False(both.Next.IsClaiming);
        Assert.Equal(late + Settings.MasterDown, both.Next.Next);
        Assert.Equal(new(both.Next, CarpEffects.None, ""), Step(both.Next, CarpEventKind.Claimed, now: late));
    }

    [Fact]
    public void One_family_that_falls_silent_is_enough()
    {
        var (machine, now) = (Backup(), Start);
        for (var count = 0; count < 2; count++)
        {
            now += Settings.Interval;
            machine = Hear(machine, From(0), now: now).Next;
        }

        var claiming = Step(machine, CarpEventKind.Tick, now: Start + Settings.MasterDown).Next;
        Assert.True(Hear(claiming, From(0), now: Start + Settings.MasterDown).Next.IsClaiming);
        Assert.False(Hear(claiming, From(0), now: Start + Settings.MasterDown, isV6: true).Next.IsClaiming);
    }

    [Fact]
    public void A_claim_against_one_master_is_withdrawn_for_another_that_is_better()
    {
        var claiming = Hear(Backup(), From(0, demote: 1)).Next;

        Assert.True(Hear(claiming, From(0, demote: 1), isV6: true).Next.IsClaiming);
        Assert.False(Hear(claiming, From(0, cookie: 5000)).Next.IsClaiming);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, false)]    // as equals yield
    [InlineData(101, true)]
    public void An_order_stands_against_a_worse_master(byte hisSkew, bool stands)
    {
        var settings = Settings with { AdvSkew = 100 };
        var ordered = Order(Backup(settings), CarpState.Master);
        Assert.Equal((CarpEffects.Claim, CarpClaim.Ordered), (ordered.Effects, ordered.Next.Claim));

        Assert.Equal(stands, Hear(ordered.Next, From(hisSkew), settings).Next.IsClaiming);
        Assert.Equal("ordered", Step(ordered.Next, CarpEventKind.Claimed, settings).Reason);
    }

    [Fact]
    public void An_order_while_it_claims_does_not_claim_twice()
    {
        var step = Order(Claiming(), CarpState.Master);

        Assert.Equal((CarpEffects.None, CarpClaim.Ordered), (step.Effects, step.Next.Claim));
    }

    [Fact]
    public void An_order_to_be_backup_withdraws_a_claim()
    {
        var step = Order(Claiming(), CarpState.Backup, Start + 9);

        Assert.Equal(new(Backup() with { DownAtV4 = Start + 9 + Settings.MasterDown, DownAtV6 = Start + 9 + Settings.MasterDown }, CarpEffects.None, ""), step);
    }

    [Fact]
    public void A_ticket_that_ran_out_is_a_lease_lost()
    {
        var step = Step(Claiming(), CarpEventKind.LeaseLost, now: Start + 9);

        Assert.Equal((CarpEffects.Close, CarpState.Backup, ""), (step.Effects, step.Next.State, step.Reason));
        Assert.Equal(Start + 9 + Settings.MasterDown, step.Next.Next);
        Assert.Equal(CarpEffects.None, Step(step.Next, CarpEventKind.Claimed).Effects);
    }

    [Fact]
    public void Its_demotion_may_change_while_it_claims()
    {
        var step = Demote(Claiming(), 3);

        Assert.Equal((true, (byte)3, CarpEffects.None), (step.Next.IsClaiming, step.Next.Demote, step.Effects));
        Assert.Equal(3, Step(step.Next, CarpEventKind.Claimed).Next.Demote);
    }
}
