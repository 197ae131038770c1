using System.Collections.Immutable;
using Koi.Netlink.Xfrm;

namespace Koi.SaSync;

/// <summary>The numbers of an SA, whatever its window: they change with each packet.</summary>
/// <param name="Out">The last number sent, 64 bits.</param>
/// <param name="In">The highest number received, 64 bits.</param>
/// <param name="Bitmap">Received numbers before it, 32 bits a word, as the kernel has them.</param>
/// <param name="Bytes">Carried so far.</param>
/// <param name="Packets">Carried so far.</param>
/// <param name="UseTime">Of the first packet, in seconds since 1970 by this machine's clock; 0 for none.</param>
public readonly record struct SaNumbers(ulong Out, ulong In, ImmutableArray<uint> Bitmap, ulong Bytes, ulong Packets, ulong UseTime)
{
    /// <summary>Reads an SA's numbers.</summary>
    public static SaNumbers Of(SecurityAssociation sa) => Of(sa.Replay, sa.ReplayEsn, sa.Counters ?? default);

    /// <summary>Reads the numbers of an event; those it does not have are as before.</summary>
    public SaNumbers With(SaCounters counters)
    {
        var isReplay = counters.Replay is not null || counters.ReplayEsn is not null;
        var read = Of(counters.Replay, counters.ReplayEsn, counters.Lifetime ?? new(Bytes, Packets, 0, UseTime));
        return isReplay ? read : read with { Out = Out, In = In, Bitmap = Bitmap };
    }

    /// <summary>An SA with these numbers.</summary>
    /// <param name="sa">Its kind of window stays.</param>
    /// <param name="addTime">When it was made, by this machine's clock.</param>
    public SecurityAssociation PutInto(SecurityAssociation sa, ulong addTime) => sa with
    {
        Counters = new LifetimeCounters(Bytes, Packets, addTime, UseTime),
        Replay = sa.Replay is null ? null : Replay(),
        ReplayEsn = sa.ReplayEsn is { } esn ? Esn(esn) : null,
    };

    /// <summary>What writes these numbers to the kernel.</summary>
    public SaCounters ToWrite(SecurityAssociation sa, ulong addTime) => new()
    {
        Id = sa.Id,
        Source = sa.Source,
        RequestId = sa.RequestId,
        Mark = sa.Mark,
        Replay = sa.Replay is null ? null : Replay(),
        ReplayEsn = sa.ReplayEsn is { } esn ? Esn(esn) : null,
        Lifetime = new LifetimeCounters(Bytes, Packets, addTime, UseTime),
    };

    /// <summary>The highest number that an SA can send.</summary>
    public static ulong LastOf(SecurityAssociation sa) =>
        sa.ReplayEsn is not null && sa.Flags.HasFlag(StateFlags.Esn) ? ulong.MaxValue : uint.MaxValue;

    private static SaNumbers Of(ReplayState? replay, ReplayEsnState? esn, LifetimeCounters carried) => new(
        esn is not null ? Join(esn.OutboundSequenceHigh, esn.OutboundSequence) : replay?.OutboundSequence ?? 0,
        esn is not null ? Join(esn.SequenceHigh, esn.Sequence) : replay?.Sequence ?? 0,
        esn?.Bitmap ?? (replay is { } small ? [small.Bitmap] : []),
        carried.Bytes,
        carried.Packets,
        carried.UseTime);

    private static ulong Join(uint high, uint low) => ((ulong)high << 32) | low;

    private ReplayState Replay() => new((uint)Math.Min(Out, uint.MaxValue), (uint)In, Bitmap is [var word, ..] ? word : 0);

    private ReplayEsnState Esn(ReplayEsnState shape) => shape with
    {
        OutboundSequence = (uint)Out,
        OutboundSequenceHigh = (uint)(Out >> 32),
        Sequence = (uint)In,
        SequenceHigh = (uint)(In >> 32),
        Bitmap = Bitmap.Length == shape.Bitmap.Length ? Bitmap : shape.Bitmap,
    };
}
