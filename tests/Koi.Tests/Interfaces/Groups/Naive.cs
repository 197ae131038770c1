using Koi.Interfaces;
using Koi.Interfaces.Addresses;
using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Interfaces.Groups;

/// <summary>What the sets must hold, worked out in the simplest way: one interface and one address after another.</summary>
internal static class Naive
{
    /// <summary>As <see cref="StrictTable.Members"/>.</summary>
    public static string[] Members(GroupWorld world)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var one in world.Table.Interfaces.Values)
        {
            foreach (var (group, isAutomatic) in GroupsOf(world, one))
            {
                lines.Add(isAutomatic ? $"{group} {one.Name} auto " : $"{group} {one.Name} ifindex {one.Link.Index} ");
            }
        }

        return [.. lines];
    }

    /// <summary>Each address of a set.</summary>
    public static InetAddress[] Addresses(GroupWorld world, AddressSet set)
    {
        var all = new HashSet<InetAddress>();
        foreach (var one in world.Table.Interfaces.Values)
        {
            var name = set.Expression.Name;
            var hasInterface = world.Table.Interfaces.Values.Any(other => string.Equals(other.Name, name, StringComparison.Ordinal));
            var counts = name is "self"
                || (hasInterface ? string.Equals(one.Name, name, StringComparison.Ordinal) : GroupsOf(world, one).ContainsKey(name));
            if (counts)
            {
                all.UnionWith(AddressesOf(set, one));
            }
        }

        return [.. all.Order()];
    }

    public static InetAddress[] Each(IEnumerable<AddressRange> ranges) => [.. ranges.SelectMany(Each).Order()];

    private static Dictionary<string, bool> GroupsOf(GroupWorld world, Interface one)
    {
        var groups = AutomaticGroups.Of(one).ToDictionary(group => group, _ => true);
        foreach (var (index, group, _) in world.Memberships.All())
        {
            if (index == one.Link.Index)
            {
                groups[group] = false;
            }
        }

        if (world.Table.DefaultRoutes.Any(route => route.InterfaceIndex == one.Link.Index || route.Hops.Any(hop => hop.InterfaceIndex == one.Link.Index)))
        {
            groups["egress"] = true;
        }

        return groups;
    }

    private static IEnumerable<InetAddress> AddressesOf(AddressSet set, Interface one)
    {
        var found = new List<IEnumerable<InetAddress>>();
        foreach (var address in one.Addresses.Where(address => address.Prefix.Address.IsV6 == set.IsV6))
        {
            var own = address.Prefix.Address;
            InetAddress[] added = set.Expression.Part switch
            {
                AddressPart.Address => [own],
                AddressPart.Network when own.IsV6 && own.IsLinkLocal => [],
                AddressPart.Network => [.. Each(AddressRange.Of(address.Prefix))],
                AddressPart.Broadcast => address.Broadcast is { } broadcast ? [broadcast] : [],
                AddressPart.Peer => address.Peer is { } peer ? [peer] : [],
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            if (added.Length > 0)
            {
                found.Add(added);
            }
        }

        return found.Take(set.Expression.IsFirstOnly ? 1 : int.MaxValue).SelectMany(addresses => addresses);
    }

    private static IEnumerable<InetAddress> Each(AddressRange range)
    {
        for (InetAddress? address = range.First; address is { } one && one <= range.Last; address = one.Next)
        {
            yield return one;
        }
    }
}
