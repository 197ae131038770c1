using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>OpenBSD sys/net/if.h, IFF_*.</summary>
[Flags]
internal enum OpenBsdFlags
{
    None = 0,
    UP = 0x1,
    BROADCAST = 0x2,
    LOOPBACK = 0x8,
    POINTOPOINT = 0x10,
    RUNNING = 0x40,
    NOARP = 0x80,
    PROMISC = 0x100,
    ALLMULTI = 0x200,
    SIMPLEX = 0x800,
    MULTICAST = 0x8000,
}

/// <summary>Linux's flags in OpenBSD's bits and words.</summary>
internal static class InterfaceFlags
{
    private static readonly (LinkFlags Linux, OpenBsdFlags OpenBsd)[] Pairs =
    [
        (LinkFlags.Up, OpenBsdFlags.UP),
        (LinkFlags.Broadcast, OpenBsdFlags.BROADCAST | OpenBsdFlags.SIMPLEX),   // a card does not hear its own frames
        (LinkFlags.Loopback, OpenBsdFlags.LOOPBACK),
        (LinkFlags.PointToPoint, OpenBsdFlags.POINTOPOINT),
        (LinkFlags.Running, OpenBsdFlags.RUNNING),
        (LinkFlags.NoArp, OpenBsdFlags.NOARP),
        (LinkFlags.Promiscuous, OpenBsdFlags.PROMISC),
        (LinkFlags.AllMulticast, OpenBsdFlags.ALLMULTI),
        (LinkFlags.Multicast, OpenBsdFlags.MULTICAST),
    ];

    public static OpenBsdFlags Of(Link link) =>
        Pairs.Where(p => (link.Flags & p.Linux) != LinkFlags.None).Aggregate(OpenBsdFlags.None, (all, p) => all | p.OpenBsd);

    /// <summary>As <c>8843&lt;UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST&gt;</c>.</summary>
    public static string Text(OpenBsdFlags flags) => $"{(int)flags:x}<{string.Join(',', Names(flags))}>";

    public static IEnumerable<string> Names(OpenBsdFlags flags) =>
        Enum.GetValues<OpenBsdFlags>().Where(f => f != OpenBsdFlags.None && (flags & f) != OpenBsdFlags.None).Select(f => f.ToString());
}
