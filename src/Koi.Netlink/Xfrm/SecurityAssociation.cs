using System.Collections.Immutable;

namespace Koi.Netlink.Xfrm;

/// <summary>An SA: a transform, its keys and its counters; Linux xfrm.h, xfrm_usersa_info and its attributes.</summary>
public sealed record SecurityAssociation
{
    /// <summary>What identifies it.</summary>
    public required SaId Id { get; init; }

    /// <summary>The outer source address.</summary>
    public required InetAddress Source { get; init; }

    /// <summary>Tunnel or transport.</summary>
    public required XfrmMode Mode { get; init; }

    /// <summary>The packets it may carry; normally <see cref="Selector.AnyOf"/> of the destination.</summary>
    public required Selector Selector { get; init; }

    /// <summary>Ties it to the policy templates of the same number; 0 is a number like any other when sending.</summary>
    public uint RequestId { get; init; }

    /// <summary>The kernel's <c>seq</c>: of the ACQUIRE that asked for it.</summary>
    public uint AcquireSequence { get; init; }

    /// <summary>In packets; 0 for no replay protection. Larger than 32 needs <see cref="ReplayEsn"/>.</summary>
    public byte ReplayWindow { get; init; }

    /// <summary>Its flags.</summary>
    public StateFlags Flags { get; init; }

    /// <summary>XFRMA_SA_EXTRA_FLAGS; null when absent.</summary>
    public uint? ExtraFlags { get; init; }

    /// <summary>When it expires.</summary>
    public LifetimeLimits Limits { get; init; } = LifetimeLimits.Unlimited;

    /// <summary>What it has carried (XFRMA_LTIME_VAL when sending, xfrm_usersa_info's curlft when read); null not to send it.</summary>
    public LifetimeCounters? Counters { get; init; }

    /// <summary>Errors counted by the kernel; not sent.</summary>
    public SaStatistics Statistics { get; init; }

    /// <summary>Authentication (XFRMA_ALG_AUTH_TRUNC when it has a truncation length, else XFRMA_ALG_AUTH).</summary>
    public AuthenticationAlgorithm? Authentication { get; init; }

    /// <summary>Encryption (XFRMA_ALG_CRYPT).</summary>
    public Algorithm? Encryption { get; init; }

    /// <summary>Combined encryption and authentication (XFRMA_ALG_AEAD).</summary>
    public AeadAlgorithm? Aead { get; init; }

    /// <summary>Compression (XFRMA_ALG_COMP).</summary>
    public Algorithm? Compression { get; init; }

    /// <summary>UDP encapsulation (XFRMA_ENCAP).</summary>
    public Encapsulation? Encapsulation { get; init; }

    /// <summary>The mark a packet must have (XFRMA_MARK).</summary>
    public XfrmMark? Mark { get; init; }

    /// <summary>The mark put on packets (XFRMA_SET_MARK and XFRMA_SET_MARK_MASK).</summary>
    public XfrmMark? SetMark { get; init; }

    /// <summary>The XFRM interface (XFRMA_IF_ID); null when absent.</summary>
    public uint? InterfaceId { get; init; }

    /// <summary>XFRMA_SA_DIR: 1 in, 2 out; null when absent. Kernels before 6.10 ignore or refuse it.</summary>
    public byte? Direction { get; init; }

    /// <summary>XFRMA_REPLAY_VAL, for windows up to 32; null when absent.</summary>
    public ReplayState? Replay { get; init; }

    /// <summary>XFRMA_REPLAY_ESN_VAL, for larger windows and 64-bit numbers; null when absent.</summary>
    public ReplayEsnState? ReplayEsn { get; init; }

    /// <summary>XFRMA_REPLAY_THRESH in packets; null when absent.</summary>
    public uint? ReplayThreshold { get; init; }

    /// <summary>XFRMA_ETIMER_THRESH; sent in jiffies, read in 100 ms; null when absent.</summary>
    public uint? TimerThreshold { get; init; }

    /// <summary>XFRMA_MTIMER_THRESH; null when absent.</summary>
    public uint? MappingThreshold { get; init; }

    /// <summary>XFRMA_TFCPAD in bytes; null when absent.</summary>
    public uint? TrafficFlowPadding { get; init; }

    /// <summary>XFRMA_COADDR; null when absent.</summary>
    public InetAddress? CareOfAddress { get; init; }

