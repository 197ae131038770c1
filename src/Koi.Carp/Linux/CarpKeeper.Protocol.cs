using Microsoft.Extensions.Logging;

namespace Koi.Carp.Linux;

/// <content>What happens to a virtual host, and what is done about it.</content>
public sealed partial class CarpKeeper
{
    private void Handle(VirtualHost host, in CarpEvent happened)
    {
        var before = host.Machine.State;
        var step = CarpMachine.Step(host.Machine, happened, host.Settings, Now);
        host.Machine = step.Next;
        if (step.Reason.Length > 0)
        {
            host.Reason = step.Reason;
        }

        if (step.Effects != CarpEffects.None)
        {
            Act(host, step.Effects);
        }

        if (before != step.Next.State)
        {
            statistics.CountTransition(step.Next.State);
            LogTransition(host, before, step);
        }
    }

    /// <summary>
    /// The order is the recipe's: silence before the bow-out, the ticket before the addresses, the lease before any word. The addresses
    /// go first: while another program closes its nf_tables socket, the kernel keeps the gate waiting for 10-20 ms, and two would answer.
    /// </summary>
    private void Act(VirtualHost host, CarpEffects effects)
    {
        if (effects.HasFlag(CarpEffects.Close))
        {
            recipe.ToBackup(host);
            gate.Close(host);
        }

        if (effects.HasFlag(CarpEffects.BowOut))
        {
            speaker.BowOut(host);
        }

        if (effects.HasFlag(CarpEffects.BowOutBySync))
        {
            listeners.BowOutBySync(host);
        }

        if (effects.HasFlag(CarpEffects.Claim))
        {
            Claim(host);
        }

        if (effects.HasFlag(CarpEffects.Open) && !Open(host))
        {
            return;
        }

        if (effects.HasFlag(CarpEffects.Advertise) && !Advertise(host, isRenewed: effects.HasFlag(CarpEffects.Open)))
        {
            return;
        }

        if (effects.HasFlag(CarpEffects.Announce))
        {
            speaker.Announce(host, Now);
        }
    }

    /// <summary>A claim that cannot be put up is none: without a ticket the gate will not open.</summary>
    private void Claim(VirtualHost host)
    {
        gate.PutTicket(host);
        listeners.HearAll();
        Handle(host, CarpEvent.Of(CarpEventKind.Claimed));
        if (host.Machine.State != CarpState.Master)
        {
            gate.TakeTicket(host);
        }
    }

    private bool Open(VirtualHost host)
    {
        recipe.ToMaster(host);
        var now = Now;
        if (gate.TryOpen(host))
        {
            host.LeaseUntil = now + host.Settings.Lease(Gate.Tick);
            return true;
        }

        Handle(host, CarpEvent.Of(CarpEventKind.LeaseLost));
        return false;
    }

    private bool TryRenew(VirtualHost host)
    {
        var now = Now;
        if (!gate.TryRenew(host) && !TryRepair(host))
        {
            return false;
        }

        host.LeaseUntil = now + host.Settings.Lease(Gate.Tick);
        return true;
    }

    /// <summary>
    /// A lease that is gone before its time was flushed with its table, where the kernel lets others do that: then it is given again.
    /// </summary>
    private bool TryRepair(VirtualHost host)
    {
        demotions.TakeIn();
        if (!gate.IsTouched || Now >= host.LeaseUntil)
        {
            return false;
        }

        Read();
        return host.Machine.State == CarpState.Master;
    }

    /// <summary>Gives masters whose leases would still last their leases again, in a table that was made again.</summary>
    private void Reopen()
    {
        foreach (var host in hosts)
        {
            if (host.Machine.State == CarpState.Master)
            {
                // Who falls asleep between the look at the clock and the opening has no ticket any more.
                gate.PutTicket(host);
                if (Now >= host.LeaseUntil || !gate.TryOpen(host))
                {
                    Handle(host, CarpEvent.Of(CarpEventKind.LeaseLost));
                }
            }
        }
    }

    private bool Advertise(VirtualHost host, bool isRenewed)
    {
        if (!isRenewed && !TryRenew(host))
        {
            statistics.CountLeaseLost();
            Handle(host, CarpEvent.Of(CarpEventKind.LeaseLost));
            return false;
        }

        var before = host.Health;
        speaker.Advertise(host, statistics, Now);
        if (host.Health.Reason(before) is { Length: > 0 } reason)
        {
            Demote(host, reason);
        }

        return true;
    }

