using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_usersa_info, 224 bytes: sel 0 (56), id 56 (daddr 0, spi 16 be32, proto 20), saddr 80 (16), lft 96 (64),
/// curlft 160 (32), stats 192 (3 u32), seq 204 (4), reqid 208 (4), family 212 (2), mode 214 (1), replay_window 215 (1),
/// flags 216 (1); and the attributes of an SA.
/// </summary>
/// <remarks>Linux uapi xfrm.h; net/xfrm/xfrm_user.c, copy_to_user_state_extra.</remarks>
internal static class SaCodec
{
    public static void WriteInfo(Span<byte> bytes, SecurityAssociation sa)
    {
        SelectorCodec.Write(bytes, sa.Selector);
        bytes.PutAddress(56, sa.Id.Destination);
        bytes.PutBig32(72, sa.Id.Spi);
        bytes[76] = sa.Id.Protocol;
        bytes.PutAddress(80, sa.Source);
        LifetimeCodec.Write(bytes[96..], sa.Limits);
        bytes.PutHost32(204, sa.AcquireSequence);
        bytes.PutHost32(208, sa.RequestId);
        bytes.PutHost16(212, sa.Id.Destination.Family);
        bytes[214] = (byte)sa.Mode;
        bytes[215] = sa.ReplayWindow;
        bytes[216] = (byte)sa.Flags;
    }

    public static void WriteAttributes(MessageWriter writer, SecurityAssociation sa)
    {
        WriteAlgorithms(writer, sa);
        if (sa.Encapsulation is { } encapsulation)
        {
            XfrmAttributes.WriteEncapsulation(writer, encapsulation);
        }

        WriteProgress(writer, sa.Replay, sa.ReplayEsn, sa.Counters, sa.ReplayThreshold, sa.TimerThreshold);
        XfrmAttributes.WriteMark(writer, sa.Mark);
        XfrmAttributes.WriteUInt32(writer, XFRMA_IF_ID, sa.InterfaceId);
        if (sa.SetMark is { } mark)
        {
            writer.UInt32(XFRMA_SET_MARK, mark.Value);
            writer.UInt32(XFRMA_SET_MARK_MASK, mark.Mask);
        }

        XfrmAttributes.WriteUInt32(writer, XFRMA_SA_EXTRA_FLAGS, sa.ExtraFlags);
        XfrmAttributes.WriteUInt32(writer, XFRMA_TFCPAD, sa.TrafficFlowPadding);
        XfrmAttributes.WriteUInt32(writer, XFRMA_MTIMER_THRESH, sa.MappingThreshold);
        XfrmAttributes.WriteUInt8(writer, XFRMA_SA_DIR, sa.Direction);
        if (sa.CareOfAddress is { } careOf)
        {
            XfrmAttributes.WriteAddress(writer, XFRMA_COADDR, careOf);
        }
    }

    /// <summary>The attributes that tell how far an SA has come; NEWSA and NEWAE share them.</summary>
    public static void WriteProgress(
        MessageWriter writer,
        in ReplayState? replay,
        ReplayEsnState? replayEsn,
        in LifetimeCounters? counters,
        uint? replayThreshold,
        uint? timerThreshold)
    {
        if (replay is { } small)
        {
            ReplayCodec.Write(writer, small);
        }

        if (replayEsn is not null)
        {
            ReplayCodec.Write(writer, replayEsn);
        }

        if (counters is { } lifetime)
        {
            LifetimeCodec.Write(writer.Attribute(XFRMA_LTIME_VAL, LifetimeCurrentSize), lifetime);
        }

        XfrmAttributes.WriteUInt32(writer, XFRMA_REPLAY_THRESH, replayThreshold);
        XfrmAttributes.WriteUInt32(writer, XFRMA_ETIMER_THRESH, timerThreshold);
    }

    /// <summary>Reads an SA from its xfrm_usersa_info and the attributes of its message.</summary>
    /// <returns>False when anything is cut or is no IP address.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> info, AttributeReader attributes, [NotNullWhen(true)] out SecurityAssociation? sa)
    {
        sa = null;
        if (info.Length < UserSaInfoSize
            || !SelectorCodec.TryRead(info, out var selector)
            || info.Host16(212) is not (KernelLayout.AF_INET or KernelLayout.AF_INET6))
        {
            return false;
        }

        var isV6 = info.Host16(212) == KernelLayout.AF_INET6;
        var fixedPart = new SecurityAssociation
        {
            Id = new SaId(info.Address(56, isV6), info.Big32(72), info[76]),
            Source = info.Address(80, isV6),
            Selector = selector,
            Mode = (XfrmMode)info[214],
            Limits = LifetimeCodec.ReadLimits(info[96..]),
            Counters = LifetimeCodec.ReadCounters(info[160..]),
            Statistics = new SaStatistics(info.Host32(192), info.Host32(196), info.Host32(200)),
            AcquireSequence = info.Host32(204),
            RequestId = info.Host32(208),
            ReplayWindow = info[215],
            Flags = (StateFlags)info[216],
        };
        return new SaAttributes(isV6).TryRead(attributes, fixedPart, out sa);
    }

    private static void WriteAlgorithms(MessageWriter writer, SecurityAssociation sa)
    {
        if (sa.Aead is { } aead)
        {
            AlgorithmCodec.Write(writer, aead);
        }

        if (sa.Encryption is { } encryption)
        {
            AlgorithmCodec.Write(writer, XFRMA_ALG_CRYPT, encryption);
        }

        if (sa.Authentication is { } authentication)
        {
            AlgorithmCodec.Write(writer, authentication);
        }

        if (sa.Compression is { } compression)
        {
            AlgorithmCodec.Write(writer, XFRMA_ALG_COMP, compression);
        }
    }
}
