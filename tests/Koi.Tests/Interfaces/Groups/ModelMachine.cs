using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Netlink.Route;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

/// <summary>A kernel with links, addresses, default routes and next hop objects, which tells what Linux tells and is silent where it is.</summary>
/// <param name="isCompatible">nexthop_compat_mode: whether routes spell out next hop objects.</param>
internal sealed class ModelMachine(bool isCompatible)
{
    private const LinkFlags Up = LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp;

    private static readonly string[] Names = ["eth0", "eth1", "wan", "tun3", "x7", "ext", "gone0"];

    private static readonly string?[] Kinds = [null, "vlan", "bridge"];

    private readonly SortedDictionary<int, Interface> links = [];
    private readonly SortedDictionary<uint, NextHop> hops = [];
    private readonly List<Route> routes = [];
    private readonly List<RouteEvent> events = [];
    private int lastIndex;

    private sealed record Route(bool IsV6, ImmutableArray<int> Links, uint? Hop);

    public IReadOnlyList<Interface> Links => [.. links.Values];

    /// <summary>All there is, as dumps show it.</summary>
    public InterfaceTable Table => InterfaceTable.Of(links.Values) with
    {
        DefaultRoutes = [.. DumpRoutes()],
        NextHops = hops.ToImmutableDictionary(),
    };

    /// <summary>The same with next hop objects spelt out.</summary>
    public InterfaceTable PlainTable => Table with { DefaultRoutes = [.. Ordered().Select(route => Entry(route, isPlain: true))] };

    public IEnumerable<NextHop> DumpNextHops() => hops.Values;

    public IEnumerable<RouteEntry> DumpRoutes() => Ordered().Select(route => Entry(route, isCompatible));

    public IEnumerable<InterfaceAddress> DumpAddresses(int index) => links.TryGetValue(index, out var one) ? one.Addresses : [];

    public IReadOnlyList<RouteEvent> TakeEvents()
    {
        RouteEvent[] taken = [.. events];
        events.Clear();
        return taken;
    }

    /// <summary>Does something; numbers that fit nothing do nothing.</summary>
    public void Do(int operation, int which, int other, string address)
    {
        var one = links.Count > 0 ? links.Values.ElementAt(which % links.Count) : null;
        var second = links.Count > 0 ? links.Values.ElementAt(other % links.Count) : null;
        var isUp = one?.Link.Flags == Up;
        switch (operation)
        {
            case 0 or 1 when IsFree(Names[which % Names.Length]):
                Set(Interface(++lastIndex, Names[which % Names.Length], Kinds[other % Kinds.Length]));
                break;
            case 2 when one is not null && other % 3 == 0:
                Remove(one);
                break;
            case 3 when one is not null && IsFree(Names[other % Names.Length]):
                Rename(one, Names[other % Names.Length]);
                break;
            case 4 when one is not null && second is not null && one != second:
                Rename(one, "between");
                Rename(second, one.Name);
                Rename(links[one.Link.Index], second.Name);
                break;
            case 5 when one is not null:
                SetFlags(one, other % 2 == 0 ? LinkFlags.None : LinkFlags.Up);
                break;
            case 6 when one is not null:
                Set(one with { Link = one.Link with { Flags = Up } });
                break;
            case 7 or 8 when one is not null:
                var added = IpAddress(one.Link.Index, address);
                links[one.Link.Index] = one with { Addresses = other % 2 == 0 ? one.Addresses.Add(added) : one.Addresses.Insert(0, added) };
                events.Add(new RouteEvent.AddressChanged(added));
                break;
            case 9 when one is { Addresses.Length: > 0 }:
                RemoveAddress(one, one.Addresses[other % one.Addresses.Length]);
                break;
            case 10 or 11 when isUp:
                Add(new Route(other % 2 == 0, second?.Link.Flags == Up && second != one ? [one!.Link.Index, second.Link.Index] : [one!.Link.Index], null));
                break;
            case 12 when routes.Count > 0:
                Drop(routes[which % routes.Count], isTold: true);
                break;
            case 13 when isUp:
                hops[(uint)(other % 2) + 1] = new NextHop { Id = (uint)(other % 2) + 1, InterfaceIndex = one!.Link.Index };
                events.Add(new RouteEvent.NextHopChanged(hops[(uint)(other % 2) + 1]));
                break;
            case 14 when hops.ContainsKey((uint)(other % 2) + 1):
                Add(new Route(which % 2 == 0, [], (uint)(other % 2) + 1));
                break;
            case 15 when hops.TryGetValue((uint)(other % 2) + 1, out var hop):
                Drop(hop);
                events.Add(new RouteEvent.NextHopRemoved(hop));
                break;
            default:
                events.Add(new RouteEvent.RouteChanged(Default(1) with { Table = 99 }));
                break;
        }
    }

