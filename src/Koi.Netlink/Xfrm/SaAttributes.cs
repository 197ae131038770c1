using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>The attributes of an SA, collected before the record is made once.</summary>
/// <param name="isV6">The family of the SA, which attributes with addresses do not repeat.</param>
internal ref struct SaAttributes(bool isV6)
{
    private AuthenticationAlgorithm? authentication;
    private Algorithm? untruncated;     // XFRMA_ALG_AUTH; the kernel sends it besides XFRMA_ALG_AUTH_TRUNC
    private Algorithm? encryption;
    private Algorithm? compression;
    private AeadAlgorithm? aead;
    private Encapsulation? encapsulation;
    private XfrmMark? mark;
    private uint? setMark;
    private uint? setMarkMask;
    private uint? extraFlags;
    private uint? interfaceId;
    private uint? padding;
    private uint? mappingThreshold;
    private uint? replayThreshold;
    private uint? timerThreshold;
    private byte? direction;
    private InetAddress? careOf;
    private ReplayState? replay;
    private ReplayEsnState? replayEsn;
    private LifetimeCounters? counters;
    private ulong? lastUsed;

    /// <summary>Walks the attributes and adds them to an SA.</summary>
    public bool TryRead(
        AttributeReader attributes, SecurityAssociation fixedPart, [NotNullWhen(true)] out SecurityAssociation? sa)
    {
        while (attributes.Next())
        {
            Read(ref attributes);
        }

        sa = attributes.IsMalformed ? null : Complete(fixedPart);
        return sa is not null;
    }

    private void Read(ref AttributeReader attributes)
    {
        switch (attributes.Type)
        {
            case XFRMA_ALG_AUTH_TRUNC: authentication = AlgorithmCodec.ReadAuthentication(ref attributes); break;
            case XFRMA_ALG_AUTH: untruncated = AlgorithmCodec.Read(ref attributes); break;
            case XFRMA_ALG_CRYPT: encryption = AlgorithmCodec.Read(ref attributes); break;
            case XFRMA_ALG_COMP: compression = AlgorithmCodec.Read(ref attributes); break;
            case XFRMA_ALG_AEAD: aead = AlgorithmCodec.ReadAead(ref attributes); break;
            case XFRMA_ENCAP: encapsulation = XfrmAttributes.ReadEncapsulation(ref attributes, isV6); break;
            case XFRMA_MARK: mark = XfrmAttributes.ReadMark(ref attributes); break;
            case XFRMA_SET_MARK: setMark = attributes.AsUInt32(); break;
            case XFRMA_SET_MARK_MASK: setMarkMask = attributes.AsUInt32(); break;
            case XFRMA_SA_EXTRA_FLAGS: extraFlags = attributes.AsUInt32(); break;
            case XFRMA_IF_ID: interfaceId = attributes.AsUInt32(); break;
            case XFRMA_TFCPAD: padding = attributes.AsUInt32(); break;
            case XFRMA_MTIMER_THRESH: mappingThreshold = attributes.AsUInt32(); break;
            case XFRMA_REPLAY_THRESH: replayThreshold = attributes.AsUInt32(); break;
            case XFRMA_ETIMER_THRESH: timerThreshold = attributes.AsUInt32(); break;
            case XFRMA_SA_DIR: direction = attributes.AsUInt8(); break;
            case XFRMA_COADDR: careOf = XfrmAttributes.ReadAddress(ref attributes, isV6); break;
            case XFRMA_REPLAY_VAL: replay = ReplayCodec.Read(ref attributes); break;
            case XFRMA_REPLAY_ESN_VAL: replayEsn = ReplayCodec.ReadEsn(ref attributes); break;
            case XFRMA_LTIME_VAL:
                counters = LifetimeCodec.ReadCounters(attributes.Structure(LifetimeCurrentSize));
                break;
            case XFRMA_LASTUSED: lastUsed = attributes.AsUInt64(); break;
            default: break;
        }
    }

    private readonly SecurityAssociation Complete(SecurityAssociation fixedPart) => fixedPart with
    {
        Authentication = authentication
            ?? (untruncated is null ? null : new AuthenticationAlgorithm(untruncated.Name, untruncated.Key, 0)),
        Encryption = encryption,
        Compression = compression,
        Aead = aead,
        Encapsulation = encapsulation,
        Mark = mark,
        SetMark = setMark is { } value ? new XfrmMark(value, setMarkMask ?? uint.MaxValue) : null,
        ExtraFlags = extraFlags,
        InterfaceId = interfaceId,
        TrafficFlowPadding = padding,
        MappingThreshold = mappingThreshold,
        ReplayThreshold = replayThreshold,
        TimerThreshold = timerThreshold,
        Direction = direction,
        CareOfAddress = careOf,
        Replay = replay,
        ReplayEsn = replayEsn,
        Counters = counters ?? fixedPart.Counters,
        LastUsed = lastUsed,
    };
}
