using System.Collections.Immutable;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Groups;

/// <summary>The members of <c>egress</c>: the interfaces that default routes leave by, whatever their metric or state.</summary>
/// <remarks>OpenBSD sys/net/if.c, if_group_egress_build; as there today, reject and blackhole routes do not count.</remarks>
public static class Egress
{
    /// <summary>Their indexes, IPv4's first, each once.</summary>
    public static ImmutableArray<int> Members(InterfaceTable table) =>
        [.. table.DefaultRoutes.SelectMany(route => Links(route, table)).Distinct()];

    /// <summary>Whether a default route leaves by this interface.</summary>
    public static bool Contains(InterfaceTable table, int index)
    {
        foreach (var route in table.DefaultRoutes)
        {
            if (Links(route, table).Contains(index))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a default route of a family leaves by this interface.</summary>
    public static bool Contains(InterfaceTable table, int index, bool isV6)
    {
        foreach (var route in table.DefaultRoutes)
        {
            if (route.Destination.Address.IsV6 == isV6 && Links(route, table).Contains(index))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The kernel spells out next hop objects in routes, unless nexthop_compat_mode is 0.</summary>
    private static IEnumerable<int> Links(RouteEntry route, InterfaceTable table) => route switch
    {
        { Hops.Length: > 0 } => route.Hops.Select(hop => hop.InterfaceIndex),
        { InterfaceIndex: { } index } => [index],
        { NextHopId: { } id } => Links(id, table),
        _ => [],
    };

    private static IEnumerable<int> Links(uint id, InterfaceTable table) => table.NextHops.GetValueOrDefault(id) switch
    {
        { InterfaceIndex: { } index } => [index],
        // Groups of groups do not exist (nexthop.c, nh_check_attr_group).
        { Members.IsDefaultOrEmpty: false } group => group.Members
            .Select(member => table.NextHops.GetValueOrDefault(member.Id)?.InterfaceIndex)
            .OfType<int>(),
        _ => [],
    };
}
