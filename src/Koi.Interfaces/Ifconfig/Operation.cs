using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>Something to do to one interface; ifconfig(8)'s parameters, parsed and checked.</summary>
public abstract partial record Operation
{
    private Operation()
    {
    }

    /// <summary>Make it, unless it is there.</summary>
    public sealed record Create : Operation;

    /// <summary>Remove a software interface.</summary>
    public sealed record Destroy : Operation;

    /// <summary>Set it up or down.</summary>
    public sealed record SetUp(bool IsUp) : Operation;

    /// <summary>Set the largest packet, in bytes.</summary>
    public sealed record Mtu(uint Bytes) : Operation;

    /// <summary>Set the link-layer address; null for a random one.</summary>
    public sealed record Lladdr(HardwareAddress? Address) : Operation;

    /// <summary>Keep a text with it; empty for none.</summary>
    public sealed record Description(string Text) : Operation;

    /// <summary>Resolve addresses or not.</summary>
    public sealed record Arp(bool Resolves) : Operation;

    /// <summary>Put it into a group; the name is valid.</summary>
    public sealed record Join(string Group) : Operation;

    /// <summary>Take it out of a group; the name may be one that no group can have.</summary>
    public sealed record Leave(string Group) : Operation;

    /// <summary>Set the tag of a vlan, the identifier of a vxlan or the key of a gre.</summary>
    public sealed record Vnetid(uint Id) : Operation;

    /// <summary>Set the interface that packets leave by.</summary>
    public sealed record Parent(string Name) : Operation;

    /// <summary>Set the ends of a tunnel, which are of one family.</summary>
    public sealed record Tunnel(InetAddress Source, InetAddress Destination) : Operation;

    /// <summary>Set the TTL of a tunnel's packets; 0 copies the inner packet's.</summary>
    public sealed record TunnelTtl(byte Ttl) : Operation;

    /// <summary>Set how a trunk spreads packets.</summary>
    public sealed record TrunkProto(TrunkProtocol Protocol) : Operation;

    /// <summary>Add a port to a trunk or a bridge.</summary>
    public sealed record AddPort(string Port, PortOwner Owner) : Operation;

    /// <summary>Take a port away.</summary>
    public sealed record RemovePort(string Port, PortOwner Owner) : Operation;

    /// <summary>Add an address, or put it in the place of the first.</summary>
    public sealed record SetAddress(AddressWords Words) : Operation;

    /// <summary>Remove an address.</summary>
    /// <param name="Address">Null for the first IPv4 address.</param>
    public sealed record RemoveAddress(InetAddress? Address) : Operation;

    /// <summary>Remove all addresses of a family.</summary>
    public sealed record RemoveAll(bool IsV6) : Operation;
}

/// <summary>What has ports.</summary>
public enum PortOwner
{
    /// <summary>trunk(4): a bond.</summary>
    Trunk,

    /// <summary>bridge(4).</summary>
    Bridge,
}

/// <summary>The protocols of trunk(4).</summary>
public enum TrunkProtocol
{
    /// <summary>Packets take ports in turn.</summary>
    RoundRobin,

    /// <summary>One port carries all; the first one when it can.</summary>
    Failover,

    /// <summary>A hash of addresses chooses the port.</summary>
    LoadBalance,

    /// <summary>Every packet takes every port.</summary>
    Broadcast,

    /// <summary>As agreed with the switch; IEEE 802.1AX.</summary>
    Lacp,

    /// <summary>No port: nothing passes.</summary>
    None,
}

/// <summary>An address as it was written.</summary>
public sealed record AddressWords
{
    /// <summary>The address.</summary>
    public required InetAddress Address { get; init; }

    /// <summary>The length of its network; null for the default.</summary>
    public byte? PrefixLength { get; init; }

    /// <summary>The other end of a point-to-point link.</summary>
    public InetAddress? Destination { get; init; }

    /// <summary>Null for the last address of the network.</summary>
    public InetAddress? Broadcast { get; init; }

    /// <summary>Whether it comes beside the others; for IPv6 it always does.</summary>
    public bool IsAlias { get; init; }

    /// <summary>Whether the link-layer address makes the lower 64 bits.</summary>
    public bool IsEui64 { get; init; }

    /// <summary>In seconds; null for ever, or to leave it.</summary>
    public uint? PreferredSeconds { get; init; }

    /// <summary>In seconds; null for ever, or to leave it.</summary>
    public uint? ValidSeconds { get; init; }

    /// <summary>The length of its network: what was said, else that of its class; 64 for IPv6, all bits for a point-to-point link.</summary>
    /// <remarks>OpenBSD 4.9 sys/netinet/in.c, in_ifinit: classes of IPv4.</remarks>
    public byte EffectiveLength => PrefixLength ?? (Address.IsV6, Destination) switch
    {
        (_, not null) => Address.MaxPrefixLength,
        (true, _) => 64,
        _ when Address < InetAddress.FromV4(0x80000000) => 8,
        _ when Address < InetAddress.FromV4(0xc0000000) => 16,
        _ => 24,
    };
}
