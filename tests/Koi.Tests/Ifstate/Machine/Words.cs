using System.Collections.Immutable;
using Koi.Ifstate;
using Koi.Netlink;

namespace Koi.Tests.Ifstate.Machine;

/// <summary>Configurations and worlds in short words.</summary>
internal static class Words
{
    public static Test.Link Up(string name) => new(SubjectOf(name), LinkTest.Up);

    public static Test.Link Down(string name) => new(SubjectOf(name), LinkTest.Down);

    public static Test.HasAddress Inet(string name) => new(SubjectOf(name), AddressFamilies.V4, IsWanted: true);

    public static Test.AddressChanged Changed(string name) => new(SubjectOf(name), AddressFamilies.V4);

    public static Test.After After(double seconds) => new(Seconds(seconds));

    public static Test.Command Every(string text, double interval, double? timeout = null, int rise = 1, int fall = 1) =>
        new(text, Seconds(interval), timeout is { } limit ? Seconds(limit) : null, rise, fall);

    /// <summary><c>eth0</c>, <c>any:ext</c> or <c>all:ext</c>.</summary>
    public static Subject SubjectOf(string name) => name.Split(':') switch
    {
        ["any", var group] => new(SubjectKind.Any, group),
        ["all", var group] => new(SubjectKind.All, group),
        _ => new(SubjectKind.Plain, name),
    };

    public static Statement Run(string command) => new Statement.Run(command, Timeout: null);

    public static Statement Set(int state) => new Statement.SetState(state);

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));

    public static Configuration Of(ScopeMaker global, params ReadOnlySpan<ScopeMaker> states)
    {
        var list = ImmutableArray.CreateBuilder<Scope>();
        foreach (var state in states)
        {
            list.Add(state.Make());
        }

        return new(global.Make(), list.ToImmutable(), states.Length == 0 ? -1 : 0);
    }

    public static Configuration States(params ReadOnlySpan<ScopeMaker> states) => Of(new(""), states);

    /// <summary>Links up.</summary>
    public static World WithLinks(params ReadOnlySpan<string> names)
    {
        var world = World.Empty;
        foreach (var name in names)
        {
            world = world.Link(name, LinkState.Up);
        }

        return world;
    }

    public static World Link(this World world, string name, LinkState state) => world with { Links = world.Links.SetItem(name, state) };

    public static World Gone(this World world, string name) => world with { Links = world.Links.Remove(name) };

    public static World Inet(this World world, string name, params ReadOnlySpan<string> addresses) => world with
    {
        Addresses = addresses.Length == 0 ? world.Addresses.Remove(name) : world.Addresses.SetItem(name, [.. addresses.ToArray().Select(Prefix)]),
    };

    public static World Route(this World world, string name, AddressFamilies families) => world with
    {
        DefaultRoutes = families == AddressFamilies.None ? world.DefaultRoutes.Remove(name) : world.DefaultRoutes.SetItem(name, families),
    };

    public static World Group(this World world, string name, params ReadOnlySpan<string> members) =>
        world with { Groups = world.Groups.SetItem(name, ImmutableSortedSet.Create(StringComparer.Ordinal, members)) };

    public static World Demote(this World world, string group, int count) => world with
    {
        Demotion = count == 0 ? world.Demotion.Remove(group) : world.Demotion.SetItem(group, count),
    };

    public static InetPrefix Prefix(string text)
    {
        var parts = text.Split('/');
        Assert.True(InetAddress.TryParse(parts[0], out var address));
        return parts.Length == 1 ? InetPrefix.Host(address) : new(address, byte.Parse(parts[1]));
    }
}

/// <summary>Makes a scope; tests are numbered as they are mentioned.</summary>
internal sealed class ScopeMaker(string name)
{
    private readonly List<Test> tests = [];
    private readonly List<Statement> init = [];
    private readonly List<Statement> body = [];

    public ScopeMaker Init(params ReadOnlySpan<Statement> statements)
    {
        init.AddRange(statements);
        return this;
    }

    public ScopeMaker Do(params ReadOnlySpan<Statement> statements)
    {
        body.AddRange(statements);
        return this;
    }

    public ScopeMaker If(Test test, params ReadOnlySpan<Statement> block) => If(Is(test), block);

    public ScopeMaker IfNot(Test test, params ReadOnlySpan<Statement> block) => If(new Expression.Not(Is(test)), block);

    public ScopeMaker If(Expression condition, params ReadOnlySpan<Statement> block) => Do(new Statement.If(condition, [.. block]));

    public Expression Is(Test test)
    {
        if (!tests.Contains(test))
        {
            tests.Add(test);
        }

        return new Expression.Leaf(tests.IndexOf(test));
    }

    public Scope Make() => new(name, [.. init], [.. body], [.. tests]);
}
