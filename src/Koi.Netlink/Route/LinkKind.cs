namespace Koi.Netlink.Route;

/// <summary>What a new software link is.</summary>
public abstract record LinkKind
{
    private LinkKind()
    {
    }

    /// <summary>A link that swallows packets.</summary>
    public sealed record Dummy : LinkKind;

    /// <summary>An Ethernet bridge with the kernel's defaults.</summary>
    public sealed record Bridge : LinkKind;

    /// <summary>Two links, each the other's wire.</summary>
    /// <param name="PeerName">The other end's name.</param>
    /// <param name="Peer">The other end's settings: its namespace, its address; null for the defaults. It cannot be set up yet (ENOTCONN).</param>
    public sealed record Veth(string PeerName, LinkChange? Peer = null) : LinkKind;

    /// <summary>Another Ethernet address on a link.</summary>
    /// <param name="LowerIndex">The link below.</param>
    /// <param name="Mode">Who hears whom.</param>
    public sealed record Macvlan(int LowerIndex, MacvlanMode Mode) : LinkKind;

    /// <summary>A tag on a link.</summary>
    /// <param name="LowerIndex">The link below.</param>
    /// <param name="Id">The tag, 0-4095.</param>
    /// <param name="IsService">Whether it is 802.1ad's service tag and not 802.1Q's.</param>
    public sealed record Vlan(int LowerIndex, ushort Id, bool IsService = false) : LinkKind;

    /// <summary>A tunnel in IPv4 or IPv6.</summary>
    /// <param name="Protocol">What is in it.</param>
    /// <param name="Settings">Its ends; of IPv6 when one of them is.</param>
    public sealed record Tunnel(TunnelProtocol Protocol, TunnelSettings Settings) : LinkKind;

    /// <summary>Ethernet in UDP; RFC 7348.</summary>
    public sealed record Vxlan(VxlanSettings Settings) : LinkKind;

    /// <summary>A tunnel of WireGuard, without peers yet.</summary>
    public sealed record Wireguard : LinkKind;

    /// <summary>Several links as one.</summary>
    public sealed record Bond(BondSettings Settings) : LinkKind;

    /// <summary>A kind without settings of its own, by the kernel's name: <c>ifb</c>.</summary>
    public sealed record Other(string Name) : LinkKind;
}

/// <summary>Who hears whom on one lower link; Linux uapi if_link.h, MACVLAN_MODE_*.</summary>
public enum MacvlanMode : uint
{
    /// <summary>No mode.</summary>
    None = 0,

    /// <summary>Macvlans do not hear each other.</summary>
    Private = 1,

    /// <summary>Macvlans hear each other through the switch.</summary>
    Vepa = 2,

    /// <summary>Macvlans hear each other.</summary>
    Bridge = 4,

    /// <summary>The only macvlan takes over the lower link.</summary>
    PassThrough = 8,

    /// <summary>Only listed sources are heard.</summary>
    Source = 16,
}
