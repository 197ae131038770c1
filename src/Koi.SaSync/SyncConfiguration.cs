using System.Collections.Immutable;

namespace Koi.SaSync;

/// <summary>What sasyncd.conf(5) says.</summary>
/// <remarks>OpenBSD usr.sbin/sasyncd/sasyncd.h, struct cfgstate.</remarks>
public sealed record SyncConfiguration
{
    /// <summary>The port where it is not given.</summary>
    public const ushort DefaultPort = 500;

    /// <summary>The greatest <see cref="Leap"/>: a receiver takes a leap of half of 32 bits for a step back.</summary>
    public const uint GreatestLeap = 1 << 30;

    /// <summary>The carp(4) interface whose link is the role; null with <see cref="Mode"/> master or slave.</summary>
    public string? Interface { get; init; }

    /// <summary>The group that is demoted until the SAs are there.</summary>
    public string Group { get; init; } = "carp";

    /// <summary>What becomes of SAs that the master does not have.</summary>
    public FlushMode FlushMode { get; init; }

    /// <summary>Where peers are awaited; empty for all addresses.</summary>
    public ImmutableArray<ListenPlace> Listen { get; init; } = [];

    /// <summary>Whether the role is the interface's or fixed.</summary>
    public SyncMode Mode { get; init; }

    /// <summary>Whether SAs with a peer itself are left out.</summary>
    public bool SkipsSlave { get; init; }

    /// <summary>The other gateways, each once.</summary>
    public ImmutableArray<SyncPeer> Peers { get; init; } = [];

    /// <summary>The secret of all gateways, 16, 24 or 32 bytes; null when every peer has a fingerprint.</summary>
    public SharedKey? Key { get; init; }

    /// <summary>Which IKE daemons are told of the role.</summary>
    public IkeControl Control { get; init; } = IkeControl.StrongSwan;

    /// <summary>How far outbound sequence numbers are ahead of the last one that is known of the master.</summary>
    public uint Leap { get; init; } = 1 << 20;

    /// <summary>How old a counter may become before it is told.</summary>
    public TimeSpan CounterInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many packets a counter may be behind before it is told.</summary>
    public uint CounterPackets { get; init; } = 4096;
}

/// <summary>What a slave does with what the master does not have; sasyncd.conf(5), flushmode.</summary>
public enum FlushMode
{
    /// <summary>It is taken away after the first snapshot.</summary>
    Startup,

    /// <summary>It stays.</summary>
    Never,

    /// <summary>It is taken away after the first snapshot, and when the master flushes.</summary>
    Sync,
}

/// <summary>Who is master; sasyncd.conf(5), mode.</summary>
public enum SyncMode
{
    /// <summary>The interface's link says it.</summary>
    Follow,

    /// <summary>This machine, always.</summary>
    Master,

    /// <summary>Never this machine.</summary>
    Slave,
}

/// <summary>IKE daemons; sasyncd.conf(5), control.</summary>
[Flags]
public enum IkeControl
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>isakmpd(8), by its FIFO.</summary>
    Isakmpd = 1,

    /// <summary>strongSwan's charon, by VICI.</summary>
    StrongSwan = 2,

    /// <summary>Both.</summary>
    All = Isakmpd | StrongSwan,
}

/// <summary>An address family that is asked for.</summary>
public enum SyncFamily
{
    /// <summary>Either.</summary>
    Any,

    /// <summary>IPv4.</summary>
    Inet,

    /// <summary>IPv6.</summary>
    Inet6,
}

/// <summary>A place where peers are awaited.</summary>
/// <param name="Where">An address, a host name or an interface.</param>
/// <param name="Family">Which of its addresses.</param>
/// <param name="Port">TCP.</param>
public sealed record ListenPlace(string Where, SyncFamily Family, ushort Port);

/// <summary>Another gateway.</summary>
/// <param name="Host">An address or a host name.</param>
/// <param name="Port">TCP.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, 32 bytes; empty when the shared key tells who it is.</param>
public sealed record SyncPeer(string Host, ushort Port, ImmutableArray<byte> Fingerprint);
