using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Koi.Lab.Carp.Probing;

/// <summary>What a client saw.</summary>
/// <param name="V4">Of the IPv4 address.</param>
/// <param name="V6">Of the IPv6 address; null when it was not pinged.</param>
/// <param name="Announcements">Gratuitous ARP for the IPv4 address.</param>
public sealed record ClientView(PingView V4, PingView? V6, ImmutableArray<Announcement> Announcements);

/// <summary>How one address answered.</summary>
/// <param name="Whole">From the first probe to the last.</param>
/// <param name="Sent">How many probes.</param>
/// <param name="Lost">How many were not answered, or too late.</param>
/// <param name="Gaps">From each last answered probe to the next answered one, when probes between were lost.</param>
public sealed record PingView(Stretch Whole, int Sent, int Lost, ImmutableArray<Stretch> Gaps)
{
    /// <summary>
    /// A probe that waited longer was in a queue for an Ethernet address: while it waited the address was not reachable.
    /// </summary>
    private const long Late = 50 * ProbeClock.Millisecond;

    /// <summary>The longest gap; of no length when nothing was lost.</summary>
    public Stretch LongestGap => Stretches.Longest(Gaps);

    /// <summary>The longest gap that begins or ends within a part of the time.</summary>
    public Stretch LongestGapWithin(Stretch part) =>
        Stretches.Longest(Gaps.Where(g => g.To > part.From && g.From < part.To));

    internal static PingView Of(ProbeLog log)
    {
        var gaps = ImmutableArray.CreateBuilder<Stretch>();
        var (lost, good) = (0, -1);
        for (var number = 0; number < log.Count; number++)
        {
            var answered = log.Answered(number);
            if (answered == 0 || answered - log.Sent(number) > Late)
            {
                lost++;
                continue;
            }

            if (number > good + 1)
            {
                gaps.Add(new Stretch(log.Sent(Math.Max(good, 0)), log.Sent(number)));
            }

            good = number;
        }

        if (log.Count == 0)
        {
            return new PingView(default, 0, 0, []);
        }

        if (good < log.Count - 1)
        {
            gaps.Add(new Stretch(log.Sent(Math.Max(good, 0)), log.Sent(log.Count - 1)));
        }

        return new PingView(new Stretch(log.Sent(0), log.Sent(log.Count - 1)), log.Count, lost, gaps.ToImmutable());
    }
}

/// <summary>A gratuitous ARP message: sender and target are the same address; RFC 5227.</summary>
/// <param name="Time">When the kernel got it.</param>
/// <param name="Hardware">The Ethernet address that it announces, as a number.</param>
public readonly record struct Announcement(long Time, long Hardware)
{
    internal static bool TryRead(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> address, long time, out Announcement announcement)
    {
        // Ethernet 14: type 12. ARP: sender's hardware 22, its address 28, target's address 38.
        announcement = default;
        if (frame.Length < 42
            || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != 0x0806
            || !frame.Slice(28, 4).SequenceEqual(address)
            || !frame.Slice(38, 4).SequenceEqual(address))
        {
            return false;
        }

        announcement = new Announcement(time, BinaryPrimitives.ReadInt64BigEndian(frame[20..]) & 0xffff_ffff_ffff);
        return true;
    }
}
