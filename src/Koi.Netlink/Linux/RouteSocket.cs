using System.Collections.Immutable;
using Koi.Netlink.Route;

namespace Koi.Netlink.Linux;

/// <summary>The kernel's links, addresses, routes and neighbours. Failures are <see cref="NetlinkException"/>.</summary>
/// <remarks>Reading needs no privilege. For one thread at a time.</remarks>
public sealed class RouteSocket : IDisposable
{
    private readonly NetlinkSocket socket;
    private readonly MessageWriter writer = new();

    private RouteSocket(NetlinkSocket socket) => this.socket = socket;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <param name="trace">Gets a line for each message.</param>
    public static RouteSocket Open(Action<string>? trace = null) => new(NetlinkSocket.Open(NetlinkFamily.Route, trace));

    /// <summary>Subscribes to events; groups are <see cref="RouteGroup"/>'s.</summary>
    public static NetlinkEventSocket Subscribe(
        ReadOnlySpan<uint> groups, int receiveBuffer = 8 * 1024 * 1024, Action<string>? trace = null) =>
        NetlinkEventSocket.Open(NetlinkFamily.Route, groups, receiveBuffer, trace);

    /// <summary>All links.</summary>
    public List<Link> DumpLinks()
    {
        LinkMessages.Dump(writer);
        return socket.Dump<Link>(writer, "list links", LinkReader.TryRead);
    }

    /// <summary>All addresses of both families.</summary>
    public List<InterfaceAddress> DumpAddresses()
    {
        AddressMessages.Dump(writer);
        return socket.Dump<InterfaceAddress>(writer, "list addresses", AddressMessages.TryRead);
    }

    /// <summary>The addresses of one link, in the kernel's order: a primary one before its secondaries. Empty when there is no such link.</summary>
    public List<InterfaceAddress> DumpAddresses(int interfaceIndex)
    {
        AddressMessages.Dump(writer, interfaceIndex);
        try
        {
            return [.. socket.Dump<InterfaceAddress>(writer, "list addresses", AddressMessages.TryRead)
                .Where(address => address.InterfaceIndex == interfaceIndex)];
        }
        catch (NetlinkException refusal) when (refusal.Errno == NetlinkError.ENODEV)
        {
            return [];
        }
    }

    /// <summary>Unicast default routes of the main table, IPv4 first, in the kernel's order; other routes are not decoded.</summary>
    public List<RouteEntry> DumpDefaultRoutes() => [.. DumpDefaultRoutes(KernelLayout.AF_INET), .. DumpDefaultRoutes(KernelLayout.AF_INET6)];

    /// <summary>
    /// Waits until the change of links, addresses or routes that is under way is done. The kernel tells of some changes before it has
    /// made them, and lists routes without waiting. Needs CAP_NET_ADMIN.
    /// </summary>
    /// <remarks>A change of the loopback that changes nothing: it takes the lock (rtnl) that changes hold, and causes no event.</remarks>
    public void WaitForChanges()
    {
        const int Loopback = 1;
        LinkMessages.Change(writer, Loopback, new LinkChange());
        socket.Execute(writer, "wait for changes");
    }

    /// <summary>All routes of both families and all tables.</summary>
    public List<RouteEntry> DumpRoutes()
    {
        RouteMessages.Dump(writer);
        return socket.Dump<RouteEntry>(writer, "list routes", RouteReader.TryRead);
    }

    /// <summary>All neighbours of both families.</summary>
    public List<Neighbour> DumpNeighbours()
    {
        NeighbourMessages.Dump(writer);
        return socket.Dump<Neighbour>(writer, "list neighbours", NeighbourMessages.TryRead);
    }

    /// <summary>All next hop objects.</summary>
    public List<NextHop> DumpNextHops()
    {
        NextHopMessages.Dump(writer);
        return socket.Dump<NextHop>(writer, "list next hops", NextHopMessages.TryRead);
    }

    /// <summary>A link by its name, or by one of its other names; null when there is none.</summary>
    public Link? FindLink(string name)
    {
        LinkMessages.Get(writer, name);
        return FindLink();
    }

    /// <summary>A link by its index; null when there is none.</summary>
    public Link? FindLink(int index)
    {
        LinkMessages.Get(writer, index);
        return FindLink();
    }

    /// <summary>The route that a packet made here would take: its link and source address; null when there is no way.</summary>
    public RouteEntry? LookUp(
        InetAddress destination, InetAddress? source = null, int? interfaceIndex = null, uint mark = 0)
    {
        RouteMessages.LookUp(writer, destination, source, interfaceIndex, mark);
        try
        {
            return socket.Request<RouteEntry>(writer, $"look up route to {destination}", RouteReader.TryRead);
        }
        catch (NetlinkException refusal) when (refusal.Errno is NetlinkError.ENETUNREACH or NetlinkError.EHOSTUNREACH)
        {
            return null;
        }
    }

    /// <summary>Sends one request, written by the classes of <c>Koi.Netlink.Route</c>.</summary>
    /// <param name="request">Holds one message; it is cleared.</param>
    /// <param name="operation">What is being done, for the exception: <c>add route</c>.</param>
    public void Execute(MessageWriter request, string operation) => socket.Execute(request, operation);

    /// <summary>Sends any number of requests; see <see cref="NetlinkSocket.SendBatch(MessageWriter, string)"/>.</summary>
    /// <returns>The requests that the kernel refused; empty when all succeeded.</returns>
    public ImmutableArray<BatchFailure> ApplyBatch(MessageWriter requests, string operation) =>
        socket.SendBatch(requests, operation);

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        writer.Dispose();
        socket.Dispose();
    }

    private List<RouteEntry> DumpDefaultRoutes(byte family)
    {
        RouteMessages.DumpMain(writer, family);
        try
        {
            return socket.Dump<RouteEntry>(writer, "list default routes", RouteReader.TryReadMainDefault);
        }
        catch (NetlinkException refusal) when (refusal.Errno == NetlinkError.ENOENT)
        {
            return [];
        }
    }

    private Link? FindLink()
    {
        try
        {
            return socket.Request<Link>(writer, "get link", LinkReader.TryRead);
        }
        catch (NetlinkException refusal) when (refusal.Errno == NetlinkError.ENODEV)
        {
            return null;
        }
    }
}
