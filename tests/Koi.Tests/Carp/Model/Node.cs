using Koi.Carp;

namespace Koi.Tests.Carp.Model;

/// <summary>
/// A gateway: a machine, a shell that does its effects in the least way that is right, and the kernel's part, which outlives the process:
/// the lease, the ticket and the parent's carrier.
/// </summary>
internal sealed class Node(Segment segment, int id, CarpSettings settings)
{
    public const long Tick = 4000;
    private const long TicketLength = 100_000;

    private readonly Queue<CarpEvent> unread = new();
    private CarpMachine machine = new();
    private long leaseUntil;
    private long ticketUntil;
    private long wakesAt = CarpMachine.Never;
    private bool isClaimedDue;
    private bool isFrozen;

    public int Id => id;

    public CarpSettings Settings { get; private set; } = settings;

    public CarpMachine Machine => machine;

    public bool IsRunning { get; private set; }

    public bool IsAwake => IsRunning && !isFrozen;

    public bool HasCarrier { get; private set; } = true;

    public byte Demote { get; private set; }

    public int Announcements { get; private set; }

    /// <summary>Until when the kernel lets it answer for the addresses; the past when it does not.</summary>
    public long OwnsUntil => HasCarrier ? leaseUntil : 0;

    public bool Owns => segment.Now < OwnsUntil;

    public void Start()
    {
        if (IsRunning)
        {
            return;
        }

        machine = new() { Demote = Demote };
        IsRunning = true;
        if (HasCarrier)
        {
            Step(CarpEvent.Of(TryRenew() ? CarpEventKind.Resume : CarpEventKind.Up));
        }
    }

    /// <summary>kill -9: the lease goes on.</summary>
    public void Kill()
    {
        IsRunning = false;
        isFrozen = false;
        isClaimedDue = false;
        unread.Clear();
    }

    public void LosePower()
    {
        Kill();
        leaseUntil = 0;
        ticketUntil = 0;
    }

    public void Freeze() => isFrozen = IsRunning;

    public void Thaw()
    {
        if (!isFrozen)
        {
            return;
        }

        isFrozen = false;
        Wake();
        while (unread.TryDequeue(out var happened))
        {
            Step(happened);
        }

        if (isClaimedDue)
        {
            Claimed();
        }
    }

    public void SetCarrier(bool isThere)
    {
        if (HasCarrier == isThere)
        {
            return;
        }

        HasCarrier = isThere;
        Post(CarpEvent.Of(isThere ? CarpEventKind.Up : CarpEventKind.ParentDown));
    }

    public void SetDemote(byte demote)
    {
        Demote = demote;
        Post(new() { Kind = CarpEventKind.Demoted, Demote = demote });
    }

    public void Slow(int skew)
    {
        Settings = Settings with { AdvSkew = (byte)(Settings.AdvSkew + skew) };
        Post(CarpEvent.Of(CarpEventKind.Changed));
    }

    /// <summary>Something comes in; a frozen process reads it later, a dead one never.</summary>
    public void Post(in CarpEvent happened)
    {
        if (isFrozen)
        {
            unread.Enqueue(happened);
        }
        else if (IsRunning)
        {
            Step(happened);
        }
    }

    /// <summary>A timer: the lease is renewed before anything is read.</summary>
    public void Wake()
    {
        wakesAt = CarpMachine.Never;
        if (IsAwake)
        {
            Step(CarpEvent.Of(CarpEventKind.Tick));
        }
    }

    /// <summary>All that waited was heard: each arrival is heard at once, and a frozen process reads before it comes here.</summary>
    public void Claimed()
    {
        isClaimedDue = isFrozen;
        if (IsAwake)
        {
            Step(CarpEvent.Of(CarpEventKind.Claimed));
        }
    }

    private void Step(in CarpEvent happened)
    {
        var before = machine;
        var step = CarpMachine.Step(before, happened, Settings, segment.Now);
        machine = step.Next;
        segment.Trace?.Invoke($"{segment.Now,9} {id} {happened.Kind} {happened.Advertisement} {before.State} -> {step.Next.State} {step.Effects} {step.Reason}");
        Consistency.Check(before, step, happened, Settings, segment.Now);
        Perform(step.Effects);
        if (machine.Next < wakesAt)
        {
            wakesAt = machine.Next;
            segment.ScheduleWake(this, wakesAt);
        }
    }

    private void Perform(CarpEffects effects)
    {
        if (effects.HasFlag(CarpEffects.Close))
        {
            leaseUntil = 0;
        }

        if (effects.HasFlag(CarpEffects.BowOut))
        {
            segment.Send(this, Own().AsBowOut());
        }

        if (effects.HasFlag(CarpEffects.BowOutBySync))
        {
            segment.SendBySync(this, Own().AsBowOut());
        }

        if (effects.HasFlag(CarpEffects.Claim))
        {
            ticketUntil = segment.Now + TicketLength;
            segment.ScheduleClaimed(this);
        }

        if (effects.HasFlag(CarpEffects.Open) && !TryOpen())
        {
            Step(CarpEvent.Of(CarpEventKind.LeaseLost));
            return;
        }

        if (effects.HasFlag(CarpEffects.Advertise))
        {
            if (!TryRenew())
            {
                Step(CarpEvent.Of(CarpEventKind.LeaseLost));
                return;
            }

            segment.Send(this, Own());
        }

        Announcements += effects.HasFlag(CarpEffects.Announce) ? 1 : 0;
    }

    private Advertisement Own() => new(Settings.Vhid, Settings.AdvBase, Settings.AdvSkew, machine.Demote, (ulong)id << 32);

    private bool TryOpen()
    {
        if (segment.Now >= ticketUntil)
        {
            return false;
        }

        ticketUntil = 0;
        leaseUntil = EndOfLease();
        return true;
    }

    private bool TryRenew()
    {
        if (segment.Now >= leaseUntil)
        {
            return false;
        }

        leaseUntil = EndOfLease();
        return true;
    }

    // The kernel counts in ticks, and rounds up.
    private long EndOfLease() => (segment.Now + Settings.Lease(Tick) + Tick - 1) / Tick * Tick;
}
