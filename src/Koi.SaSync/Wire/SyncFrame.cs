using System.Collections.Immutable;
using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Wire;

/// <summary>What gateways say to each other; <see cref="FrameCodec"/> has the bytes.</summary>
public abstract record SyncFrame
{
    private SyncFrame()
    {
    }

    /// <summary>The first frame of both sides.</summary>
    /// <param name="Version">Of the protocol.</param>
    /// <param name="Node">A number that the daemon drew when it started.</param>
    /// <param name="Role">The sender's role.</param>
    /// <param name="Epoch">A number of its mastership; 0 when it is not master.</param>
    /// <param name="You">What the sender's file calls the receiver.</param>
    /// <param name="Peers">All gateways of the sender's file.</param>
    public sealed record Hello(ushort Version, ulong Node, SyncRole Role, ulong Epoch, string You, ImmutableArray<string> Peers) : SyncFrame;

    /// <summary>The sender's role is another.</summary>
    public sealed record State(SyncRole Role, ulong Epoch) : SyncFrame;

    /// <summary>All that the master has comes now.</summary>
    /// <param name="Epoch">Of its mastership.</param>
    /// <param name="Sas">How many SAs.</param>
    /// <param name="Policies">How many policies.</param>
    public sealed record SnapshotBegin(ulong Epoch, uint Sas, uint Policies) : SyncFrame;

    /// <summary>That was all: what was not among it, the master does not have.</summary>
    public sealed record SnapshotEnd(ulong Epoch) : SyncFrame;

    /// <summary>SAs that are new or other than before.</summary>
    public sealed record SaPut(ImmutableArray<OfferedSa> Sas) : SyncFrame;

    /// <summary>SAs that are gone.</summary>
    public sealed record SaDelete(ImmutableArray<SaKey> Keys) : SyncFrame;

    /// <summary>Policies that are new or other than before.</summary>
    public sealed record PolicyPut(ImmutableArray<SecurityPolicy> Policies) : SyncFrame
    {
        /// <inheritdoc/>
        public bool Equals(PolicyPut? other) => ReferenceEquals(this, other);

        /// <inheritdoc/>
        public override int GetHashCode() => Policies.Length;
    }

    /// <summary>Policies that are gone.</summary>
    public sealed record PolicyDelete(ImmutableArray<PolicyId> Ids) : SyncFrame;

    /// <summary>The master's SAs of a protocol, or of all, or its policies were flushed.</summary>
    /// <param name="IsPolicies">Policies; else SAs.</param>
    /// <param name="Protocol">Of the SAs; 0 for all. Of policies their type.</param>
    public sealed record Flush(bool IsPolicies, byte Protocol) : SyncFrame;

    /// <summary>Numbers of SAs, as they are and not how much they grew.</summary>
    public sealed record Counters(ImmutableArray<CounterRecord> Records) : SyncFrame;

    /// <summary>The last numbers sent by who was master until now.</summary>
    public sealed record Final(ImmutableArray<LastNumber> Numbers) : SyncFrame;

    /// <summary>All frames up to this one have been applied.</summary>
    public sealed record Ack(ulong Sequence) : SyncFrame;

    /// <summary>The receiver asks for all anew.</summary>
    public sealed record Resync(string Reason) : SyncFrame;

    /// <summary>The sender lives.</summary>
    /// <param name="Time">By its clock, in milliseconds.</param>
    /// <param name="Digest">Of all it has, when the receiver has been told all of it.</param>
    public sealed record Ping(ulong Time, TableDigest? Digest) : SyncFrame;

    /// <summary>The answer.</summary>
    public sealed record Pong(ulong Time) : SyncFrame;

    /// <summary>The sender is about to close.</summary>
    public sealed record Error(ushort Code, string Text) : SyncFrame;
}

/// <summary>An SA that the master has.</summary>
/// <param name="Handle">The master's number of it.</param>
/// <param name="Sa">Without numbers.</param>
/// <param name="Numbers">Its numbers.</param>
/// <param name="AddTime">When it was made, in seconds since 1970 by the clock of who has it.</param>
public sealed record OfferedSa(uint Handle, SecurityAssociation Sa, SaNumbers Numbers, ulong AddTime);

/// <summary>Numbers of the SA that was offered with a handle.</summary>
public readonly record struct CounterRecord(uint Handle, SaNumbers Numbers);

/// <summary>The last number that was sent with an SA.</summary>
public readonly record struct LastNumber(SaKey Key, ulong Out);

/// <summary>What tells whether two tables are the same: counts, and a sum over all entries.</summary>
public readonly record struct TableDigest(ulong Sum, uint Sas, uint Policies);
