using System.Diagnostics;

namespace Koi.Carp;

/// <content>What an advertisement does.</content>
public readonly partial record struct CarpMachine
{
    private CarpStep Hear(in Advertisement heard, bool isV6, CarpSettings settings, long now) => State switch
    {
        CarpState.Init => Stay(),
        CarpState.Backup => heard.IsBowOut ? HearBowOut(heard) : HearAsBackup(heard, isV6, settings, now),
        // Who goes need not be told that it is worse.
        CarpState.Master when heard.IsBowOut => Stay(),
        CarpState.Master => YieldsTo(heard, settings) ? Yield(settings, now, "heard a better master", heard.Counter) : Answer(settings, now),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Claims when the sender is the master. A bow-out comes by up to three paths, and when the last copy comes in another backup may have
    /// taken over and been heard: that one is not gone.
    /// </summary>
    private CarpStep HearBowOut(in Advertisement heard) => IsClaiming || !IsOfMaster(heard.Counter) ? Stay() : ClaimFor(CarpClaim.BowOut);

    // OpenBSD and Koi keep their cookies; FreeBSD and UCarp count with each packet.
    private bool IsOfMaster(ulong cookie) => Follows is not { } master || cookie - master < 256;

    private CarpStep HearAsBackup(in Advertisement heard, bool isV6, CarpSettings settings, long now)
    {
        var claim = ClaimAgainst(heard, settings);
        if (claim != CarpClaim.None)
        {
            return IsClaiming ? Stay() : ClaimFor(claim);
        }

        var machine = Restarted(isV6, settings, now) with { Follows = heard.Counter };
        return (machine with { Claim = machine.StandsAfter(heard, settings, now) ? Claim : CarpClaim.None }).Stay();
    }

    /// <summary>Why a backup takes over from the sender; None when it does not, and waits on.</summary>
    private CarpClaim ClaimAgainst(in Advertisement heard, CarpSettings settings)
    {
        var (own, heardInterval) = (RawInterval(settings.AdvBase, settings.AdvSkew), RawInterval(heard.AdvBase, heard.AdvSkew));
        if (settings.Preempts && own < heardInterval && heard.Demote >= Demote)
        {
            return CarpClaim.Preempt;
        }

        if (heard.Demote > Demote)
        {
            return CarpClaim.Demoted;
        }

        // Later OpenBSD leaves this out with advbase 0, where each slower peer would seem to go.
        var isTooSlow = heardInterval > RawInterval(3 * settings.AdvBase, settings.AdvSkew);
        return isTooSlow && (settings.AdvBase != 0 || settings.Release == CarpRelease.V49) ? CarpClaim.BowOut : CarpClaim.None;
    }

    private CarpMachine Restarted(bool isV6, CarpSettings settings, long now) => (isV6, settings.HasV4, settings.HasV6) switch
    {
        (true, _, true) => this with { DownAtV6 = now + settings.MasterDown },
        (false, true, _) => this with { DownAtV4 = now + settings.MasterDown },
        _ => this,
    };

    /// <summary>Whether a claim holds against a master that works: because the other family's timer is due, or a better one was ordered.</summary>
    private bool StandsAfter(in Advertisement heard, CarpSettings settings, long now) => Claim switch
    {
        CarpClaim.MasterDown => IsMasterDown(now),
        CarpClaim.Ordered => !YieldsTo(heard, settings),
        CarpClaim.None or CarpClaim.Preempt or CarpClaim.Demoted or CarpClaim.BowOut => false,
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether a master goes when it hears the sender; of equals the one with the smaller cookie does.</summary>
    private bool YieldsTo(in Advertisement heard, CarpSettings settings)
    {
        var (own, heardInterval) = (RawInterval(settings.AdvBase, settings.AdvSkew), RawInterval(heard.AdvBase, heard.AdvSkew));
        return heard.Demote != Demote ? heard.Demote < Demote
            : own != heardInterval ? own > heardInterval
            : settings.Cookie <= heard.Counter;
    }

    /// <summary>
    /// Answers a worse master at once, but no more than four times an interval for long. After a bow-out there may be several at the same
    /// time, each heard by both families: eight in a row are answered.
    /// </summary>
    private CarpStep Answer(CarpSettings settings, long now)
    {
        // Neighbours may have learnt the other's link-layer address; when this announces itself again, the other has heard the answer.
        var machine = this with { AnnouncesIn = Math.Max(AnnouncesIn, (byte)1) };
        var earliest = AnsweredUntil - (7 * settings.Interval / 4);
        return now >= earliest ? machine.AnswerNow(settings, now) : (machine with { AnswerAt = earliest }).Stay();
    }

    private CarpStep AnswerNow(CarpSettings settings, long now) =>
        (this with { AnsweredUntil = Math.Max(AnsweredUntil, now) + (settings.Interval / 4) }).AdvertiseNow();

    // OpenBSD compares without the least interval.
    private static long RawInterval(int advBase, int advSkew) => (advBase * 1_000_000L) + (advSkew * 1_000_000L / 256);
}
