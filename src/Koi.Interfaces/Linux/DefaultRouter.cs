using Koi.Interfaces.Hostname;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Linux;

/// <summary>The default route of one family, of the kernel's own metric.</summary>
public static class DefaultRouter
{
    private const uint MetricV6 = 1024;

    /// <summary>Whether packets go by this router already.</summary>
    public static bool IsSet(RouteSocket socket, Gateway gateway)
    {
        var index = Index(socket, gateway);
        return socket.DumpDefaultRoutes().Any(route =>
            route.Destination.Address.IsV6 == gateway.Address.IsV6
            && route.Gateway == gateway.Address
            && route.TypeOfService == 0
            && (route.Metric ?? 0) == (gateway.Address.IsV6 ? MetricV6 : 0)
            && (index is null || route.InterfaceIndex == index));
    }

    /// <summary>Adds the route, or puts it into the place of another.</summary>
    /// <exception cref="NetlinkException">The kernel refused: the router is in no network of an interface.</exception>
    public static void Set(RouteSocket socket, Gateway gateway)
    {
        using var writer = new MessageWriter();
        var any = gateway.Address.IsV6 ? InetAddress.AnyV6 : InetAddress.AnyV4;
        var index = Index(socket, gateway);
        if (gateway.Interface is not null && index is null)
        {
            throw new LinuxException($"find {gateway.Interface}", NetlinkError.ENODEV);
        }

        RouteMessages.Replace(writer, RouteEntry.Via(new(any, 0), gateway.Address, index));
        socket.Execute(writer, $"{gateway}");
    }

    private static int? Index(RouteSocket socket, Gateway gateway) =>
        gateway.Interface is { } name ? socket.FindLink(name)?.Index : null;
}
