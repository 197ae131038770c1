using Koi.Lab;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Netstart;

/// <summary>What the kernel tells of changes of a host's links, addresses, routes and nftables, from now on.</summary>
/// <remarks>It tells before a change returns: when a program has ended, all that it did is here.</remarks>
internal sealed class KernelEvents : IDisposable
{
    private const uint NftablesGroup = 7;
    private const ushort Ethernet = 1;

    private readonly NetlinkEventSocket routes;
    private readonly NetlinkEventSocket tables;

    /// <summary>Begins when the links have come up: their state and their link-local addresses follow by themselves.</summary>
    public KernelEvents(Host host)
    {
        host.WaitUntil(IsAtRest, "links that are up, with link-local addresses");
        using var space = NetworkNamespace.Open($"{host.Root[..^"/root".Length]}/ns/net");
        (routes, tables) = space.Run(() => (
            RouteSocket.Subscribe([RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.AddressV6, RouteGroup.RouteV4, RouteGroup.RouteV6]),
            NetlinkEventSocket.Open(NetlinkFamily.Netfilter, [NftablesGroup])));
    }

    /// <summary>The types of the messages that came so far.</summary>
    public IReadOnlyList<string> Drain()
    {
        List<string> seen = [];
        routes.Receive(TimeSpan.Zero, message => seen.Add($"rtnetlink {message.Type}"));
        tables.Receive(TimeSpan.Zero, message => seen.Add($"nftables {message.Type & 0xff}"));
        return seen;
    }

    public void Dispose()
    {
        routes.Dispose();
        tables.Dispose();
    }

    private static bool IsAtRest(RouteSocket socket)
    {
        var ready = socket.DumpAddresses()
            .Where(address => address.Prefix.Address.IsLinkLocal && (address.Flags & InterfaceAddress.Tentative) == 0)
            .Select(address => address.InterfaceIndex)
            .ToHashSet();
        var links = socket.DumpLinks().Where(link => link is { IsUp: true, HardwareType: Ethernet, MasterIndex: null });
        if (!links.All(link => link.IsRunning && ready.Contains(link.Index)))
        {
            return false;
        }

        socket.WaitForChanges();
        return true;
    }
}
