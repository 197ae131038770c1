using Koi.Carp;

namespace Koi.Tests.Carp.Model;

/// <summary>What holds after every step, whatever happened.</summary>
internal static class Consistency
{
    public static void Check(in CarpMachine before, in CarpStep step, in CarpEvent happened, CarpSettings settings, long now)
    {
        var (after, effects) = (step.Next, step.Effects);
        Require(step.Reason.Length > 0 == (before.State != after.State), "a reason exactly when the state changes", before, step, happened);
        Require(after.Demote == (happened.Kind == CarpEventKind.Demoted ? happened.Demote : before.Demote), "the demotion", before, step, happened);
        Require(effects.HasFlag(CarpEffects.Claim) == (!before.IsClaiming && after.IsClaiming), "one Claim a claim", before, step, happened);
        Require(!after.IsClaiming || after.State == CarpState.Backup, "only backups claim", before, step, happened);
        Require(!after.OwesAnnouncement || after.State == CarpState.Master, "only masters owe", before, step, happened);
        Require(
            effects.HasFlag(CarpEffects.Close) || before.State != CarpState.Master || after.State == CarpState.Master,
            "who goes closes", before, step, happened);
        Require(
            effects.HasFlag(CarpEffects.Open) == (before.State == CarpState.Backup && after.State == CarpState.Master),
            "who takes over opens", before, step, happened);
        Require(
            (effects & (CarpEffects.Advertise | CarpEffects.Announce)) == CarpEffects.None || after.State == CarpState.Master,
            "only masters advertise", before, step, happened);
        Require(!effects.HasFlag(CarpEffects.Announce) || effects.HasFlag(CarpEffects.Advertise), "announcements go with one", before, step, happened);
        Require(TimersAreThoseOf(after, settings), "timers of the state", before, step, happened);
        Require(happened.Kind != CarpEventKind.Tick || after.Next > now, "no timer is due after a tick", before, step, happened);
    }

    private static bool TimersAreThoseOf(in CarpMachine machine, CarpSettings settings) => machine.State switch
    {
        CarpState.Init => machine == new CarpMachine { Demote = machine.Demote },
        CarpState.Backup => machine is { AdvertiseAt: CarpMachine.Never, AnswerAt: CarpMachine.Never }
            && machine.DownAtV4 == CarpMachine.Never == !settings.HasV4
            && machine.DownAtV6 == CarpMachine.Never == !settings.HasV6,
        CarpState.Master or _ => machine is { DownAtV4: CarpMachine.Never, DownAtV6: CarpMachine.Never, AdvertiseAt: < CarpMachine.Never },
    };

    private static void Require(bool holds, string what, in CarpMachine before, in CarpStep step, in CarpEvent happened)
    {
        if (!holds)
        {
            Assert.Fail($"{what}: {happened}\n{before}\n{step}");
        }
    }
}