    private bool IsFree(string name) => links.Values.All(one => !string.Equals(one.Name, name, StringComparison.Ordinal));

    private IEnumerable<Route> Ordered() => routes.OrderBy(route => route.IsV6);

    private RouteEntry Entry(Route route, bool isPlain)
    {
        var entry = new RouteEntry { Destination = route.IsV6 ? DefaultV6 : DefaultV4, NextHopId = route.Hop };
        return route switch
        {
            { Hop: { } hop } => isPlain ? entry with { InterfaceIndex = hops[hop].InterfaceIndex } : entry,
            { Links: [var link] } => entry with { InterfaceIndex = link },
            _ => entry with { Hops = [.. route.Links.Select(link => new RouteHop(link, 1, 0, null))] },
        };
    }

    private void Set(Interface one)
    {
        links[one.Link.Index] = one;
        events.Add(new RouteEvent.LinkChanged(one.Link));
    }

    private void Rename(Interface one, string name) => Set(one with { Link = one.Link with { Name = name } });

    private void SetFlags(Interface one, LinkFlags flags)
    {
        Set(one with { Link = one.Link with { Flags = flags } });
        Lose(one.Link.Index, losesRoutes: flags == LinkFlags.None);
    }

    private void Remove(Interface one)
    {
        foreach (var address in one.Addresses)
        {
            RemoveAddress(links[one.Link.Index], address);
        }

        Lose(one.Link.Index, losesRoutes: true);
        links.Remove(one.Link.Index);
        events.Add(new RouteEvent.LinkRemoved(one.Link));
    }

    private void RemoveAddress(Interface one, InterfaceAddress address)
    {
        links[one.Link.Index] = one with { Addresses = one.Addresses.Remove(address) };
        events.Add(new RouteEvent.AddressRemoved(address));
        if (!address.Prefix.Address.IsV6 && links[one.Link.Index].Addresses.All(other => other.Prefix.Address.IsV6))
        {
            LoseRoutes(one.Link.Index, route => !route.IsV6);
        }
    }

    /// <summary>Down or without a carrier: next hop objects go without a word, and with them IPv4's routes.</summary>
    private void Lose(int index, bool losesRoutes)
    {
        foreach (var hop in hops.Values.Where(hop => hop.InterfaceIndex == index).ToArray())
        {
            Drop(hop);
        }

        LoseRoutes(index, _ => losesRoutes);
    }

    private void LoseRoutes(int index, Func<Route, bool> isLost)
    {
        foreach (var route in routes.Where(route => route.Links.Contains(index) && isLost(route)).ToArray())
        {
            if (route.Links.Length == 1)
            {
                Drop(route, isTold: route.IsV6);
            }
            else
            {
                routes[routes.IndexOf(route)] = route with { Links = route.Links.Remove(index) };
            }
        }
    }

    private void Add(Route route)
    {
        routes.Add(route);
        events.Add(new RouteEvent.RouteChanged(Entry(route, isCompatible)));
    }

    private void Drop(NextHop hop)
    {
        foreach (var route in routes.Where(route => route.Hop == hop.Id).ToArray())
        {
            Drop(route, isTold: route.IsV6);
        }

        hops.Remove(hop.Id);
    }

    private void Drop(Route route, bool isTold)
    {
        if (isTold)
        {
            events.Add(new RouteEvent.RouteRemoved(Entry(route, isCompatible)));
        }

        routes.Remove(route);
    }
}
