namespace Koi.Netlink.Route;

/// <summary>How a bond works; what is null stays as it is, or is unknown.</summary>
/// <remarks>Linux Documentation/networking/bonding.rst; uapi if_link.h, IFLA_BOND_*.</remarks>
public sealed record BondSettings
{
    /// <summary>How packets are spread; changing it needs a bond that is down and has no ports.</summary>
    public BondMode? Mode { get; init; }

    /// <summary>The port that carries packets, where only one does; only read.</summary>
    public int? ActiveIndex { get; init; }

    /// <summary>How often the ports' links are looked at, in milliseconds; 0 never.</summary>
    public uint? MonitorMilliseconds { get; init; }

    /// <summary>The port to prefer in mode active-backup; 0 for none.</summary>
    public int? PrimaryIndex { get; init; }

    /// <summary>When to go back to it.</summary>
    public BondReselect? PrimaryReselect { get; init; }

    /// <summary>Whose link-layer address the ports have.</summary>
    public BondFailOverMac? FailOverMac { get; init; }

    /// <summary>What decides which port a packet takes.</summary>
    public BondHash? Hash { get; init; }

    /// <summary>How often the partner is asked to send LACP's messages; mode 802.3ad only.</summary>
    public BondLacpRate? LacpRate { get; init; }

    /// <summary>Mode 802.3ad: the aggregator that carries packets; only read.</summary>
    public ushort? ActiveAggregator { get; init; }
}

/// <summary>What a link is to its bond.</summary>
public sealed record BondPort
{
    /// <summary>Whether the bond may send by it.</summary>
    public bool IsActive { get; init; }

    /// <summary>Whether its link is up as the bond sees it.</summary>
    public bool HasLink { get; init; }

    /// <summary>Mode 802.3ad: the aggregator it is in.</summary>
    public ushort? Aggregator { get; init; }

    /// <summary>Mode 802.3ad: the state it announces; IEEE 802.1AX: bit 3 in sync, 4 collecting, 5 distributing.</summary>
    public byte? ActorState { get; init; }
}

/// <summary>Linux uapi if_bonding.h, BOND_MODE_*.</summary>
public enum BondMode : byte
{
    /// <summary>balance-rr: packets take ports in turn.</summary>
    RoundRobin = 0,

    /// <summary>active-backup: one port carries all.</summary>
    ActiveBackup = 1,

    /// <summary>balance-xor: a hash of addresses chooses.</summary>
    Xor = 2,

    /// <summary>broadcast: every packet takes every port.</summary>
    Broadcast = 3,

    /// <summary>802.3ad: as agreed with the switch by LACP.</summary>
    Lacp = 4,

    /// <summary>balance-tlb.</summary>
    TransmitLoadBalance = 5,

    /// <summary>balance-alb.</summary>
    AdaptiveLoadBalance = 6,
}

/// <summary>When a bond goes back to its primary port.</summary>
public enum BondReselect : byte
{
    /// <summary>When its link is back.</summary>
    Always = 0,

    /// <summary>When its link is back and better.</summary>
    Better = 1,

    /// <summary>When the active one fails.</summary>
    Failure = 2,
}

/// <summary>Whose link-layer address the ports have in mode active-backup.</summary>
public enum BondFailOverMac : byte
{
    /// <summary>The bond's.</summary>
    None = 0,

    /// <summary>Each its own; the bond takes the active one's.</summary>
    Active = 1,

    /// <summary>The active one has the bond's, the others their own.</summary>
    Follow = 2,
}

/// <summary>Linux uapi if_bonding.h, BOND_XMIT_POLICY_*.</summary>
public enum BondHash : byte
{
    /// <summary>Link-layer addresses and the packet's type.</summary>
    Layer2 = 0,

    /// <summary>IP addresses and ports.</summary>
    Layer34 = 1,

    /// <summary>Link-layer and IP addresses.</summary>
    Layer23 = 2,

    /// <summary>As layer 2+3, of the packet inside a tunnel.</summary>
    Encap23 = 3,

    /// <summary>As layer 3+4, of the packet inside a tunnel.</summary>
    Encap34 = 4,

    /// <summary>The tag and the source.</summary>
    VlanSource = 5,
}

/// <summary>How often LACP's messages come.</summary>
public enum BondLacpRate : byte
{
    /// <summary>Every 30 seconds.</summary>
    Slow = 0,

    /// <summary>Every second.</summary>
    Fast = 1,
}
