namespace Koi.Netlink.Xfrm;

/// <summary>The SA database; XFRM_MSG_NEWSADINFO.</summary>
/// <param name="Count">SAs in it.</param>
/// <param name="HashBuckets">Buckets of its hash table.</param>
/// <param name="MaxHashBuckets">The most it may grow to.</param>
public readonly record struct SadStatus(uint Count, uint HashBuckets, uint MaxHashBuckets);

/// <summary>The policy database; XFRM_MSG_NEWSPDINFO.</summary>
/// <param name="In">Policies inbound.</param>
/// <param name="Out">Policies outbound.</param>
/// <param name="Forward">Policies for forwarding.</param>
/// <param name="SocketIn">Policies that sockets set for themselves, inbound.</param>
/// <param name="SocketOut">Policies that sockets set for themselves, outbound.</param>
/// <param name="SocketForward">Always 0: sockets do not forward.</param>
/// <param name="HashBuckets">Buckets of its hash table.</param>
/// <param name="MaxHashBuckets">The most it may grow to.</param>
public readonly record struct SpdStatus(
    uint In,
    uint Out,
    uint Forward,
    uint SocketIn,
    uint SocketOut,
    uint SocketForward,
    uint HashBuckets,
    uint MaxHashBuckets);

/// <summary>What happens to packets without a policy; Linux uapi xfrm.h, xfrm_userpolicy_default: in 0, fwd 1, out 2.</summary>
/// <param name="In">Packets delivered to this machine.</param>
/// <param name="Forward">Packets being forwarded.</param>
/// <param name="Out">Packets made here.</param>
public readonly record struct DefaultPolicy(DefaultAction In, DefaultAction Forward, DefaultAction Out);

/// <summary>Linux uapi xfrm.h, XFRM_USERPOLICY_*.</summary>
public enum DefaultAction : byte
{
    /// <summary>When setting: leave it as it is.</summary>
    Unspecified = 0,

    /// <summary>Drop.</summary>
    Block = 1,

    /// <summary>Pass in the clear.</summary>
    Accept = 2,
}
