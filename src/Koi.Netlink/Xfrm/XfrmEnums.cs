namespace Koi.Netlink.Xfrm;

/// <summary>The direction of a policy; the values are Linux xfrm.h's XFRM_POLICY_IN, OUT, FWD.</summary>
public enum PolicyDirection : byte
{
    /// <summary>Packets delivered to this machine.</summary>
    In = 0,

    /// <summary>Packets that leave, locally made or forwarded.</summary>
    Out = 1,

    /// <summary>Packets that arrived and are being forwarded.</summary>
    Forward = 2,
}

/// <summary>What a policy does with a packet; Linux xfrm.h, XFRM_POLICY_ALLOW and BLOCK.</summary>
public enum PolicyAction : byte
{
    /// <summary>Pass, through the templates if there are any.</summary>
    Allow = 0,

    /// <summary>Drop.</summary>
    Block = 1,
}

/// <summary>How a packet is wrapped; Linux xfrm.h, XFRM_MODE_*.</summary>
public enum XfrmMode : byte
{
    /// <summary>The payload of the packet is protected, its header stays.</summary>
    Transport = 0,

    /// <summary>The packet is put into a new one.</summary>
    Tunnel = 1,

    /// <summary>Route optimization of Mobile IPv6.</summary>
    RouteOptimization = 2,

    /// <summary>Inbound trigger of Mobile IPv6.</summary>
    InTrigger = 3,

    /// <summary>Bound end to end tunnel.</summary>
    Beet = 4,

    /// <summary>Aggregation and fragmentation, RFC 9347.</summary>
    IpTfs = 5,
}

/// <summary>The flags of an SA; Linux xfrm.h, XFRM_STATE_*.</summary>
[Flags]
public enum StateFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Do not copy ECN bits.</summary>
    NoEcn = 1,

    /// <summary>Copy DSCP on decapsulation.</summary>
    DecapDscp = 2,

    /// <summary>No path MTU discovery.</summary>
    NoPmtuDisc = 4,

    /// <summary>Matches any destination (Mobile IPv6).</summary>
    WildRecv = 8,

    /// <summary>Applies to ICMP errors too.</summary>
    Icmp = 16,

    /// <summary>The inner family may differ from the outer.</summary>
    AfUnspec = 32,

    /// <summary>Align the header to 4 bytes.</summary>
    Align4 = 64,

    /// <summary>64-bit sequence numbers.</summary>
    Esn = 128,
}

/// <summary>IP protocols that XFRM transforms.</summary>
public static class XfrmProtocol
{
    /// <summary>IPPROTO_ESP.</summary>
    public const byte Esp = 50;

    /// <summary>IPPROTO_AH.</summary>
    public const byte Ah = 51;

    /// <summary>IPPROTO_COMP.</summary>
    public const byte Comp = 108;
}
