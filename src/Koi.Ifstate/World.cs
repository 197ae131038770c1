using System.Collections.Immutable;
using Koi.Netlink;

namespace Koi.Ifstate;

/// <summary>What a link is to tests; if_link_state, where carp's BACKUP and a missing carrier are down.</summary>
public enum LinkState
{
    /// <summary>Not up, without a carrier, dormant, or blocked by the link below.</summary>
    Down,

    /// <summary>Up; the driver does not tell more.</summary>
    Unknown,

    /// <summary>Up and running.</summary>
    Up,
}

/// <summary>All of the machine that tests ask about, at one moment. Immutable.</summary>
/// <remarks>What is not in one of the tables is not there: no interface, no address, no member, a counter of 0.</remarks>
public sealed record World
{
    /// <summary>A machine without anything.</summary>
    public static World Empty { get; } = new();

    /// <summary>The interfaces there are, and their links.</summary>
    public ImmutableDictionary<string, LinkState> Links { get; init; } = ImmutableDictionary.Create<string, LinkState>(StringComparer.Ordinal);

    /// <summary>
    /// Usable addresses by interface, in order, each with its network's length: of IPv4 all, of IPv6 the global ones that are not
    /// tentative, not duplicates and not deprecated. Interfaces without any are not in it.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<InetPrefix>> Addresses { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<InetPrefix>>(StringComparer.Ordinal);

    /// <summary>By interface: the families of which a unicast default route of the main table leaves by it.</summary>
    public ImmutableDictionary<string, AddressFamilies> DefaultRoutes { get; init; } =
        ImmutableDictionary.Create<string, AddressFamilies>(StringComparer.Ordinal);

    /// <summary>Groups with their members, which are interfaces that exist. A known group may be empty.</summary>
    public ImmutableDictionary<string, ImmutableSortedSet<string>> Groups { get; init; } =
        ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>Demotion counters above 0, by group.</summary>
    public ImmutableDictionary<string, int> Demotion { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Whether there is an interface or a group of a name.</summary>
    public bool HasName(string name) => Links.ContainsKey(name) || Groups.ContainsKey(name);
}
