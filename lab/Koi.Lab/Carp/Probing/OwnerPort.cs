using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;

namespace Koi.Lab.Carp.Probing;

/// <summary>One gateway's port, as the owner prober sees it.</summary>
internal sealed class OwnerPort : IDisposable
{
    private readonly ProbeSocket socket;
    private readonly Site site;
    private readonly ushort id;
    private readonly byte[] frame = new byte[Echo.FrameLength];
    private readonly ProbeLog log;

    public OwnerPort(ProbeSocket socket, Site site, string owner, IPAddress target, ushort id, int capacity)
    {
        (this.socket, this.site, this.id, log) = (socket, site, id, new ProbeLog(capacity));
        Echo.WriteHeaders(
            frame, Address(owner), Address(Segment.ProberHardware),
            IPAddress.Parse(Segment.Prober).GetAddressBytes(), target.GetAddressBytes());
    }

    public bool IsFull => log.IsFull;

    public long LastSent => log.Count == 0 ? ProbeClock.Now : log.Sent(log.Count - 1);

    /// <summary>A paused machine is not asked: its kernel, which the lab cannot pause, would answer.</summary>
    public void Send()
    {
        log.Add(ProbeClock.Now);
        if (!site.IsPaused)
        {
            Echo.Write(Echo.MessageOf(frame), isV6: false, id, log.Count - 1);
            socket.Send(frame);
        }
    }

    public void Drain(Span<byte> buffer, long wall)
    {
        for (var length = socket.Receive(buffer, wall, out var time); length > 0; length = socket.Receive(buffer, wall, out time))
        {
            log.Answer(Echo.ReadFrame(buffer[..length], id), time);
        }
    }

    /// <summary>Whether one of the last probes was answered.</summary>
    public bool IsAnswering(int recent)
    {
        var count = log.Count;
        for (var number = Math.Max(0, count - recent); number < count; number++)
        {
            if (log.Answered(number) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>From the sending of a run's first answered probe to the answer to its last.</summary>
    public ImmutableArray<Stretch> Stretches()
    {
        var stretches = ImmutableArray.CreateBuilder<Stretch>();
        var wasAnswered = false;
        for (var number = 0; number < log.Count; number++)
        {
            if (log.Answered(number) is var answer and not 0)
            {
                if (wasAnswered)
                {
                    stretches[^1] = stretches[^1] with { To = Math.Max(answer, stretches[^1].To) };
                }
                else
                {
                    stretches.Add(new Stretch(log.Sent(number), answer));
                }
            }

            wasAnswered = log.Answered(number) != 0;
        }

        return Probing.Stretches.Unite(stretches);
    }

    public void Dispose() => socket.Dispose();

    private static byte[] Address(string text) => PhysicalAddress.Parse(text).GetAddressBytes();
}
