using System.Collections.Immutable;
using Koi.Ifstate;
using Koi.Ifstate.Machine;

namespace Koi.Tests.Ifstate.Machine.Model;

/// <summary>Configurations and histories by chance, of few names, so that they meet.</summary>
internal sealed class Generator(Random random)
{
    private static readonly string[] Interfaces = ["e0", "e1", "p0"];
    private static readonly string[] Groups = ["g", "h"];
    private static readonly string[] Addresses = ["192.0.2.1/24", "192.0.2.2/24", "198.51.100.1/32", "2001:db8::1/64", "2001:db8:1::1/64"];
    private static readonly int[] Intervals = [100, 200, 500, 1000, 3000, 20000];
    private static readonly int[] Gaps = [0, 10, 10, 20, 30, 40, 50, 60, 100, 200, 300, 500, 900];
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    private World world = World.Empty;
    private int runs;

    public Configuration Configuration()
    {
        var count = random.Next(5);
        var names = Names[random.Next(2)..];
        return new(Scope("", 0), [.. Enumerable.Range(0, count).Select(i => Scope(names[i % names.Length], count))], count == 0 ? -1 : random.Next(count));
    }

    public ImmutableArray<(TimeSpan At, MachineEvent Happened)> Script(Configuration configuration, TimeSpan end)
    {
        for (var i = random.Next(12); i > 0; i--)
        {
            Disturb();
        }

        var at = TimeSpan.FromSeconds(1);
        var script = ImmutableArray.CreateBuilder<(TimeSpan, MachineEvent)>();
        script.Add((at, new MachineEvent.Started(world, random.Next(4) == 0)));
        while (true)
        {
            at += TimeSpan.FromMilliseconds(random.Next(5) == 0 ? random.Next(200) * 10 : Gaps[random.Next(Gaps.Length)]);
            if (at >= end)
            {
                return script.ToImmutable();
            }

            if (random.Next(60) == 0)
            {
                configuration = Changed(configuration);
                script.Add((at, new MachineEvent.Reloaded(configuration, random.Next(4) == 0)));
                continue;
            }

            for (var i = random.Next(1, 4); i > 0; i--)
            {
                Disturb();
            }

            script.Add((at, new MachineEvent.WorldChanged(world)));
        }
    }

    /// <summary>Another configuration, with scopes of this one or with some of their tests.</summary>
    private Configuration Changed(Configuration old)
    {
        var other = Configuration();
        var states = other.States.Select(state => old.States.FirstOrDefault(s => string.Equals(s.Name, state.Name, StringComparison.Ordinal)) is { } same && random.Next(3) > 0
            ? Mixed(same, other.States.Length)
            : state);
        return other with { Global = random.Next(2) == 0 ? Mixed(old.Global, 0) : other.Global, States = [.. states] };
    }

    private Scope Mixed(Scope old, int states)
    {
        var tests = old.Tests.Where(_ => random.Next(4) > 0).Concat(Enumerable.Range(0, random.Next(2)).Select(_ => Test())).Distinct().ToArray();
        random.Shuffle(tests);
        return new(old.Name, Block(tests, states, 2), Block(tests, states, 4), [.. tests]);
    }

    private Scope Scope(string name, int states)
    {
        Test[] tests = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Test()).Distinct()];
        return new(name, name.Length == 0 ? [] : Block(tests, states, 2), Block(tests, states, 4), [.. tests]);
    }

    private ImmutableArray<Statement> Block(Test[] tests, int states, int size) =>
        [.. Enumerable.Range(0, random.Next(size + 1)).Select(_ => Statement(tests, states, size))];

    private Statement Statement(Test[] tests, int states, int size) => random.Next(8) switch
    {
        0 when states > 0 && random.Next(4) == 0 => new Statement.SetState(random.Next(states)),
        < 2 => new Statement.Run($"r{++runs}", random.Next(3) == 0 ? TimeSpan.FromSeconds(1) : null),
        _ when tests.Length == 0 => new Statement.Run($"r{++runs}", Timeout: null),
        < 5 when states > 0 => new Statement.If(Expression(tests, 3), [new Statement.SetState(random.Next(states))]),
        _ => new Statement.If(Expression(tests, 3), Block(tests, states, size / 2)),
    };

    private Expression Expression(Test[] tests, int depth) => random.Next(depth == 0 ? 1 : 6) switch
    {
        0 or 1 => new Expression.Leaf(random.Next(tests.Length)),
        2 or 3 => new Expression.Not(Expression(tests, depth - 1)),
        4 => new Expression.And(Expression(tests, depth - 1), Expression(tests, depth - 1)),
        _ => new Expression.Or(Expression(tests, depth - 1), Expression(tests, depth - 1)),
    };

    private Test Test() => random.Next(14) switch
    {
        0 or 1 => new Test.Link(Subject(), (LinkTest)random.Next(3)),
        2 => new Test.HasAddress(Subject(), Families(), random.Next(2) == 0),
        3 or 4 => new Test.AddressChanged(Subject(), Families()),
        5 => new Test.AddressWithin(Subject(), Families(), Words.Prefix(One(["192.0.2.0/24", "192.0.2.1/32", "2001:db8::/32", "0.0.0.0/0"]))),
        6 => new Test.DefaultRoute(Subject(), Families()),
        7 => new Test.Membership(Subject(), One(Groups)),
        8 => new Test.Members(One(Groups)),
        9 => new Test.MembersChanged(One(Groups)),
        10 => new Test.Demoted(One(Groups)),
        11 => new Test.After(TimeSpan.FromMilliseconds(random.Next(20) == 0 ? 0 : random.Next(1, 200) * 10)),
        _ => new Test.Command($"t{random.Next(4)}", Milliseconds(One(Intervals)),
            random.Next(2) == 0 ? null : Milliseconds(One([50, 150, 600])), Streak(), Streak()),
    };

    private int Streak() => random.Next(2) == 0 ? 1 : random.Next(1, 4);

    private Subject Subject() => random.Next(5) switch
    {
        0 => new(SubjectKind.Any, One(Groups)),
        1 => new(SubjectKind.All, One(Groups)),
        2 => new(SubjectKind.Plain, One(Groups)),
        _ => new(SubjectKind.Plain, One(Interfaces)),
    };

    private AddressFamilies Families() => (AddressFamilies)random.Next(1, 4);

    private T One<T>(T[] all) => all[random.Next(all.Length)];

    private static TimeSpan Milliseconds(int number) => TimeSpan.FromMilliseconds(number);

    /// <summary>Changes the world, or makes another one that is the same.</summary>
    private void Disturb()
    {
        var name = One(Interfaces);
        world = random.Next(12) switch
        {
            < 4 => world.Link(random.Next(20) == 0 ? One(Groups) : name, (LinkState)random.Next(3)),
            4 => Without(random.Next(3) == 0 ? One(Groups) : name),
            < 8 => world.Inet(name, [.. Addresses.Where(_ => random.Next(4) == 0)]),
            8 => world.Route(name, (AddressFamilies)random.Next(4)),
            < 11 => random.Next(6) == 0
                ? world with { Groups = world.Groups.Remove(One(Groups)) }
                : world.Group(One(Groups), [.. Interfaces.Where(n => world.Links.ContainsKey(n) && random.Next(2) == 0)]),
            _ => world.Demote(One(Groups), random.Next(3)),
        };
    }

    private World Without(string name) => world.Gone(name).Inet(name).Route(name, AddressFamilies.None) with
    {
        Groups = world.Groups.ToImmutableDictionary(p => p.Key, p => p.Value.Remove(name), StringComparer.Ordinal),
    };
}
