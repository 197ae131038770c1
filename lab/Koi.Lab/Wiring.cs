using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Lab;

/// <summary>One host's links, addresses and routes, written through rtnetlink.</summary>
internal sealed class Wiring : IDisposable
{
    private static readonly uint[] Groups =
    [
        RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.AddressV6, RouteGroup.RouteV4, RouteGroup.RouteV6,
    ];

    private readonly HostThread inside;
    private readonly NetworkNamespace network;
    private readonly RouteSocket routes;
    private readonly MessageWriter writer = new();

    public Wiring(HostThread inside, NetworkNamespace network)
    {
        this.inside = inside;
        this.network = network;
        routes = inside.Run(() => RouteSocket.Open());
    }

    public void Dispose()
    {
        writer.Dispose();
        routes.Dispose();
    }

    /// <summary>The link's index.</summary>
    /// <exception cref="LabException">There is no such link.</exception>
    public int Find(string link) => routes.FindLink(link)?.Index ?? throw new LabException($"no link {link}");

    public int CountLinks() => routes.DumpLinks().Count;

    public void AddLink(string name, LinkKind kind)
    {
        LinkMessages.Add(writer, name, kind, new LinkChange { IsUp = true });
        routes.Execute(writer, $"add link {name}");
    }

    /// <summary>A wire from here to another host; both ends are up.</summary>
    public void AddWire(string name, Wiring far, string farName)
    {
        AddLink(name, new LinkKind.Veth(farName, new LinkChange { NamespaceDescriptor = far.network.Descriptor }));
        far.Change(farName, new LinkChange { IsUp = true });
    }

    public void Change(string link, LinkChange change)
    {
        LinkMessages.Change(writer, Find(link), change);
        routes.Execute(writer, $"change link {link}");
    }

    public void AddAddress(string link, string address)
    {
        AddressMessages.Add(
            writer,
            new InterfaceAddress { InterfaceIndex = Find(link), Prefix = ParsePrefix(address), Flags = InterfaceAddress.NoDad });
        routes.Execute(writer, $"add address {address} to {link}");
    }

    public void AddRoute(string destination, string gateway)
    {
        var router = ParsePrefix(gateway).Address;
        var target = destination is "default"
            ? new InetPrefix(router.IsV6 ? InetAddress.AnyV6 : InetAddress.AnyV4, 0)
            : ParsePrefix(destination);
        RouteMessages.Add(writer, RouteEntry.Via(target, router));
        routes.Execute(writer, $"add route to {destination} by {gateway}");
    }

    /// <summary>Asks again after each change of links, addresses and routes; subscribed before asking, it misses none.</summary>
    public bool Wait(Func<RouteSocket, bool> condition, Deadline deadline)
    {
        using var events = inside.Run(() => RouteSocket.Subscribe(Groups));
        while (!condition(routes))
        {
            if (events.Receive(deadline.Left, static _ => { }) == EventReceipt.Timeout && deadline.Left == TimeSpan.Zero)
            {
                return false;
            }
        }

        return true;
    }

    private static InetPrefix ParsePrefix(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!InetAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
        {
            throw new ArgumentException($"not an address: {text}", nameof(text));
        }

        return slash < 0 ? InetPrefix.Host(address) : new InetPrefix(address, byte.Parse(text.AsSpan(slash + 1)));
    }
}
