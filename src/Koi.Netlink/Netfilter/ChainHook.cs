namespace Koi.Netlink.Netfilter;

/// <summary>Where a chain sees packets.</summary>
/// <param name="Number">NF_NETDEV_* in <see cref="TableFamily.NetDev"/>, NF_INET_* in the others: the constants here.</param>
/// <param name="Priority">Of several chains at one place the lowest sees a packet first.</param>
/// <param name="Device">The link's name; needed in <see cref="TableFamily.NetDev"/> and for <see cref="InetIngress"/>, null elsewhere.</param>
/// <remarks>
/// Linux uapi netfilter.h, netfilter_netdev.h. Read from the kernel, a chain of several links has no device. The name is listed also when there is no such link (any more) and the
/// chain sees nothing: run on 6.18, where the chain is bound again when a link of that name comes, and no event tells of either.
/// Egress exists since Linux 5.16; before, the kernel answers EOPNOTSUPP.
/// </remarks>
public readonly record struct ChainHook(uint Number, int Priority, string? Device = null)
{
    /// <summary>NF_NETDEV_*: what a link receives, and what it sends.</summary>
    public const uint NetDevIngress = 0, NetDevEgress = 1;

    /// <summary>NF_INET_*: on the way through IPv4 and IPv6, and (<see cref="TableFamily.Inet"/> only) what a link receives.</summary>
    public const uint PreRouting = 0, LocalIn = 1, Forward = 2, LocalOut = 3, PostRouting = 4, InetIngress = 5;

    /// <summary>What a link receives, in a table of <see cref="TableFamily.NetDev"/>.</summary>
    public static ChainHook IngressOf(string device, int priority) => new(NetDevIngress, priority, device);

    /// <summary>What a link sends, in a table of <see cref="TableFamily.NetDev"/>.</summary>
    public static ChainHook EgressOf(string device, int priority) => new(NetDevEgress, priority, device);
}
