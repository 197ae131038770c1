using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Carp;

/// <summary>What ifconfig(8) was told about a carp(4) interface: all that koid needs to keep it.</summary>
public sealed record CarpDeclaration
{
    /// <summary>Of a passphrase in bytes; what is longer is cut, as in OpenBSD.</summary>
    public const int MaxPassphrase = 19;

    /// <summary>Of <see cref="AdvSkew"/>; 255 says that a master goes.</summary>
    public const byte MaxSkew = 254;

    /// <summary>The virtual host's number, 1-255.</summary>
    public required byte Vhid { get; init; }

    /// <summary>The base of the advertisement interval in seconds, 0-255; 0 for less than a second.</summary>
    public byte AdvBase { get; init; } = 1;

    /// <summary>Added to the interval, in 1/256 s, 0-254; the lower one is master.</summary>
    public byte AdvSkew { get; init; }

    /// <summary>The passphrase; empty for none. Never shown.</summary>
    public string Passphrase { get; init; } = "";

    /// <summary>Where advertisements go instead of to the multicast group; null for that. IPv4 only, as in OpenBSD.</summary>
    public InetAddress? Peer { get; init; }

    /// <summary>An address of the peer on another link, where it is told of a bow-out too; null for none.</summary>
    public InetAddress? SyncPeer { get; init; }

    /// <summary>A link-layer address other than the virtual one; null for the virtual one, or with <see cref="UsesParentAddress"/>.</summary>
    public HardwareAddress? LinkAddress { get; init; }

    /// <summary>Whether the addresses live on the parent, with its link-layer address: ifconfig's <c>lladdr carpdev</c>.</summary>
    public bool UsesParentAddress { get; init; }

    /// <summary>The shared addresses of both families, each once, ascending.</summary>
    public ImmutableArray<InetAddress> Addresses { get; init; } = [];

    /// <summary>The link-layer address that the interface has while it is master; null when it has none of its own.</summary>
    public HardwareAddress? EffectiveAddress => UsesParentAddress ? null : LinkAddress ?? VirtualAddress.Of(Vhid);

    /// <summary>Whether everything is the same, addresses and passphrase too.</summary>
    public bool Equals(CarpDeclaration? other) =>
        other is not null && string.Equals(CarpText.Write(this), CarpText.Write(other), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Vhid, AdvBase, AdvSkew, Addresses.Length);

    /// <summary>What everybody may know.</summary>
    public override string ToString() => CarpAlias.Write(this);
}