    /// <summary>XFRMA_LASTUSED in seconds since 1970, read only; null when absent.</summary>
    public ulong? LastUsed { get; init; }

    /// <summary>Whether it is a larval SA (no algorithm yet, or SPI 0) or a helper that the kernel made for IPcomp.</summary>
    public bool IsKernelMade => Id.Spi == 0 || (Authentication is null && Encryption is null && Aead is null && Compression is null);
}

/// <summary>What identifies an SA: xfrm_usersa_id plus the mark.</summary>
/// <param name="Destination">The outer destination address.</param>
/// <param name="Spi">The security parameter index, in host byte order.</param>
/// <param name="Protocol">50 ESP, 51 AH, 108 IPcomp.</param>
public readonly record struct SaId(InetAddress Destination, uint Spi, byte Protocol);

/// <summary>Errors of an SA; Linux xfrm.h, xfrm_stats.</summary>
/// <param name="ReplayWindow">Packets outside the window.</param>
/// <param name="Replay">Packets seen before.</param>
/// <param name="IntegrityFailed">Packets whose authentication failed.</param>
public readonly record struct SaStatistics(uint ReplayWindow, uint Replay, uint IntegrityFailed);

/// <summary>A cipher or a compression; Linux xfrm.h, xfrm_algo.</summary>
/// <param name="Name">The kernel's name, such as <c>cbc(aes)</c>; at most 63 characters.</param>
/// <param name="Key">The key, in whole bytes.</param>
public sealed record Algorithm(string Name, KeyMaterial Key);

/// <summary>An authentication; Linux xfrm.h, xfrm_algo_auth.</summary>
/// <param name="Name">The kernel's name, such as <c>hmac(sha256)</c>.</param>
/// <param name="Key">The key.</param>
/// <param name="TruncationBits">The ICV's length in bits; 0 leaves it to the kernel (96 for SHA-256, which is not the standard's).</param>
public sealed record AuthenticationAlgorithm(string Name, KeyMaterial Key, uint TruncationBits);

/// <summary>An AEAD; Linux xfrm.h, xfrm_algo_aead.</summary>
/// <param name="Name">The kernel's name, such as <c>rfc4106(gcm(aes))</c>.</param>
/// <param name="Key">The key with the salt at its end.</param>
/// <param name="IcvBits">The ICV's length in bits.</param>
public sealed record AeadAlgorithm(string Name, KeyMaterial Key, uint IcvBits);

/// <summary>UDP or TCP encapsulation; Linux xfrm.h, xfrm_encap_tmpl.</summary>
/// <param name="Type">2 is UDP_ENCAP_ESPINUDP.</param>
/// <param name="SourcePort">In host byte order.</param>
/// <param name="DestinationPort">In host byte order.</param>
/// <param name="OriginalAddress">Before NAT, for transport mode checksums; any when unknown.</param>
public sealed record Encapsulation(ushort Type, ushort SourcePort, ushort DestinationPort, InetAddress OriginalAddress);

/// <summary>A mark and the bits of it that count; Linux xfrm.h, xfrm_mark.</summary>
public readonly record struct XfrmMark(uint Value, uint Mask);

/// <summary>Sequence numbers of an SA with a window of at most 32; Linux xfrm.h, xfrm_replay_state.</summary>
/// <param name="OutboundSequence">The last number sent.</param>
/// <param name="Sequence">The highest number received.</param>
/// <param name="Bitmap">Received numbers before it: bit 0 is <paramref name="Sequence"/>.</param>
public readonly record struct ReplayState(uint OutboundSequence, uint Sequence, uint Bitmap);

/// <summary>Sequence numbers of an SA with a large window or 64-bit numbers; Linux xfrm.h, xfrm_replay_state_esn.</summary>
/// <param name="OutboundSequence">The last number sent, low half.</param>
/// <param name="Sequence">The highest number received, low half.</param>
/// <param name="OutboundSequenceHigh">High half.</param>
/// <param name="SequenceHigh">High half.</param>
/// <param name="ReplayWindow">In packets.</param>
/// <param name="Bitmap">32-bit words; at most 128 of them.</param>
public sealed record ReplayEsnState(
    uint OutboundSequence,
    uint Sequence,
    uint OutboundSequenceHigh,
    uint SequenceHigh,
    uint ReplayWindow,
    ImmutableArray<uint> Bitmap);
