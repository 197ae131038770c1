using System.Collections.Immutable;
using System.Net;

namespace Koi.Lab.Carp.Probing;

/// <summary>Asks every gateway, past the bridge and its faults, whether it answers for the virtual address; until disposed.</summary>
/// <remarks>
/// An echo request goes into each gateway's port every two milliseconds, addressed to the owner's Ethernet address. Only an answer
/// that comes out of the same port counts: a request that a backup passes on to the owner is none of its own.
/// Nothing is allocated while it probes.
/// </remarks>
public sealed class OwnerProber : IDisposable
{
    private const long Period = 2 * ProbeClock.Millisecond;
    private const int Recent = 5;  // probes that tell who is the owner now: the last of them may not be answered yet

    private readonly OwnerPort[] ports;
    private readonly byte[] buffer = new byte[2048];
    private readonly ProbeThread thread;
    private readonly long start = ProbeClock.Now;
    private bool isStopped;

    /// <summary>Starts to probe.</summary>
    /// <param name="segment">The network.</param>
    /// <param name="owners">For each gateway the Ethernet address that answers for the virtual address.</param>
    /// <param name="limit">How long it can probe at most.</param>
    public OwnerProber(Segment segment, IReadOnlyList<string> owners, TimeSpan limit)
    {
        var capacity = (int)(ProbeClock.Nanoseconds(limit) / Period);
        ports =
        [
            .. segment.Sites.Select((site, i) => new OwnerPort(
                segment.Rack.Inside(() => ProbeSocket.OnLink(segment.Rack.Wiring.Find(site.Port.Name))),
                site, owners[i], IPAddress.Parse(Segment.Virtual), (ushort)(0x6b00 + i), capacity)),
        ];
        thread = new ProbeThread("owner prober", Period, Step);
    }

    /// <summary>The gateways that answer at present, by their numbers.</summary>
    public ImmutableArray<int> Owners => [.. Enumerable.Range(0, ports.Length).Where(i => ports[i].IsAnswering(Recent))];

    /// <summary>Waits until exactly one gateway answers.</summary>
    /// <param name="owner">Its number; null for any.</param>
    /// <param name="limit">How long to wait; a minute when null.</param>
    /// <exception cref="LabException">Not in time.</exception>
    public void WaitForOwner(int? owner = null, TimeSpan? limit = null)
    {
        if (!Wait(owners => owners.Length == 1 && (owner is null || owners[0] == owner), limit))
        {
            throw new LabException($"owner {owner}: not in time; now: {string.Join(' ', Owners)}");
        }
    }

    /// <summary>Waits until something holds of the gateways that answer.</summary>
    /// <returns>False when it did not in time.</returns>
    public bool Wait(Func<ImmutableArray<int>, bool> condition, TimeSpan? limit = null)
    {
        var deadline = new Deadline(limit);
        while (!condition(Owners))
        {
            if (deadline.Left == TimeSpan.Zero)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }

    /// <summary>Ends the probing.</summary>
    /// <returns>Who answered when.</returns>
    public Ownership Stop()
    {
        if (!isStopped)
        {
            isStopped = true;
            thread.Stop();
            Thread.Sleep(5);
            Drain();
        }

        return new Ownership(
            new Stretch(start, ports[0].LastSent),
            [.. ports.Select(p => p.Stretches())]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        Array.ForEach(ports, port => port.Dispose());
    }

    private bool Step()
    {
        Drain();
        foreach (var port in ports)
        {
            if (port.IsFull)
            {
                return false;
            }

            port.Send();
        }

        return true;
    }

    private void Drain()
    {
        var wall = ProbeClock.SinceWall;
        foreach (var port in ports)
        {
            port.Drain(buffer, wall);
        }
    }
}
