using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Netfilter;
using Koi.Netlink.Route;
using static Koi.Tests.Netlink.Text;

namespace Koi.Tests.Interfaces;

/// <summary>Interfaces, routes and sets as a test writes them down.</summary>
internal static class Machine
{
    private const ushort Ethernet = 1;

    public static InetPrefix DefaultV4 { get; } = Prefix("0.0.0.0/0");

    public static InetPrefix DefaultV6 { get; } = Prefix("::/0");

    /// <summary>An interface, up; addresses are <c>10.0.0.1/24 broadcast 10.0.0.255</c> or <c>10.0.0.1/32 peer 10.0.0.2</c>.</summary>
    public static Interface Interface(int index, string name, string? kind = null, params string[] addresses) => new(
        new Link
        {
            Index = index,
            Name = name,
            Kind = kind,
            HardwareType = Ethernet,
            Flags = LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp,
        },
        [.. addresses.Select(text => IpAddress(index, text))]);

    public static InterfaceAddress IpAddress(int index, string text)
    {
        var words = text.Split(' ');
        return new InterfaceAddress
        {
            InterfaceIndex = index,
            Prefix = Prefix(words[0]),
            Broadcast = words is [_, "broadcast", var broadcast] ? Address(broadcast) : null,
            Peer = words is [_, "peer", var peer] ? Address(peer) : null,
        };
    }

    public static RouteEntry Default(int index, uint? metric = null) =>
        new() { Destination = DefaultV4, InterfaceIndex = index, Metric = metric };

    public static RouteEntry Default6(int index) => new() { Destination = DefaultV6, InterfaceIndex = index };

    public static GroupWorld World(params Interface[] interfaces) =>
        GroupWorld.Empty with { Table = InterfaceTable.Of(interfaces) };

    /// <summary>A world whose sets are right.</summary>
    public static GroupWorld Settled(GroupWorld world) => world.After(GroupPlan.Make(world, Touched.Everything));

    public static GroupWorld WithRoutes(this GroupWorld world, params RouteEntry[] routes) =>
        world with { Table = world.Table with { DefaultRoutes = [.. routes] } };

    public static AddressRange Range(string text)
    {
        var ends = text.Split('-');
        return new AddressRange(Address(ends[0]), Address(ends[^1]));
    }

    public static string Print(AddressRange range) =>
        range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}";

    public static string[] Print(IEnumerable<AddressRange> ranges) => [.. ranges.OrderBy(range => range.First).Select(Print)];

    public static string[] Describe(IEnumerable<SetChange> changes) => [.. changes.Select(change => change.Describe())];

    /// <summary>What the sets hold: <c>ext: eth0 eth1</c>, without the empty ones.</summary>
    public static string[] Print(KernelSets sets) =>
    [
        .. sets.Members
            .SelectMany(one => one.Value.Keys, (one, group) => (group, one.Key))
            .GroupBy(member => member.group, member => member.Key)
            .OrderBy(found => found.Key, StringComparer.Ordinal)
            .Select(found => $"{found.Key}: {string.Join(' ', found.Order(StringComparer.Ordinal))}"),
    ];

    public static ImmutableArray<T> Each<T>(params T[] values) => [.. values];
}
