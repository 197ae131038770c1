using System.Diagnostics;
using System.Text.Json;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Netlink;

public sealed class RouteTests : IDisposable
{
    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly RouteSocket routes;
    private readonly MessageWriter writer = new();

    public RouteTests() => routes = network.Run(() => RouteSocket.Open());

    public void Dispose()
    {
        writer.Dispose();
        routes.Dispose();
        network.Dispose();
    }

    [Fact]
    public void A_veth_pair_is_made_with_its_other_end_in_another_namespace()
    {
        using var other = TestNetwork.Create();
        using var otherRoutes = other.Run(() => RouteSocket.Open());
        var hardware = Samples.Hardware("02:00:00:00:00:09");

        LinkMessages.Add(
            writer,
            "left",
            new LinkKind.Veth("right", new LinkChange { NamespaceDescriptor = other.Descriptor, Address = hardware }),
            new LinkChange { Mtu = 1400, IsUp = true });
        routes.Execute(writer, "add link");

        var left = routes.FindLink("left");
        var right = otherRoutes.FindLink("right");
        Assert.NotNull(left);
        Assert.NotNull(right);
        Assert.Equal(("veth", 1400u, true), (left.Kind, left.Mtu, left.IsUp));
        Assert.Equal(("veth", hardware, false), (right.Kind, right.Address, right.IsUp));
        Assert.Equal(right.Index, left.LowerIndex);
        Assert.NotNull(left.LowerNamespace);
        Assert.Null(routes.FindLink("right"));
    }

    [Fact]
    public void Links_read_the_same_as_ip_reads_them()
    {
        LinkMessages.Add(writer, "left", new LinkKind.Veth("right"));
        routes.Execute(writer, "add veth");
        var left = routes.FindLink("left")!.Index;
        LinkMessages.Add(writer, "carp0", new LinkKind.Macvlan(left, MacvlanMode.Private));
        routes.Execute(writer, "add macvlan");
        LinkMessages.Add(writer, "br0", new LinkKind.Bridge());
        routes.Execute(writer, "add bridge");
        LinkMessages.Change(writer, routes.FindLink("right")!.Index, new LinkChange
        {
            MasterIndex = routes.FindLink("br0")!.Index,
            Alias = "the wire",
            IsUp = true,
            Group = 3,
        });
        routes.Execute(writer, "change link");

        var links = routes.DumpLinks();

        foreach (var shown in Ip("-d", "link").EnumerateArray())
        {
            var link = links.Single(link => link.Index == shown.GetProperty("ifindex").GetInt32());
            Assert.Equal(shown.GetProperty("ifname").GetString(), link.Name);
            Assert.Equal(shown.GetProperty("mtu").GetUInt32(), link.Mtu);
            Assert.Equal(shown.GetProperty("operstate").GetString(), link.OperState.ToString().ToUpperInvariant());
            Assert.Equal(shown.GetProperty("address").GetString(), link.Address.ToString());
            Assert.Equal(Text(shown, "ifalias"), link.Alias);
            Assert.Equal(Text(shown, "master"), links.Find(master => master.Index == link.MasterIndex)?.Name);
            var kind = shown.TryGetProperty("linkinfo", out var info) ? Text(info, "info_kind") : null;
            Assert.Equal(kind, link.Kind);
        }

        Assert.Equal(5, links.Count);
        Assert.Equal(MacvlanMode.Private, links.Single(link => link.Name is "carp0").MacvlanMode);
    }

    [Fact]
    public void A_link_is_renamed_moved_and_deleted()
    {
        using var other = TestNetwork.Create();
        using var otherRoutes = other.Run(() => RouteSocket.Open());
        LinkMessages.Add(writer, "left", new LinkKind.Veth("right"));
        routes.Execute(writer, "add veth");

        LinkMessages.Change(writer, routes.FindLink("right")!.Index, new LinkChange
        {
            Name = "moved",
            NamespaceDescriptor = other.Descriptor,
        });
        routes.Execute(writer, "move link");
        Assert.NotNull(otherRoutes.FindLink("moved"));

        LinkMessages.Delete(writer, routes.FindLink("left")!.Index);
        routes.Execute(writer, "delete link");
        Assert.Equal("lo", Assert.Single(routes.DumpLinks()).Name);
    }

