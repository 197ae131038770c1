using System.Collections.Immutable;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Groups;

/// <summary>Takes rtnetlink's events into the world, one after another.</summary>
/// <param name="isWireless">Tells stations; asked once for each new link.</param>
public sealed class RouteEventFold(Func<Link, bool> isWireless)
{
    /// <summary>Takes one event.</summary>
    /// <returns>The world after it, and what is to be done besides what was pending.</returns>
    public (GroupWorld World, Pending Pending) Apply(GroupWorld world, Pending pending, RouteEvent happened) => happened switch
    {
        RouteEvent.LinkChanged changed => Change(world, pending, changed.Link),
        RouteEvent.LinkRemoved removed => Remove(world, pending, removed.Link.Index),
        RouteEvent.AddressChanged changed => (world, WithAddress(world, pending, changed.Address)),
        RouteEvent.AddressRemoved removed => (world, RoutesAfter(world, WithAddress(world, pending, removed.Address), removed.Address)),
        RouteEvent.RouteChanged changed => (world, WithRoute(pending, changed.Route)),
        RouteEvent.RouteRemoved removed => (world, WithRoute(pending, removed.Route)),
        RouteEvent.NextHopChanged changed => ChangeNextHops(world, pending, changed.NextHop, isGone: false),
        RouteEvent.NextHopRemoved removed => ChangeNextHops(world, pending, removed.NextHop, isGone: true),
        _ => (world, pending),
    };

    /// <summary>The world with an interface's addresses as they were read.</summary>
    public static (GroupWorld World, Pending Pending) Apply(
        GroupWorld world, Pending pending, int index, IEnumerable<InterfaceAddress> addresses)
    {
        if (world.Table.Find(index) is not { } one)
        {
            return (world, pending);
        }

        return (world with { Table = world.Table.With(one with { Addresses = [.. addresses] }) }, pending.With(one.Name));
    }

    /// <summary>The world with default routes and next hop objects as they were read; who left egress or came is to be looked at.</summary>
    public static (GroupWorld World, Pending Pending) Apply(
        GroupWorld world, Pending pending, IEnumerable<RouteEntry> routes, IEnumerable<NextHop> nextHops)
    {
        var after = world with
        {
            Table = world.Table with { DefaultRoutes = [.. routes], NextHops = nextHops.ToImmutableDictionary(hop => hop.Id) },
        };
        return (after, WithEgress(after, WithEgress(world, pending)));
    }

    private (GroupWorld World, Pending Pending) Change(GroupWorld world, Pending pending, Link link)
    {
        var old = world.Table.Find(link.Index);
        var one = old is null ? new Interface(link, [], isWireless(link)) : old with { Link = link };
        if (old is not null && !string.Equals(old.Name, link.Name, StringComparison.Ordinal))
        {
            pending = pending.With(old.Name);
        }

        if (old is not null && MayLoseRoutes(old.Link, link))
        {
            pending = RoutesAfter(world, pending, link.Index);
        }

        return (world with { Table = world.Table.With(one) }, pending.With(link.Name));
    }

    private static (GroupWorld World, Pending Pending) Remove(GroupWorld world, Pending pending, int index)
    {
        pending = RoutesAfter(world, pending, index);
        pending = world.Table.Find(index) is { } gone ? pending.With(gone.Name) : pending;
        return (world with { Table = world.Table.Without(index), Memberships = world.Memberships.Without(index) }, pending);
    }

    private static Pending WithAddress(GroupWorld world, Pending pending, InterfaceAddress address) =>
        world.Table.Find(address.InterfaceIndex) is null
            ? pending
            : pending with { Addresses = pending.Addresses.Add(address.InterfaceIndex) };

    private static Pending WithRoute(Pending pending, RouteEntry route) =>
        route is { IsDefault: true, Table: RouteEntry.MainTable } ? pending with { NeedsRoutes = true } : pending;

    private static (GroupWorld World, Pending Pending) ChangeNextHops(GroupWorld world, Pending pending, NextHop hop, bool isGone)
    {
        var hops = isGone ? world.Table.NextHops.Remove(hop.Id) : world.Table.NextHops.SetItem(hop.Id, hop);
        var usesHops = world.Table.DefaultRoutes.Any(route => route.NextHopId is not null);
        // Who is in egress by the object as it was would not be seen to leave any more.
        pending = usesHops ? WithEgress(world, pending) : pending;
        return (world with { Table = world.Table with { NextHops = hops } }, pending with { NeedsRoutes = pending.NeedsRoutes || usesHops });
    }

    private static Pending WithEgress(GroupWorld world, Pending pending) => Egress.Members(world.Table).Aggregate(
        pending, (now, index) => world.Table.Find(index) is { } one ? now.With(one.Name) : now);

    /// <summary>
    /// Down, another VRF, an MTU too small for IPv6: the kernel drops routes, IPv4's without a word. Without a carrier it drops next
    /// hop objects, which take their routes along.
    /// </summary>
    /// <remarks>Linux net/ipv4/nexthop.c, nh_netdev_event.</remarks>
    private static bool MayLoseRoutes(Link before, Link after) =>
        !after.IsUp
        || (after.Flags & LinkFlags.LowerUp) == LinkFlags.None
        || before.MasterIndex != after.MasterIndex
        || before.Mtu != after.Mtu;

    private static Pending RoutesAfter(GroupWorld world, Pending pending, int index) =>
        Egress.Contains(world.Table, index) ? pending with { NeedsRoutes = true } : pending;

    /// <summary>IPv4's last address of a link takes its routes along, any address those that prefer it as source; without a word.</summary>
    private static Pending RoutesAfter(GroupWorld world, Pending pending, InterfaceAddress gone) =>
        world.Table.DefaultRoutes.Any(route => route.PreferredSource == gone.Prefix.Address)
            ? pending with { NeedsRoutes = true }
            : RoutesAfter(world, pending, gone.InterfaceIndex);
}
