using Koi.Netlink.Route;

namespace Koi.Tests.Netlink.Route;

/// <summary>Replies of a kernel, captured with strace(1).</summary>
public sealed class RouteReplyTests
{
    [Fact]
    public void A_macvlan_has_its_kind_its_mode_and_the_link_below()
    {
        var link = Decoding.One<Link>(Hex.Golden("link-macvlan"), LinkReader.TryRead);

        Assert.Equal(("m0", 4, "macvlan", MacvlanMode.Private), (link.Name, link.Index, link.Kind, link.MacvlanMode));
        Assert.Equal((1400u, 3, "56:b6:3f:8c:bb:87"), (link.Mtu!.Value, link.LowerIndex!.Value, $"{link.Address}"));
        Assert.Equal((OperState.Down, false), (link.OperState, link.IsUp));
    }

    [Fact]
    public void Addresses_have_their_networks_and_labels()
    {
        var addresses = Decoding.All<InterfaceAddress>(Hex.Golden("addresses"), AddressMessages.TryRead);

        var own = addresses.Single(address => address.Prefix == Text.Prefix("192.0.2.1/24"));
        Assert.Equal(("v0", "192.0.2.255", uint.MaxValue), (own.Label, $"{own.Broadcast}", own.ValidSeconds));
        Assert.Null(own.Peer);
    }

    [Fact]
    public void Routes_have_their_tables_routers_and_hops()
    {
        var routes = Decoding.All<RouteEntry>(Hex.Golden("routes"), RouteReader.TryRead);

        var way = routes.Single(route => route is { IsDefault: true, Table: RouteEntry.MainTable });
        Assert.Equal(("192.0.2.254", 7u, 3), ($"{way.Gateway}", way.Metric, way.InterfaceIndex));
        var multipath = routes.Single(route => !route.Hops.IsEmpty);
        Assert.Equal(
            [("192.0.2.2", 3, 3), ("192.0.2.3", 1, 3)],
            multipath.Hops.Select(hop => ($"{hop.Gateway}", hop.Weight, hop.InterfaceIndex)));
        Assert.Contains(routes, route => route is { Table: RouteEntry.LocalTable, Type: 2 });
    }

    [Fact]
    public void A_neighbour_and_a_next_hop_are_read()
    {
        var neighbours = Decoding.All<Neighbour>(Hex.Golden("neighbours"), NeighbourMessages.TryRead);
        var nextHop = Decoding.One<NextHop>(Hex.Golden("next-hops"), NextHopMessages.TryRead);

        Assert.Contains(
            new Neighbour(3, Text.Address("192.0.2.5"), Text.Hardware("02:00:00:00:00:05"), NeighbourState.Permanent), neighbours);
        Assert.Equal((7u, "192.0.2.7", 3), (nextHop.Id, $"{nextHop.Gateway}", nextHop.InterfaceIndex));
    }
}
