using System.Collections.Immutable;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Linux;

/// <summary>Reads everything the kernel has of links, addresses, default routes and next hops. Needs no privilege.</summary>
public static class InterfaceDump
{
    /// <summary>Reads it.</summary>
    /// <exception cref="Koi.Netlink.NetlinkException">The kernel refused, or its tables kept changing.</exception>
    public static InterfaceTable Fetch(RouteSocket socket)
    {
        var addresses = socket.DumpAddresses().ToLookup(address => address.InterfaceIndex);
        var links = socket.DumpLinks();
        return InterfaceTable.Of(links.Select(link => new Interface(link, [.. addresses[link.Index]], IsWireless(link)))) with
        {
            NextHops = socket.DumpNextHops().ToImmutableDictionary(hop => hop.Id),
            DefaultRoutes = [.. socket.DumpDefaultRoutes()],
        };
    }

    /// <summary>Whether it is an IEEE 802.11 station. sysfs is the only one to tell; it shows the namespace it was mounted in.</summary>
    public static bool IsWireless(Link link) => link.Kind is null && Directory.Exists($"/sys/class/net/{link.Name}/phy80211");
}
