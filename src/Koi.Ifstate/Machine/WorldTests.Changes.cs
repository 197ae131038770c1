using System.Collections.Immutable;
using Koi.Netlink;

namespace Koi.Ifstate.Machine;

/// <content>What a change of the world is to a test.</content>
internal static partial class WorldTests
{
    /// <summary>Whether a change makes a pulse true.</summary>
    /// <remarks>
    /// The addresses of a group have changed when those of an interface have that was and is a member, or when all addresses together are
    /// others because one joined or left.
    /// </remarks>
    public static bool Pulses(Test test, World before, World after) => test switch
    {
        Test.AddressChanged changed => AddressesDiffer(changed, before, after),
        Test.MembersChanged members => !MembersOf(members.Group, before).SetEquals(MembersOf(members.Group, after)),
        _ => false,
    };

    /// <summary>Whether a link test sees another link state than before, of whichever interface it means, or means other interfaces.</summary>
    public static bool LinksDiffer(Test.Link test, World before, World after)
    {
        var (was, isNow) = (GroupOf(test.Subject, before), GroupOf(test.Subject, after));
        if (was is null && isNow is null)
        {
            return LinkOf(test.Subject.Name, before) != LinkOf(test.Subject.Name, after);
        }

        was ??= NamesOf(test.Subject, before);
        isNow ??= NamesOf(test.Subject, after);
        if (!ReferenceEquals(was, isNow) && !was.SetEquals(isNow))
        {
            return true;
        }

        foreach (var name in was)
        {
            if (LinkOf(name, before) != LinkOf(name, after))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the tables that a test reads is another one.</summary>
    public static bool MayDiffer(Test test, World before, World after)
    {
        switch (test)
        {
            case Test.Command or Test.After:
                return false;
            case Test.Demoted:
                return !ReferenceEquals(before.Demotion, after.Demotion);
            case Test.Members or Test.MembersChanged:
                return !ReferenceEquals(before.Groups, after.Groups);
            default:
                // The first two decide what a name means.
                return !ReferenceEquals(before.Links, after.Links) || !ReferenceEquals(before.Groups, after.Groups) ||
                    (test is Test.DefaultRoute && !ReferenceEquals(before.DefaultRoutes, after.DefaultRoutes)) ||
                    (test is Test.HasAddress or Test.AddressChanged or Test.AddressWithin && !ReferenceEquals(before.Addresses, after.Addresses));
        }
    }

    /// <summary>What to call a change that a test has seen.</summary>
    public static Cause CauseOf(Test test, World before, World after)
    {
        var name = ChangedInterface(test, before, after);
        return test switch
        {
            Test.Command => Cause.Of("test"),
            Test.After => Cause.Of("after"),
            Test.Demoted demoted => Cause.Of($"demotion:{demoted.Group}"),
            Test.Members members => Of($"group:{members.Group}", name, after),
            Test.MembersChanged members => Of($"group:{members.Group}", name, after),
            Test.Membership membership => Of($"group:{membership.Group}", name, after),
            Test.Link => Of($"link:{name}", name, after),
            Test.DefaultRoute => Of($"route:{name}", name, after),
            Test.HasAddress address => Of($"{WordOf(address.Families)}:{name}", name, after),
            Test.AddressChanged changed => Of($"{WordOf(changed.Families)}:{name}", name, after),
            Test.AddressWithin within => Of($"{WordOf(within.Families)}:{name}", name, after),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Whether two arrays hold the same addresses of some families, in whichever order.</summary>
    public static bool AreSame(ImmutableArray<InetPrefix> some, ImmutableArray<InetPrefix> others, AddressFamilies families) =>
        some == others || Within(some, others, families) && Within(others, some, families);

    private static Cause Of(string happened, string name, World world) => new(happened, name, AddressesOf(name, world));

    private static LinkState LinkOf(string name, World world) => world.Links.GetValueOrDefault(name, LinkState.Down);

    private static bool Within(ImmutableArray<InetPrefix> some, ImmutableArray<InetPrefix> others, AddressFamilies families)
    {
        foreach (var address in some)
        {
            if (IsOf(families, address) && !others.Contains(address))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AddressesDiffer(Test.AddressChanged test, World before, World after)
    {
        var (was, isNow) = (NamesOf(test.Subject, before), NamesOf(test.Subject, after));
        foreach (var name in was)
        {
            if (isNow.Contains(name) && !AreSame(AddressesOf(name, before), AddressesOf(name, after), test.Families))
            {
                return true;
            }
        }

        return !AreSame(AllOf(was, before), AllOf(isNow, after), test.Families);
    }

    private static ImmutableArray<InetPrefix> AllOf(ImmutableSortedSet<string> names, World world) =>
        [.. names.SelectMany(name => AddressesOf(name, world))];

    /// <summary>The first interface by name that has changed in what a test asks about; empty when it asks about none.</summary>
    private static string ChangedInterface(Test test, World before, World after)
    {
        if (test is Test.Members or Test.MembersChanged)
        {
            var group = test is Test.Members members ? members.Group : ((Test.MembersChanged)test).Group;
            return MembersOf(group, before).SymmetricExcept(MembersOf(group, after)).FirstOrDefault("");
        }

        if (SubjectOf(test) is not { } subject)
        {
            return "";
        }

        var (was, isNow) = (NamesOf(subject, before), NamesOf(subject, after));
        return was.Union(isNow).FirstOrDefault(name => was.Contains(name) != isNow.Contains(name) || HasChanged(test, name, before, after), subject.Name);
    }

    private static bool HasChanged(Test test, string name, World before, World after) => test switch
    {
        Test.Link => LinkOf(name, before) != LinkOf(name, after),
        Test.DefaultRoute route =>
            ((before.DefaultRoutes.GetValueOrDefault(name) ^ after.DefaultRoutes.GetValueOrDefault(name)) & route.Families) != AddressFamilies.None,
        Test.Membership membership => MembersOf(membership.Group, before).Contains(name) != MembersOf(membership.Group, after).Contains(name),
        Test.HasAddress address => !AreSame(AddressesOf(name, before), AddressesOf(name, after), address.Families),
        Test.AddressChanged changed => !AreSame(AddressesOf(name, before), AddressesOf(name, after), changed.Families),
        Test.AddressWithin within => !AreSame(AddressesOf(name, before), AddressesOf(name, after), within.Families),
        _ => false,
    };

    private static string WordOf(AddressFamilies families) => families switch
    {
        AddressFamilies.V4 => "inet",
        AddressFamilies.V6 => "inet6",
        AddressFamilies.None or AddressFamilies.Any => "addr",
        _ => "addr",
    };
}
