using CsCheck;
using Koi.Carp;
using Koi.Tests.Carp.Model;
using static Koi.Tests.Carp.Machines;

namespace Koi.Tests.Carp;

/// <summary>The rows of the state table that begin with something else than an advertisement.</summary>
public sealed class CarpMachineTests
{
    private const CarpEffects ByParent = CarpEffects.Close | CarpEffects.BowOutBySync;
    private const CarpEffects BySelf = CarpEffects.Close | CarpEffects.BowOut | CarpEffects.BowOutBySync;

    [Theory]
    [InlineData(CarpState.Init, CarpEventKind.Up, CarpState.Backup, CarpEffects.None, "up")]
    [InlineData(CarpState.Init, CarpEventKind.Resume, CarpState.Master, CarpEffects.Advertise | CarpEffects.Announce, "the lease still stands")]
    [InlineData(CarpState.Init, CarpEventKind.Tick, CarpState.Init, CarpEffects.None, "")]
    [InlineData(CarpState.Init, CarpEventKind.Claimed, CarpState.Init, CarpEffects.None, "")]
    [InlineData(CarpState.Init, CarpEventKind.LeaseLost, CarpState.Init, CarpEffects.None, "")]
    [InlineData(CarpState.Init, CarpEventKind.Changed, CarpState.Init, CarpEffects.None, "")]
    [InlineData(CarpState.Init, CarpEventKind.ParentDown, CarpState.Init, CarpEffects.None, "")]
    [InlineData(CarpState.Init, CarpEventKind.Down, CarpState.Init, CarpEffects.None, "")]
    [InlineData(CarpState.Init, CarpEventKind.Heard, CarpState.Init, CarpEffects.None, "")]
    [InlineData(CarpState.Backup, CarpEventKind.Up, CarpState.Backup, CarpEffects.None, "")]
    [InlineData(CarpState.Backup, CarpEventKind.Resume, CarpState.Backup, CarpEffects.None, "")]
    [InlineData(CarpState.Backup, CarpEventKind.Claimed, CarpState.Backup, CarpEffects.None, "")]
    [InlineData(CarpState.Backup, CarpEventKind.LeaseLost, CarpState.Backup, CarpEffects.None, "")]
    [InlineData(CarpState.Backup, CarpEventKind.ParentDown, CarpState.Init, CarpEffects.None, "the parent is down")]
    [InlineData(CarpState.Backup, CarpEventKind.Down, CarpState.Init, CarpEffects.None, "set down")]
    [InlineData(CarpState.Master, CarpEventKind.Up, CarpState.Master, CarpEffects.None, "")]
    [InlineData(CarpState.Master, CarpEventKind.Resume, CarpState.Master, CarpEffects.None, "")]
    [InlineData(CarpState.Master, CarpEventKind.Claimed, CarpState.Master, CarpEffects.None, "")]
    [InlineData(CarpState.Master, CarpEventKind.Changed, CarpState.Master, CarpEffects.Advertise, "")]
    [InlineData(CarpState.Master, CarpEventKind.LeaseLost, CarpState.Backup, CarpEffects.Close, "the lease ran out")]
    [InlineData(CarpState.Master, CarpEventKind.ParentDown, CarpState.Init, ByParent, "the parent is down")]
    [InlineData(CarpState.Master, CarpEventKind.Down, CarpState.Init, BySelf, "set down")]
    public void Rows_in_both_releases(CarpState from, CarpEventKind kind, CarpState to, CarpEffects effects, string reason)
    {
        foreach (var release in Enum.GetValues<CarpRelease>())
        {
            var settings = Settings with { Release = release };

            var step = Step(In(from, settings), kind, settings);

            Assert.Equal((to, effects, reason), (step.Next.State, step.Effects, step.Reason));
        }
    }

    [Theory]
    [InlineData(CarpState.Init, CarpState.Master, CarpState.Init, CarpEffects.None)]
    [InlineData(CarpState.Init, CarpState.Backup, CarpState.Init, CarpEffects.None)]
    [InlineData(CarpState.Init, CarpState.Init, CarpState.Init, CarpEffects.None)]
    [InlineData(CarpState.Backup, CarpState.Init, CarpState.Init, CarpEffects.None)]
    [InlineData(CarpState.Backup, CarpState.Backup, CarpState.Backup, CarpEffects.None)]
    [InlineData(CarpState.Backup, CarpState.Master, CarpState.Backup, CarpEffects.Claim)]
    [InlineData(CarpState.Master, CarpState.Init, CarpState.Init, CarpEffects.Close)]
    [InlineData(CarpState.Master, CarpState.Backup, CarpState.Backup, CarpEffects.Close)]
    [InlineData(CarpState.Master, CarpState.Master, CarpState.Master, CarpEffects.None)]
    public void Orders_are_carried_out_without_bow_out(CarpState from, CarpState order, CarpState to, CarpEffects effects)
    {
        var step = Order(In(from), order);

        Assert.Equal((to, effects), (step.Next.State, step.Effects));
        Assert.Equal(from == to ? "" : "ordered", step.Reason);
    }