    /// <summary>Brings the groups' counters in line with what the host demotes itself by, and tells the protocol.</summary>
    private void Demote(VirtualHost host, string reason)
    {
        if (demotions.OwnOf(host.Name) == host.OwnDemotion)
        {
            return;
        }

        Tell(demotions.Adjust(host.Name, host.OwnDemotion, reason));
        TellDemotions();
    }

    private void Tell(IReadOnlyList<string> demoted)
    {
        foreach (var line in demoted)
        {
            LogDemotion(line);
        }
    }

    private void TellDemotions()
    {
        foreach (var host in hosts)
        {
            var demotion = demotions.Of(host.Name, host.OwnDemotion);
            if (demotion != host.Machine.Demote)
            {
                Handle(host, new CarpEvent { Kind = CarpEventKind.Demoted, Demote = demotion });
            }
        }
    }

    /// <summary>An advertisement came by a parent, or by the other path.</summary>
    private void Hear(in HeardPacket heard)
    {
        if (!settings.Allow)
        {
            return;
        }

        statistics.CountReceived(heard.IsV6);
        var verdict = heard.Verdict;
        if (verdict == PacketVerdict.Accepted)
        {
            verdict = Judge(heard, out var host);
            if (verdict == PacketVerdict.Accepted)
            {
                Handle(host!, new CarpEvent { Kind = CarpEventKind.Heard, IsV6 = heard.IsV6, Advertisement = heard.Advertisement });
            }
        }

        statistics.Count(verdict);
        // Who takes no part hears the others all the time.
        if (verdict is not (PacketVerdict.Accepted or PacketVerdict.BadInterface) && settings.Log >= 1)
        {
            rejections.Add(verdict, heard.Source);
        }
    }

    private PacketVerdict Judge(in HeardPacket heard, out VirtualHost? host)
    {
        host = null;
        foreach (var one in hosts)
        {
            if (one.Settings.Vhid == heard.Advertisement.Vhid && one.Declaration is { } declared
                && (heard.ParentIndex is { } parent
                    ? one.Parent.Link.Index == parent && heard.IsMulticast == (heard.IsV6 || declared.Peer is null)
                    : declared.SyncPeer == heard.Source && heard.Advertisement.IsBowOut && IsProved(one, heard)))
            {
                host = one;
                break;
            }
        }

        return host is null ? PacketVerdict.BadVhid
            : host.Machine.State == CarpState.Init ? PacketVerdict.BadInterface
            : Advertisement.CheckVersion(heard.Payload) is not PacketVerdict.Accepted ? PacketVerdict.BadVersion
            : !IsProved(host, heard) ? PacketVerdict.BadAuthentication
            : heard.Advertisement.Counter == host.Cookie ? PacketVerdict.OwnCookie
            : PacketVerdict.Accepted;
    }

    private static bool IsProved(VirtualHost host, in HeardPacket heard) =>
        host.Authenticator!.Verify(heard.Advertisement.Counter, Advertisement.DigestOf(heard.Payload));

    private void LogTransition(VirtualHost host, CarpState before, in CarpStep step)
    {
        if (settings.Log >= 2)
        {
            var (from, to, reason) = (Word(before), Word(step.Next.State), step.Reason);
            if (before == CarpState.Init || step.Next.State == CarpState.Init)
            {
                LogStart(host.Name, from, to, reason);
            }
            else
            {
                LogChange(host.Name, from, to, reason);
            }
        }

        if (recipe.Refusal.Length > 0)
        {
            LogRefusal(host.Name, recipe.Refusal);
        }
    }

    private static string Word(CarpState state) => state switch
    {
        CarpState.Init => "INIT",
        CarpState.Backup => "BACKUP",
        CarpState.Master => "MASTER",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    [LoggerMessage(LogLevel.Warning, "{Interface}: state transition: {From} -> {To} ({Reason})")]
    private partial void LogStart(string @interface, string from, string to, string reason);

    [LoggerMessage(LogLevel.Critical, "{Interface}: state transition: {From} -> {To} ({Reason})")]
    private partial void LogChange(string @interface, string from, string to, string reason);

    [LoggerMessage(LogLevel.Error, "{Interface}: {Reason}")]
    private partial void LogRefusal(string @interface, string reason);

    [LoggerMessage(LogLevel.Error, "{What}")]
    private partial void LogDemotion(string what);
}
