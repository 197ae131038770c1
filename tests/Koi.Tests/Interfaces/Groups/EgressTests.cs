using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Interfaces.Groups;
using Koi.Netlink.Route;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

public sealed class EgressTests
{
    [Fact]
    public void Without_default_routes_nobody_is_in_egress() => Assert.Empty(Members(routes: []));

    [Fact]
    public void Default_routes_count_whatever_their_metric() =>
        Assert.Equal([2, 3], Members(Default(2), Default(3, metric: 4000)));

    [Fact]
    public void All_hops_of_a_multipath_route_count() => Assert.Equal([4, 2, 3], Members(Multipath(4, 2), Default(3)));

    [Fact]
    public void IPv4_is_first_and_each_counts_once() =>
        Assert.Equal([3, 2, 4], Members(Default(3), Default(2), Default6(4), Default6(3)));

    [Fact]
    public void A_link_that_is_down_counts_as_long_as_its_route_is_there()
    {
        var down = Interface(2, "eth0");
        var table = InterfaceTable.Of([down with { Link = down.Link with { Flags = LinkFlags.None } }]) with { DefaultRoutes = [Default(2)] };

        Assert.True(Egress.Contains(table, 2));
    }

    [Fact]
    public void A_route_without_a_link_adds_nobody() =>
        Assert.Empty(Members(new RouteEntry { Destination = DefaultV4, Type = 6 }));

    [Fact]
    public void The_kernel_s_word_counts_where_it_spells_a_next_hop_out() =>
        Assert.Equal([3], Members([Hop(1, 2)], Default(3) with { NextHopId = 1 }));

    [Fact]
    public void Next_hop_objects_are_resolved_where_the_kernel_does_not() => Assert.Equal(
        [2, 4, 3],
        Members(
            [Hop(1, 2), Hop(2, 3), Hop(3, 4), new NextHop { Id = 10, Members = [new(1, 1), new(3, 1), new(99, 1)] }],
            ByObject(10),
            ByObject(2)));

    [Fact]
    public void Objects_that_drop_packets_or_are_gone_add_nobody() => Assert.Empty(Members(
        [new NextHop { Id = 1, IsBlackhole = true }, new NextHop { Id = 10, Members = [new(1, 1)] }, new NextHop { Id = 11, Members = default }],
        ByObject(1),
        ByObject(10),
        ByObject(11),
        ByObject(12)));

    private static ImmutableArray<int> Members(params RouteEntry[] routes) => Members([], routes);

    /// <summary>Asks in both ways.</summary>
    private static ImmutableArray<int> Members(NextHop[] hops, params RouteEntry[] routes)
    {
        var table = InterfaceTable.Empty with { DefaultRoutes = [.. routes], NextHops = hops.ToImmutableDictionary(hop => hop.Id) };
        var members = Egress.Members(table);
        Assert.All(Enumerable.Range(0, 10), index => Assert.Equal(members.Contains(index), Egress.Contains(table, index)));
        return members;
    }

    private static RouteEntry Multipath(params int[] links) => new()
    {
        Destination = DefaultV4,
        Hops = [.. links.Select(link => new RouteHop(link, 1, 0, null))],
    };

    private static RouteEntry ByObject(uint id) => new() { Destination = DefaultV4, NextHopId = id };

    private static NextHop Hop(uint id, int link) => new() { Id = id, InterfaceIndex = link };
}
