using System.Collections.Immutable;
using System.Net;

namespace Koi.SaSync.Linux.Network;

/// <summary>What the process that speaks to peers knows of the configuration.</summary>
/// <param name="Key">The key of all gateways; null when each peer has a fingerprint.</param>
/// <param name="Peers">In the order of the file.</param>
public sealed record NetworkSetup(SharedKey? Key, ImmutableArray<NetworkPeer> Peers);

/// <summary>A peer, resolved.</summary>
/// <param name="Addresses">Where it is connected to, and from where it may connect.</param>
/// <param name="Port">TCP.</param>
/// <param name="Fingerprint">SHA-256 of its certificate; empty when any is good.</param>
public sealed record NetworkPeer(ImmutableArray<IPAddress> Addresses, ushort Port, ImmutableArray<byte> Fingerprint);
