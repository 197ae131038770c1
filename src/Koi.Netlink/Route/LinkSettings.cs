namespace Koi.Netlink.Route;

/// <summary>What a tunnel carries, and how.</summary>
public enum TunnelProtocol
{
    /// <summary>IPv4 and IPv6 packets: the kernel's <c>sit</c> or <c>ip6tnl</c>, which take both.</summary>
    Ip,

    /// <summary>IPv4 packets in IPv4: <c>ipip</c>.</summary>
    Ipip,

    /// <summary>Packets in GRE: <c>gre</c>, <c>ip6gre</c>.</summary>
    Gre,

    /// <summary>Ethernet frames in GRE: <c>gretap</c>, <c>ip6gretap</c>.</summary>
    Gretap,
}

/// <summary>What a tunnel is between; both ends are of one family.</summary>
public sealed record TunnelSettings
{
    /// <summary>The own address; any when null or zero.</summary>
    public InetAddress? Local { get; init; }

    /// <summary>The other end's address; any when null or zero.</summary>
    public InetAddress? Remote { get; init; }

    /// <summary>0 to copy the inner packet's; null for the kernel's default.</summary>
    public byte? Ttl { get; init; }

    /// <summary>The key of GRE, both ways; null for none.</summary>
    public uint? Key { get; init; }

    /// <summary>The link that packets leave by; null or 0 for any.</summary>
    public int? LowerIndex { get; init; }

    /// <summary>Whether it is a tunnel in IPv6.</summary>
    public bool IsV6 => (Remote ?? Local) is { IsV6: true };
}

/// <summary>What a vxlan is between.</summary>
public sealed record VxlanSettings
{
    /// <summary>The network identifier, 24 bits.</summary>
    public uint? Id { get; init; }

    /// <summary>The own address; any when null.</summary>
    public InetAddress? Local { get; init; }

    /// <summary>The other end's address or a multicast group; null to learn.</summary>
    public InetAddress? Remote { get; init; }

    /// <summary>0 for the system's default.</summary>
    public byte? Ttl { get; init; }

    /// <summary>The UDP port.</summary>
    public ushort? Port { get; init; }

    /// <summary>The link that packets leave by; null or 0 for any.</summary>
    public int? LowerIndex { get; init; }
}

/// <summary>How a bridge works.</summary>
public sealed record BridgeSettings
{
    /// <summary>The priority of 802.1D.</summary>
    public ushort Priority { get; init; }

    /// <summary>In hundredths of a second.</summary>
    public uint HelloTime { get; init; }

    /// <summary>In hundredths of a second.</summary>
    public uint ForwardDelay { get; init; }

    /// <summary>In hundredths of a second.</summary>
    public uint MaxAge { get; init; }

    /// <summary>Whether it speaks the spanning tree protocol.</summary>
    public bool SpeaksStp { get; init; }
}

/// <summary>What a link is to its bridge.</summary>
public sealed record BridgePort
{
    /// <summary>Linux uapi if_bridge.h, BR_STATE_*: 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking.</summary>
    public byte State { get; init; }

    /// <summary>The priority of 802.1D.</summary>
    public ushort Priority { get; init; }

    /// <summary>The path cost of 802.1D.</summary>
    public uint Cost { get; init; }

    /// <summary>Whether sources are learned from it.</summary>
    public bool Learns { get; init; }

    /// <summary>Whether frames to unknown destinations go there.</summary>
    public bool Floods { get; init; }
}
