using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Netlink;

/// <summary>What carp.md §5 does to links, addresses and routes.</summary>
public sealed class CarpLinkTests : IDisposable
{
    private const byte Dormant = 1;

    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly LinkPair links;
    private readonly RouteSocket routes;
    private readonly MessageWriter writer = new();

    public CarpLinkTests()
    {
        links = new LinkPair(network);
        routes = network.Run(() => RouteSocket.Open());
    }

    public void Dispose()
    {
        writer.Dispose();
        routes.Dispose();
        links.Dispose();
        network.Dispose();
    }

    [Fact]
    public void A_dormant_macvlan_goes_up_and_back_without_a_change_of_carrier()
    {
        var index = AddMacvlan();
        Assert.Equal((OperState.Dormant, true, true), State(index));

        Change(index, new LinkChange { LinkMode = Dormant, OperState = OperState.Up });
        Assert.Equal((OperState.Up, true, true), State(index));
        Change(index, new LinkChange { LinkMode = Dormant, OperState = OperState.Dormant });

        Assert.Equal((OperState.Dormant, true, true), State(index));
        Assert.Equal(Samples.Hardware("00:00:5e:00:01:07"), routes.FindLink(index)!.Address);
        Assert.DoesNotContain(routes.DumpAddresses(index), address => address.Prefix.Address.IsV6);
    }

    [Fact]
    public void The_local_route_goes_and_comes_while_the_address_stays()
    {
        var index = AddMacvlan();
        var virtualAddress = NetfilterNetwork.Address("10.0.0.254");
        AddressMessages.Add(writer, new InterfaceAddress { InterfaceIndex = index, Prefix = new(virtualAddress, 32) });
        routes.Execute(writer, "add address");
        var route = RouteEntry.LocalOf(virtualAddress, index);
        Assert.Contains(route, routes.DumpRoutes().Select(Comparable));

        RouteMessages.Delete(writer, route);
        routes.Execute(writer, "delete route");
        Assert.DoesNotContain(route, routes.DumpRoutes().Select(Comparable));
        Assert.Equal(virtualAddress, Assert.Single(routes.DumpAddresses(index)).Prefix.Address);

        RouteMessages.Add(writer, route);
        routes.Execute(writer, "add route");
        Assert.Contains(route, routes.DumpRoutes().Select(Comparable));
    }

    [Fact]
    public void An_IPv6_address_comes_without_detection_and_without_route()
    {
        var index = AddMacvlan();
        AddressMessages.Add(writer, new InterfaceAddress
        {
            InterfaceIndex = index,
            Prefix = new(NetfilterNetwork.Address("2001:db8::fe"), 128),
            Flags = InterfaceAddress.NoDad | InterfaceAddress.NoPrefixRoute,
        });
        routes.Execute(writer, "add address");

        var flags = Assert.Single(routes.DumpAddresses(index)).Flags;
        Assert.Equal(0u, flags & (InterfaceAddress.Tentative | InterfaceAddress.DadFailed));
        Assert.NotEqual(0u, flags & InterfaceAddress.NoPrefixRoute);
        Assert.DoesNotContain(routes.DumpRoutes(), route =>
            route.InterfaceIndex == index && route.Table == RouteEntry.MainTable && route.Destination.Length == 128);
    }

    private int AddMacvlan()
    {
        LinkMessages.Add(
            writer,
            "carp1",
            new LinkKind.Macvlan(links.HereIndex, MacvlanMode.Bridge),
            new LinkChange { Address = Samples.Hardware("00:00:5e:00:01:07") });
        routes.Execute(writer, "add macvlan");
        var index = routes.FindLink("carp1")!.Index;
        Change(index, new LinkChange
        {
            LinkMode = Dormant,
            OperState = OperState.Dormant,
            AddressGeneration = AddressGeneration.None,
        });
        Change(index, new LinkChange { IsUp = true });
        return index;
    }

    private void Change(int index, LinkChange change)
    {
        LinkMessages.Change(writer, index, change);
        routes.Execute(writer, "change link");
    }

    private (OperState State, bool HasCarrier, bool IsUp) State(int index)
    {
        var link = routes.FindLink(index)!;
        return (link.OperState, link.HasCarrier is true, link.IsUp);
    }

    /// <summary>The route without what records compare by reference.</summary>
    private static RouteEntry Comparable(RouteEntry route) => route with { Hops = RouteEntry.LocalOf(default, 0).Hops };
}