    [Fact]
    public void Timers_begin_with_the_state()
    {
        Assert.Equal(CarpMachine.Never, new CarpMachine().Next);
        Assert.Equal((Start + 3_000_000, Start + 3_000_000), (Backup().DownAtV4, Backup().DownAtV6));
        Assert.Equal(Start + 1_000_000, Master().Next);
        Assert.Equal(Start + 5 + 3_000_000, Step(Master(), CarpEventKind.LeaseLost, now: Start + 5).Next.Next);
        Assert.Equal(Start + 5 + 3_000_000, Order(Master(), CarpState.Backup, Start + 5).Next.Next);
        Assert.Equal(new CarpMachine { Demote = 4 }, Step(Master(demote: 4), CarpEventKind.Down).Next);
    }

    [Fact]
    public void Advertisements_that_were_missed_are_not_made_up_for()
    {
        var master = Master();

        Assert.Equal(Start + 2_000_000, Step(master, CarpEventKind.Tick, now: Start + 1_000_900).Next.Next);
        Assert.Equal(Start + 2_000_000, Step(master, CarpEventKind.Tick, now: Start + 1_999_999).Next.Next);
        Assert.Equal(Start + 3_000_000, Step(master, CarpEventKind.Tick, now: Start + 2_000_000).Next.Next);
        Assert.Equal(Start + 9_500_000, Step(master, CarpEventKind.Tick, now: Start + 8_500_000).Next.Next);
        Assert.Equal(CarpEffects.None, Step(master, CarpEventKind.Tick, now: Start + 999_999).Effects);
    }

    [Fact]
    public void A_master_advertises_another_demotion_at_once_and_its_timer_stays()
    {
        var step = Demote(Master(), 2, Start + 5);
        Assert.Equal((CarpEffects.Advertise, (byte)2, Start + 1_000_000), (step.Effects, step.Next.Demote, step.Next.Next));

        Assert.Equal(CarpEffects.None, Demote(step.Next, 2).Effects);
        Assert.Equal(CarpEffects.Advertise, Demote(step.Next, 0).Effects);
        Assert.Equal((CarpEffects.None, (byte)2), (Demote(Backup(), 2).Effects, Demote(Backup(), 2).Next.Demote));
        Assert.Equal((CarpEffects.None, (byte)2), (Demote(new(), 2).Effects, Demote(new(), 2).Next.Demote));
    }

    [Fact]
    public void Timers_are_planned_anew_for_other_settings_and_a_backup_waits_no_longer_than_before()
    {
        var slow = Settings with { AdvBase = 10 };

        Assert.Equal(Start + 5 + 10_000_000, Step(Master(), CarpEventKind.Changed, slow, Start + 5).Next.Next);
        Assert.Equal(Start + 5 + 1_000_000, Step(Master(slow), CarpEventKind.Changed, now: Start + 5).Next.Next);
        Assert.Equal(Start + 3_000_000, Step(Backup(), CarpEventKind.Changed, slow, Start + 5).Next.Next);
        Assert.Equal(Start + 5 + 3_000_000, Step(Backup(slow), CarpEventKind.Changed, now: Start + 5).Next.Next);
    }

    [Fact]
    public void A_family_that_comes_is_waited_for_and_one_that_goes_is_not()
    {
        var v4 = Settings with { HasV6 = false };

        Assert.Equal(Start + 5 + 3_000_000, Step(Backup(v4), CarpEventKind.Changed, now: Start + 5).Next.DownAtV6);
        Assert.Equal(CarpMachine.Never, Step(Backup(), CarpEventKind.Changed, v4).Next.DownAtV6);
    }

    [Fact]
    public void Whatever_happens_the_state_is_in_order_and_the_same_events_give_the_same_effects() =>
        Gen.Select(GenSettings, Gen.Select(GenEvent, Gen.Int[0, 2_000_000]).Array[1, 40]).Sample((settings, history) =>
        {
            var (machine, now) = (new CarpMachine(), Start);
            foreach (var (happened, passed) in history)
            {
                now += passed;
                var step = CarpMachine.Step(machine, happened, settings, now);
                Consistency.Check(machine, step, happened, settings, now);
                Assert.Equal(step, CarpMachine.Step(machine, happened, settings, now));
                machine = step.Next;
            }
        }, iter: 3000);

    private static readonly Gen<CarpSettings> GenSettings =
        Gen.Select(Gen.Byte[0, 3], Gen.Byte[0, 254], Gen.Bool, Gen.Enum<CarpRelease>(), Gen.Int[1, 3], (advBase, skew, preempts, release, families) => new CarpSettings
        {
            Vhid = 1,
            AdvBase = advBase,
            AdvSkew = skew,
            Preempts = preempts,
            Release = release,
            HasV4 = (families & 1) != 0,
            HasV6 = (families & 2) != 0,
        });

    private static readonly Gen<CarpEvent> GenEvent =
        Gen.Select(Gen.Enum<CarpEventKind>(), Gen.Bool, Gen.Byte, Gen.Byte, Gen.Byte[0, 3], Gen.Enum<CarpState>(), (kind, isV6, advBase, skew, demote, state) => new CarpEvent
        {
            Kind = kind,
            IsV6 = isV6,
            Advertisement = new(1, (byte)(advBase > 250 ? 255 : advBase % 4), skew, demote, (ulong)(skew % 3)),
            Demote = demote,
            State = state,
        });
}
