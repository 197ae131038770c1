using System.Collections.Immutable;

namespace Koi.Ifstate.Machine;

/// <summary>What has changed since the start, with <c>-i</c>: the rest counts as not known.</summary>
/// <remarks>OpenBSD never learns that a link has changed when it was told to ignore its first state.</remarks>
internal sealed record Touched
{
    /// <summary>Nothing has.</summary>
    public static Touched Nothing { get; } = new();

    private ImmutableHashSet<string> Links { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    private ImmutableDictionary<string, AddressFamilies> Addresses { get; init; } =
        ImmutableDictionary.Create<string, AddressFamilies>(StringComparer.Ordinal);

    private ImmutableDictionary<string, AddressFamilies> Routes { get; init; } =
        ImmutableDictionary.Create<string, AddressFamilies>(StringComparer.Ordinal);

    private ImmutableHashSet<string> Groups { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    private ImmutableHashSet<string> Demotion { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>With another change.</summary>
    public Touched With(World before, World after) => this with
    {
        Links = Links.Union(Keys(before.Links, after.Links).Where(name =>
            before.Links.GetValueOrDefault(name, LinkState.Down) != after.Links.GetValueOrDefault(name, LinkState.Down))),
        Groups = Groups.Union(Keys(before.Groups, after.Groups).Where(name =>
            !WorldTests.MembersOf(name, before).SetEquals(WorldTests.MembersOf(name, after)))),
        Demotion = Demotion.Union(Keys(before.Demotion, after.Demotion).Where(name =>
            before.Demotion.GetValueOrDefault(name) != after.Demotion.GetValueOrDefault(name))),
        Addresses = With(Addresses, Keys(before.Addresses, after.Addresses), name => AddressesChanged(name, before, after)),
        Routes = With(Routes, Keys(before.DefaultRoutes, after.DefaultRoutes), name =>
            before.DefaultRoutes.GetValueOrDefault(name) ^ after.DefaultRoutes.GetValueOrDefault(name)),
    };

    /// <summary>Whether something has changed that a test asks about: in a group, of any member, or who is one.</summary>
    public bool Concerns(Test test, World world) => test switch
    {
        Test.Command or Test.After => true,
        Test.Members members => Groups.Contains(members.Group),
        Test.MembersChanged members => Groups.Contains(members.Group),
        Test.Demoted demoted => Demotion.Contains(demoted.Group),
        _ => WorldTests.SubjectOf(test) is { } subject && ConcernsSubject(test, subject, world),
    };

    private static IEnumerable<string> Keys<T>(ImmutableDictionary<string, T> before, ImmutableDictionary<string, T> after) =>
        ReferenceEquals(before, after) ? [] : before.Keys.Union(after.Keys, StringComparer.Ordinal);

    private static ImmutableDictionary<string, AddressFamilies> With(
        ImmutableDictionary<string, AddressFamilies> table, IEnumerable<string> names, Func<string, AddressFamilies> changed)
    {
        foreach (var name in names)
        {
            if (changed(name) is var families and not AddressFamilies.None)
            {
                table = table.SetItem(name, table.GetValueOrDefault(name) | families);
            }
        }

        return table;
    }

    private static AddressFamilies AddressesChanged(string name, World before, World after)
    {
        var (was, isNow) = (WorldTests.AddressesOf(name, before), WorldTests.AddressesOf(name, after));
        return (WorldTests.AreSame(was, isNow, AddressFamilies.V4) ? AddressFamilies.None : AddressFamilies.V4) |
            (WorldTests.AreSame(was, isNow, AddressFamilies.V6) ? AddressFamilies.None : AddressFamilies.V6);
    }

    private bool ConcernsSubject(Test test, Subject subject, World world)
    {
        if (WorldTests.GroupOf(subject, world) is not { } members)
        {
            return ConcernsInterface(test, subject.Name);
        }

        return Groups.Contains(subject.Name) || members.Any(name => ConcernsInterface(test, name));
    }

    private bool ConcernsInterface(Test test, string name) => test switch
    {
        Test.Link => Links.Contains(name),
        Test.HasAddress address => (Addresses.GetValueOrDefault(name) & address.Families) != AddressFamilies.None,
        Test.AddressChanged changed => (Addresses.GetValueOrDefault(name) & changed.Families) != AddressFamilies.None,
        Test.AddressWithin within => (Addresses.GetValueOrDefault(name) & within.Families) != AddressFamilies.None,
        Test.DefaultRoute route => (Routes.GetValueOrDefault(name) & route.Families) != AddressFamilies.None,
        Test.Membership membership => Groups.Contains(membership.Group),
        _ => false,
    };
}
