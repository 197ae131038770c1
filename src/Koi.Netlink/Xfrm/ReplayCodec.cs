using System.Collections.Immutable;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_replay_state, 12 bytes: oseq 0, seq 4, bitmap 8. xfrm_replay_state_esn, 24 bytes and the bitmap: bmp_len 0 (words),
/// oseq 4, seq 8, oseq_hi 12, seq_hi 16, replay_window 20 (packets), bmp 24. All u32 in host byte order.
/// </summary>
/// <remarks>Linux uapi xfrm.h.</remarks>
internal static class ReplayCodec
{
    public static void Write(MessageWriter writer, in ReplayState replay)
    {
        var bytes = writer.Attribute(XFRMA_REPLAY_VAL, ReplaySize);
        bytes.PutHost32(0, replay.OutboundSequence);
        bytes.PutHost32(4, replay.Sequence);
        bytes.PutHost32(8, replay.Bitmap);
    }

    public static void Write(MessageWriter writer, ReplayEsnState replay)
    {
        var bytes = writer.Attribute(XFRMA_REPLAY_ESN_VAL, ReplayEsnSize + (4 * replay.Bitmap.Length));
        bytes.PutHost32(0, (uint)replay.Bitmap.Length);
        bytes.PutHost32(4, replay.OutboundSequence);
        bytes.PutHost32(8, replay.Sequence);
        bytes.PutHost32(12, replay.OutboundSequenceHigh);
        bytes.PutHost32(16, replay.SequenceHigh);
        bytes.PutHost32(20, replay.ReplayWindow);
        for (var word = 0; word < replay.Bitmap.Length; word++)
        {
            bytes.PutHost32(ReplayEsnSize + (4 * word), replay.Bitmap[word]);
        }
    }

    public static ReplayState Read(ref AttributeReader attribute)
    {
        var bytes = attribute.Structure(ReplaySize);
        return new ReplayState(OutboundSequence: bytes.Host32(0), Sequence: bytes.Host32(4), Bitmap: bytes.Host32(8));
    }

    /// <summary>Reads XFRMA_REPLAY_ESN_VAL; null and a malformed walk when the bitmap is cut.</summary>
    public static ReplayEsnState? ReadEsn(ref AttributeReader attribute)
    {
        var bytes = attribute.Structure(ReplayEsnSize);
        var words = bytes.Host32(0);
        if (words > (uint)(bytes.Length - ReplayEsnSize) / 4)
        {
            attribute.Reject();
            return null;
        }

        var bitmap = ImmutableArray.CreateBuilder<uint>((int)words);
        for (var word = 0; word < words; word++)
        {
            bitmap.Add(bytes.Host32(ReplayEsnSize + (4 * word)));
        }

        return new ReplayEsnState(
            OutboundSequence: bytes.Host32(4),
            Sequence: bytes.Host32(8),
            OutboundSequenceHigh: bytes.Host32(12),
            SequenceHigh: bytes.Host32(16),
            ReplayWindow: bytes.Host32(20),
            bitmap.MoveToImmutable());
    }
}