    [Fact]
    public void Addresses_read_the_same_as_ip_reads_them()
    {
        var index = AddWire();
        AddAddress(index, "192.0.2.1/24", address => address with { Broadcast = Samples.Address("192.0.2.255") });
        AddAddress(index, "2001:db8::1/64", address => address with { Flags = InterfaceAddress.NoDad });

        var addresses = routes.DumpAddresses().FindAll(address => address.InterfaceIndex == index && address.Scope == 0);

        var shown = Ip("addr", "show", "dev", "left", "scope", "global")[0].GetProperty("addr_info");
        Assert.Equal(
            shown.EnumerateArray().Where(one => Text(one, "local") is not null).Select(one => $"{one.GetProperty("local")}/{one.GetProperty("prefixlen")}"),
            addresses.Select(address => address.Prefix.ToString()), StringComparer.Ordinal);
        Assert.Equal("left", addresses[0].Label);
        Assert.Equal(InterfaceAddress.Permanent, addresses[0].Flags);
        Assert.Equal(uint.MaxValue, addresses[1].ValidSeconds);
    }

    [Fact]
    public void An_address_is_deleted_once()
    {
        var index = AddWire();
        var address = AddAddress(index, "192.0.2.1/24", same => same);

        AddressMessages.Delete(writer, address);
        routes.Execute(writer, "delete address");
        AddressMessages.Delete(writer, address);
        var refusal = Assert.Throws<NetlinkException>(() => routes.Execute(writer, "delete address"));

        Assert.Equal(NetlinkError.EADDRNOTAVAIL, refusal.Errno);
    }

    [Fact]
    public void Routes_are_added_replaced_looked_up_and_deleted()
    {
        var index = AddWire();
        AddAddress(index, "192.0.2.1/24", same => same);
        AddAddress(index, "2001:db8::1/64", same => same with { Flags = InterfaceAddress.NoDad });
        var everywhere = Samples.Prefix("0.0.0.0/0");

        RouteMessages.Add(writer, RouteEntry.Via(everywhere, Samples.Address("192.0.2.254")));
        routes.Execute(writer, "add route");
        RouteMessages.Replace(writer, RouteEntry.Via(everywhere, Samples.Address("192.0.2.253")) with { Mtu = 1300 });
        routes.Execute(writer, "replace route");
        RouteMessages.Add(writer, RouteEntry.Via(Samples.Prefix("::/0"), Samples.Address("2001:db8::fe")));
        routes.Execute(writer, "add route");

        var shown = Ip("route", "show", "default")[0];
        var route = routes.DumpRoutes().Single(route => route is { IsDefault: true, Table: RouteEntry.MainTable, Type: 1 }
            && !route.Destination.Address.IsV6);
        Assert.Equal(shown.GetProperty("gateway").GetString(), route.Gateway.ToString());
        Assert.Equal((index, 1300u), (route.InterfaceIndex!.Value, route.Mtu));

        var way = routes.LookUp(Samples.Address("203.0.113.9"));
        Assert.NotNull(way);
        Assert.Equal(("192.0.2.1", index), (way.PreferredSource.ToString(), way.InterfaceIndex));
        Assert.Equal("2001:db8::1", routes.LookUp(Samples.Address("2001:db8:9::1"))?.PreferredSource.ToString());

        RouteMessages.Delete(writer, RouteEntry.Via(everywhere, Samples.Address("192.0.2.253")));
        routes.Execute(writer, "delete route");
        Assert.Null(routes.LookUp(Samples.Address("203.0.113.9")));
    }

    [Fact]
    public void A_route_on_a_link_and_a_gateway_of_the_other_family_are_kept()
    {
        var index = AddWire();
        AddAddress(index, "2001:db8::1/64", same => same with { Flags = InterfaceAddress.NoDad });
        var onLink = RouteEntry.OnLink(Samples.Prefix("198.51.100.0/24"), index) with { Table = 1000, Metric = 7 };
        var via = RouteEntry.Via(Samples.Prefix("203.0.113.0/24"), Samples.Address("2001:db8::fe"), index);

        RouteMessages.Add(writer, onLink);
        RouteMessages.Add(writer, via);
        Assert.Empty(routes.ApplyBatch(writer, "add routes"));

        var dumped = routes.DumpRoutes();
        Assert.Contains(onLink, dumped);
        Assert.Contains(via, dumped);
    }

