using System.Collections.Immutable;
using System.Diagnostics;
using Koi.Netlink;

namespace Koi.Ifstate.Machine;

/// <summary>What the tests that ask about the world come to in it. An interface that is missing is down, without address, route and group.</summary>
internal static partial class WorldTests
{
    private static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether a test is true, apart from pulses, which are true while a change is judged.</summary>
    public static bool Holds(Test test, World world) => test switch
    {
        Test.Members members => MembersOf(members.Group, world).Count > 0,
        Test.Demoted demoted => world.Demotion.GetValueOrDefault(demoted.Group) > 0,
        _ => SubjectOf(test) is { } subject && HoldsOver(test, subject, world),
    };

    /// <summary>What a test is about; null for one that is about no interface.</summary>
    public static Subject? SubjectOf(Test test) => test switch
    {
        Test.Link link => link.Subject,
        Test.HasAddress address => address.Subject,
        Test.AddressChanged changed => changed.Subject,
        Test.AddressWithin within => within.Subject,
        Test.DefaultRoute route => route.Subject,
        Test.Membership membership => membership.Subject,
        _ => null,
    };

    /// <summary>The members of the group that a subject means; null when it means an interface, be it there or missing.</summary>
    public static ImmutableSortedSet<string>? GroupOf(Subject subject, World world) => subject.Kind switch
    {
        SubjectKind.Plain => world.Links.ContainsKey(subject.Name) ? null : world.Groups.GetValueOrDefault(subject.Name),
        SubjectKind.Any or SubjectKind.All => MembersOf(subject.Name, world),
        _ => throw new UnreachableException(),
    };

    /// <summary>The interfaces that a subject means.</summary>
    public static ImmutableSortedSet<string> NamesOf(Subject subject, World world) => GroupOf(subject, world) ?? None.Add(subject.Name);

    /// <summary>The members of a group.</summary>
    public static ImmutableSortedSet<string> MembersOf(string group, World world) => world.Groups.GetValueOrDefault(group, None);

    /// <summary>The usable addresses of an interface.</summary>
    public static ImmutableArray<InetPrefix> AddressesOf(string name, World world) => world.Addresses.GetValueOrDefault(name, []);

    /// <summary>Whether an address is of one of the families.</summary>
    public static bool IsOf(AddressFamilies families, InetPrefix address) =>
        (families & (address.Address.IsV6 ? AddressFamilies.V6 : AddressFamilies.V4)) != AddressFamilies.None;

    private static bool HoldsOver(Test test, Subject subject, World world)
    {
        if (test is Test.Link link && subject.Kind == SubjectKind.Plain && world.Links.TryGetValue(subject.Name, out var state))
        {
            // The usual question, with one look-up.
            return Matches(link.Wanted, state);
        }

        if (GroupOf(subject, world) is not { } members)
        {
            return HoldsFor(test, subject.Name, world);
        }

        // One that decides: of all the first that does not hold, else the first that does.
        var isAll = subject.Kind == SubjectKind.All;
        foreach (var name in members)
        {
            if (HoldsFor(test, name, world) != isAll)
            {
                return !isAll;
            }
        }

        return isAll && members.Count > 0;
    }

    private static bool HoldsFor(Test test, string name, World world) => test switch
    {
        Test.Link link => Matches(link.Wanted, world.Links.GetValueOrDefault(name, LinkState.Down)),
        Test.HasAddress address => HasAddress(name, address.Families, world) == address.IsWanted,
        Test.AddressWithin within => HasAddressWithin(name, within, world),
        Test.DefaultRoute route => (world.DefaultRoutes.GetValueOrDefault(name) & route.Families) != AddressFamilies.None,
        Test.Membership membership => MembersOf(membership.Group, world).Contains(name),
        _ => false,
    };

    private static bool Matches(LinkTest wanted, LinkState state) => wanted switch
    {
        LinkTest.Up => state is LinkState.Up or LinkState.Unknown,
        LinkTest.Down => state is LinkState.Down,
        LinkTest.Unknown => state is LinkState.Unknown,
        _ => throw new UnreachableException(),
    };

    private static bool HasAddress(string name, AddressFamilies families, World world)
    {
        foreach (var address in AddressesOf(name, world))
        {
            if (IsOf(families, address))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAddressWithin(string name, Test.AddressWithin within, World world)
    {
        var (network, length) = within.Prefix.Masked;
        foreach (var address in AddressesOf(name, world))
        {
            if (IsOf(within.Families, address) && address.Address.IsV6 == network.IsV6 && address.Address.Masked(length) == network)
            {
                return true;
            }
        }

        return false;
    }
}
