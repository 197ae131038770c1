using System.Collections.Immutable;
using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.Lab.Carp.Faults;

/// <summary>Lets a schedule happen to gateways of one kind, while probers watch.</summary>
public sealed class FaultRun : IDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(300);

    private readonly Pace pace;
    private readonly Segment segment;
    private readonly ImmutableArray<FailoverGateway> gateways;
    private readonly OwnerProber owners;
    private readonly List<(long Time, Fault Fault)> done = [];
    private readonly List<string> silence = [];
    private readonly Conditions whole = new();
    private readonly Conditions healthy = new();
    private readonly HashSet<int> ill = [];

    /// <summary>Makes the segment and the gateways.</summary>
    /// <param name="pace">Which program.</param>
    /// <param name="count">How many gateways.</param>
    /// <param name="limit">How long all may take at most.</param>
    public FaultRun(Pace pace, int count, TimeSpan limit)
    {
        this.pace = pace;
        segment = new Segment(count);
        gateways = [.. segment.Sites.Select(site => pace.Create(pace, site, site.Number))];
        owners = new OwnerProber(segment, [.. gateways.Select(g => g.OwnerHardware)], limit);
    }

    /// <summary>How long a calm is: long enough for an owner to be found, and to be left alone.</summary>
    public TimeSpan Calm => Invariants.Bound(pace) + pace.Detection + Slack;

    /// <summary>What the programs have said since they were started last, and what was found when nobody answered.</summary>
    public IEnumerable<string> Lines =>
        [.. gateways.SelectMany((gateway, number) => gateway.Lines.Select(line => $"{number}: {line}")), .. silence];

    /// <summary>Starts the gateways, carries out the schedule and says what came of it.</summary>
    public FaultReport Execute(ImmutableArray<Fault> schedule)
    {
        gateways[0].Start();
        owners.WaitForOwner(0);
        foreach (var gateway in gateways.Skip(1))
        {
            gateway.Start();
        }

        Note();
        Thread.Sleep(Calm);
        foreach (var fault in schedule)
        {
            Thread.Sleep(pace.Detection * (fault.Wait / 1000.0));
            Carry(fault);
        }

        var ownership = owners.Stop();
        whole.End(ownership.Whole.To);
        healthy.End(ownership.Whole.To);
        return new FaultReport(ownership, [.. done], whole.Stretches, healthy.Stretches);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        owners.Dispose();
        segment.Dispose();
    }

    private void Carry(Fault fault)
    {
        done.Add((ProbeClock.Now, fault));
        if (fault.Gateway < 0)
        {
            Thread.Sleep(Calm);
            LookIntoSilence();
            return;
        }

        // From the beginning of a fault to the end of its undoing nothing is promised.
        if (!FaultSchedule.IsUndoing(fault.Kind))
        {
            ill.Add(fault.Gateway);
            Note(isStriking: fault.Kind);
        }

        Do(gateways[fault.Gateway], fault.Kind);
        if (FaultSchedule.Undo(fault.Kind) is null)  // it undoes another, or itself
        {
            ill.Remove(fault.Gateway);
        }

        Note();
    }

    /// <summary>Nobody answers although nothing is wrong: keeps what the gateways' kernels have, before it changes.</summary>
    private void LookIntoSilence()
    {
        if (ill.Count > 0 || owners.Owners.Length == 1)
        {
            return;
        }

        foreach (var site in segment.Sites)
        {
            silence.Add($"gateway {site.Number}, owners {string.Join(' ', owners.Owners)}");
            silence.AddRange(site.Host.Run(
                "sh", "-c", "ip address; ip route show table local; ip neighbour; nft list table netdev koi_carp").Output.Split('\n'));
        }
    }

    /// <summary>A segment that is about to be broken is no longer whole; killing and hanging leaves it whole.</summary>
    private void Note(FaultKind? isStriking = null)
    {
        var now = ProbeClock.Now;
        var breaks = isStriking is FaultKind.Pause or FaultKind.Cut or FaultKind.Mute or FaultKind.Deafen or FaultKind.Unplug
            or FaultKind.Flap or FaultKind.ParentDown;
        whole.Set(segment.IsWhole && !breaks, now);
        healthy.Set(segment.IsWhole && ill.Count == 0, now);
    }

    private static void Do(FailoverGateway gateway, FaultKind kind)
    {
        switch (kind)
        {
            case FaultKind.Kill: gateway.Kill(); break;
            case FaultKind.Start: gateway.Start(); break;
            case FaultKind.Stop: gateway.Stop(); break;
            case FaultKind.Freeze: gateway.Freeze(); break;
            case FaultKind.Thaw: gateway.Thaw(); break;
            case FaultKind.Pause: gateway.Site.Pause(); break;
            case FaultKind.Resume: gateway.Site.Resume(); break;
            case FaultKind.Cut: gateway.Site.Cut(); break;
            case FaultKind.Mute: gateway.Site.Cut(fromHost: true, toHost: false); break;
            case FaultKind.Deafen: gateway.Site.Cut(fromHost: false, toHost: true); break;
            case FaultKind.Heal: gateway.Site.Heal(); break;
            case FaultKind.Unplug: gateway.Site.Unplug(); break;
            case FaultKind.Plug: gateway.Site.Plug(); break;
            case FaultKind.Flap: gateway.Site.Flap(); break;
            case FaultKind.ParentDown: gateway.Site.SetParentDown(); break;
            case FaultKind.ParentUp: gateway.Site.SetParentUp(); break;
            case FaultKind.Reload: gateway.Reload(); break;
            case FaultKind.ReloadInvalid: gateway.ReloadInvalid(); break;
            case FaultKind.Calm: break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null);
        }
    }
}
