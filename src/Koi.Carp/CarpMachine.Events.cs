using System.Diagnostics;

namespace Koi.Carp;

/// <content>All events but an advertisement.</content>
public readonly partial record struct CarpMachine
{
    private CarpStep Start(CarpSettings settings, long now) =>
        State == CarpState.Init ? new(Waiting(settings, now), CarpEffects.None, "up") : Stay();

    private CarpStep Resume(CarpSettings settings, long now) => State == CarpState.Init
        ? new(Owning(settings, now), CarpEffects.Advertise | CarpEffects.Announce, "the lease still stands")
        : Stay();

    private CarpStep Stop(CarpEffects ofMaster, string reason) => State switch
    {
        CarpState.Init => Stay(),
        CarpState.Backup => new(Idle(), CarpEffects.None, reason),
        CarpState.Master => new(Idle(), ofMaster, reason),
        _ => throw new UnreachableException(),
    };

    private CarpStep Pass(CarpSettings settings, long now) => State switch
    {
        CarpState.Init => Stay(),
        CarpState.Backup => !IsClaiming && IsMasterDown(now) ? ClaimFor(CarpClaim.MasterDown) : Stay(),
        CarpState.Master => now >= AdvertiseAt ? AdvertiseByTimer(settings, now) : now >= AnswerAt ? AnswerNow(settings, now) : Stay(),
        _ => throw new UnreachableException(),
    };

    private bool IsMasterDown(long now) => now >= DownAtV4 || now >= DownAtV6;

    private CarpStep AdvertiseByTimer(CarpSettings settings, long now)
    {
        // What was missed, as by a process that slept, is not made up for.
        var next = AdvertiseAt + settings.Interval;
        var machine = this with
        {
            AdvertiseAt = next > now ? next : now + settings.Interval,
            AnswerAt = Never,
            AnnouncesIn = (byte)Math.Max(0, AnnouncesIn - 1),
        };
        return new(machine, OwesAnnouncement ? CarpEffects.Advertise | CarpEffects.Announce : CarpEffects.Advertise, "");
    }

    private CarpStep TakeOver(CarpSettings settings, long now)
    {
        const CarpEffects Effects = CarpEffects.Open | CarpEffects.Advertise | CarpEffects.Announce;
        return IsClaiming ? new(Owning(settings, now), Effects, Reason(Claim)) : Stay();
    }

    private static string Reason(CarpClaim claim) => claim switch
    {
        CarpClaim.None => "",
        CarpClaim.MasterDown => "master down",
        CarpClaim.Preempt => "preempting a slower master",
        CarpClaim.Demoted => "the master is demoted",
        CarpClaim.BowOut => "the master bows out",
        CarpClaim.Ordered => "ordered",
        _ => throw new UnreachableException(),
    };

    private CarpStep LoseLease(CarpSettings settings, long now) => State == CarpState.Master || IsClaiming
        ? Yield(settings, now, IsClaiming ? "" : "the lease ran out")
        : Stay();

    private CarpStep DemoteTo(byte demote)
    {
        var machine = this with { Demote = demote };
        return State == CarpState.Master && demote != Demote ? machine.AdvertiseNow() : machine.Stay();
    }

    private CarpStep Change(CarpSettings settings, long now) => State switch
    {
        CarpState.Init => Stay(),
        CarpState.Backup => (this with
        {
            DownAtV4 = settings.HasV4 ? Math.Min(DownAtV4, now + settings.MasterDown) : Never,
            DownAtV6 = settings.HasV6 ? Math.Min(DownAtV6, now + settings.MasterDown) : Never,
        }).Stay(),
        CarpState.Master => (this with { AdvertiseAt = now + settings.Interval }).AdvertiseNow(),
        _ => throw new UnreachableException(),
    };

    private CarpStep Obey(CarpState order, CarpSettings settings, long now) => (State, order) switch
    {
        // An interface that cannot take part takes no orders, as in OpenBSD.
        (CarpState.Init, _) => Stay(),
        (_, CarpState.Init) => Stop(CarpEffects.Close, "ordered"),
        (CarpState.Master, CarpState.Backup) => Yield(settings, now, "ordered"),
        (CarpState.Backup, CarpState.Backup) => IsClaiming ? Waiting(settings, now).Stay() : Stay(),
        (CarpState.Backup, CarpState.Master) => IsClaiming ? (this with { Claim = CarpClaim.Ordered }).Stay() : ClaimFor(CarpClaim.Ordered),
        (CarpState.Master, CarpState.Master) => Stay(),
        _ => throw new UnreachableException(),
    };
}
