using System.Collections.Immutable;

namespace Koi.Netlink.Xfrm;

/// <summary>What the kernel tells listeners of NETLINK_XFRM's groups; decoded by <see cref="XfrmEventDecoder"/>.</summary>
public abstract record XfrmEvent
{
    private XfrmEvent()
    {
    }

    /// <summary>nlmsg_seq: that of the request which caused it, of whatever process; 0 from the kernel itself.</summary>
    public uint Sequence { get; init; }

    /// <summary>XFRM_MSG_NEWSA, with keys.</summary>
    public sealed record SaAdded(SecurityAssociation Sa) : XfrmEvent;

    /// <summary>XFRM_MSG_UPDSA, with keys. A larval SA was completed too: its first event is this one.</summary>
    public sealed record SaUpdated(SecurityAssociation Sa) : XfrmEvent;

    /// <summary>XFRM_MSG_DELSA, with keys.</summary>
    public sealed record SaDeleted(SecurityAssociation Sa) : XfrmEvent;

    /// <summary>XFRM_MSG_FLUSHSA: all of a protocol, 0 for all; no deletions are told one by one.</summary>
    public sealed record SaFlushed(byte Protocol) : XfrmEvent;

    /// <summary>XFRM_MSG_EXPIRE; after the hard one the SA is gone without an <see cref="SaDeleted"/>. No keys.</summary>
    public sealed record SaExpired(SecurityAssociation Sa, bool IsHard) : XfrmEvent;

    /// <summary>XFRM_MSG_NEWPOLICY.</summary>
    public sealed record PolicyAdded(SecurityPolicy Policy) : XfrmEvent;

    /// <summary>XFRM_MSG_UPDPOLICY: added or replaced.</summary>
    public sealed record PolicyUpdated(SecurityPolicy Policy) : XfrmEvent;

    /// <summary>XFRM_MSG_DELPOLICY.</summary>
    public sealed record PolicyDeleted(SecurityPolicy Policy) : XfrmEvent;

    /// <summary>XFRM_MSG_FLUSHPOLICY: all of a type, 0 main, 1 sub; no deletions are told one by one.</summary>
    public sealed record PolicyFlushed(byte PolicyType) : XfrmEvent;

    /// <summary>XFRM_MSG_POLEXPIRE; after the hard one the policy is gone.</summary>
    public sealed record PolicyExpired(SecurityPolicy Policy, bool IsHard) : XfrmEvent;

    /// <summary>XFRM_MSG_ACQUIRE: a packet matched a policy for which there is no SA.</summary>
    /// <param name="Id">Destination and protocol of the SA wanted; its SPI is 0.</param>
    /// <param name="Source">Its outer source address.</param>
    /// <param name="Selector">The packet.</param>
    /// <param name="Policy">The policy, with its templates.</param>
    /// <param name="AcquireSequence">To be repeated in the SA made for it.</param>
    public sealed record Acquire(
        SaId Id, InetAddress Source, Selector Selector, SecurityPolicy Policy, uint AcquireSequence) : XfrmEvent;

    /// <summary>XFRM_MSG_NEWAE: an SA's counters passed a threshold, or somebody wrote them.</summary>
    public sealed record AsyncEvent(SaCounters Counters) : XfrmEvent;

    /// <summary>XFRM_MSG_REPORT: a Mobile IPv6 packet without a state.</summary>
    public sealed record Report(byte Protocol, Selector Selector) : XfrmEvent;

    /// <summary>XFRM_MSG_MIGRATE: a policy's templates and their SAs moved to other addresses; dump them again.</summary>
    public sealed record Migrate(
        Selector Selector, PolicyDirection Direction, ImmutableArray<AddressMove> Moves) : XfrmEvent;

    /// <summary>XFRM_MSG_MAPPING: a NAT gave the peer another address or port.</summary>
    /// <param name="Id">The inbound SA.</param>
    /// <param name="RequestId">The SA's.</param>
    /// <param name="OldSource">The peer's address so far.</param>
    /// <param name="OldPort">The peer's UDP port so far, in host byte order.</param>
    /// <param name="NewSource">The peer's address now.</param>
    /// <param name="NewPort">The peer's UDP port now, in host byte order.</param>
    public sealed record Mapping(
        SaId Id, uint RequestId, InetAddress OldSource, ushort OldPort, InetAddress NewSource, ushort NewPort) : XfrmEvent;

    /// <summary>A message that Koi does not know or cannot read.</summary>
    /// <param name="Type">nlmsg_type.</param>
    /// <param name="Length">Of its body, in bytes.</param>
    public sealed record Unknown(ushort Type, int Length) : XfrmEvent;
}

/// <summary>Addresses before and after a move; Linux uapi xfrm.h, xfrm_user_migrate.</summary>
/// <param name="OldSource">Outer source before.</param>
/// <param name="OldDestination">Outer destination before.</param>
/// <param name="NewSource">Outer source after.</param>
/// <param name="NewDestination">Outer destination after.</param>
/// <param name="Protocol">50 ESP, 51 AH, 108 IPcomp.</param>
/// <param name="Mode">Tunnel or transport.</param>
/// <param name="RequestId">The template's.</param>
public readonly record struct AddressMove(
    InetAddress OldSource,
    InetAddress OldDestination,
    InetAddress NewSource,
    InetAddress NewDestination,
    byte Protocol,
    XfrmMode Mode,
    uint RequestId);