    [Fact]
    public void A_multipath_route_has_hops_and_next_hops_are_objects()
    {
        var index = AddWire();
        AddAddress(index, "192.0.2.1/24", same => same);
        LinkMessages.Change(writer, routes.FindLink("lo")!.Index, new LinkChange { IsUp = true });
        NextHopMessages.Add(writer, new NextHop { Id = 7, Gateway = Samples.Address("192.0.2.7"), InterfaceIndex = index });
        NextHopMessages.Add(writer, new NextHop { Id = 8, IsBlackhole = true });
        RouteMessages.Add(writer, new RouteEntry { Destination = Samples.Prefix("198.51.100.0/24"), NextHopId = 7 });
        Assert.Empty(routes.ApplyBatch(writer, "add next hops"));
        IpWrites("route add 203.0.113.0/24 nexthop via 192.0.2.2 weight 3 nexthop via 192.0.2.3");

        var dumped = routes.DumpRoutes();

        var multipath = dumped.Single(route => route.Destination == Samples.Prefix("203.0.113.0/24"));
        Assert.Equal([("192.0.2.2", 3), ("192.0.2.3", 1)], multipath.Hops.Select(hop => ($"{hop.Gateway}", hop.Weight)));
        Assert.Equal(7u, dumped.Single(route => route.Destination == Samples.Prefix("198.51.100.0/24")).NextHopId);
        Assert.Equal([(7u, "192.0.2.7"), (8u, "")], routes.DumpNextHops().Select(hop => (hop.Id, $"{hop.Gateway}")));
    }

    [Fact]
    public void A_permanent_neighbour_is_kept()
    {
        var index = AddWire();
        var hardware = Samples.Hardware("02:00:00:00:00:05");
        var neighbour = new Neighbour(index, Samples.Address("192.0.2.5"), hardware, NeighbourState.Permanent);

        NeighbourMessages.Add(writer, neighbour);
        routes.Execute(writer, "add neighbour");

        Assert.Contains(neighbour, routes.DumpNeighbours());
    }

    [Fact]
    public void Events_tell_of_links_addresses_and_routes()
    {
        using var events = network.Run(() => RouteSocket.Subscribe(
            [RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.RouteV4, RouteGroup.Neighbour, RouteGroup.NextHop]));
        var seen = new List<RouteEvent>();

        var index = AddWire();
        AddAddress(index, "192.0.2.1/24", same => same);
        Assert.Equal(EventReceipt.Events, events.Receive(TimeSpan.FromSeconds(5), message => seen.Add(RouteEvent.Read(message))));

        Assert.Contains(seen, one => one is RouteEvent.LinkChanged { Link: { Name: "left", IsRunning: true } });
        Assert.Contains(seen, one => one is RouteEvent.AddressChanged { Address.Label: "left" });
        Assert.Contains(seen, one => one is RouteEvent.RouteChanged { Route.Destination.Length: 24 });
        Assert.DoesNotContain(seen, one => one is RouteEvent.Unknown);
    }

    [Fact]
    public void A_dump_torn_by_changes_is_taken_again_until_it_is_whole()
    {
        AddWire();
        using var stopping = new CancellationTokenSource();
        var changes = new Thread(() => AddAndDeleteBridges(stopping.Token));
        changes.Start();

        foreach (var _ in Enumerable.Range(0, 50))
        {
            var links = routes.DumpLinks();
            Assert.Equal(links.Count, links.DistinctBy(link => link.Index).Count());
            Assert.Equal(3, links.Count(link => link.Kind is not "bridge"));
        }

        stopping.Cancel();
        changes.Join();
    }

    private void AddAndDeleteBridges(CancellationToken stopping)
    {
        using var other = network.Run(() => RouteSocket.Open());
        using var requests = new MessageWriter();
        while (!stopping.IsCancellationRequested)
        {
            LinkMessages.Add(requests, "br0", new LinkKind.Bridge());
            other.Execute(requests, "add bridge");
            LinkMessages.Delete(requests, other.FindLink("br0")!.Index);
            other.Execute(requests, "delete bridge");
        }
    }

    private int AddWire()
    {
        LinkMessages.Add(writer, "left", new LinkKind.Veth("right"), new LinkChange { IsUp = true });
        routes.Execute(writer, "add veth");
        LinkMessages.Change(writer, routes.FindLink("right")!.Index, new LinkChange { IsUp = true });
        routes.Execute(writer, "set link up");
        return routes.FindLink("left")!.Index;
    }

    private InterfaceAddress AddAddress(int index, string prefix, Func<InterfaceAddress, InterfaceAddress> change)
    {
        var address = change(new InterfaceAddress { InterfaceIndex = index, Prefix = Samples.Prefix(prefix) });
        AddressMessages.Add(writer, address);
        routes.Execute(writer, "add address");
        return address;
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() : null;

    private JsonElement Ip(params string[] arguments) => JsonDocument.Parse(RunIp(["-j", .. arguments])).RootElement;

    private void IpWrites(string arguments) => RunIp(arguments.Split(' '));

    private string RunIp(string[] arguments) => network.Run(() =>
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = ip.StandardOutput.ReadToEnd();
        ip.WaitForExit();
        Assert.Equal(0, ip.ExitCode);
        return output;
    });
}
