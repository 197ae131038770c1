using System.Collections.Immutable;
using Koi.Ifstate;
using Koi.Ifstate.Machine;
using Koi.Netlink;
using Microsoft.Extensions.Logging;

namespace Koi.Tests.Ifstate.Machine.Model;

/// <content>Tests: commands, and what the world says.</content>
internal sealed partial class Naive
{
    private readonly List<World> past = [];
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<World, string> texts = [];
    private World told = World.Empty;
    private World judged = World.Empty;
    private bool ignores;
    private TimeSpan? firstChange;
    private TimeSpan lastChange;

    private void FirstRuns(Active scope)
    {
        if (now >= scope.WaitsUntil)
        {
            scope.Waits = 0;
        }

        foreach (var question in scope.Questions.Where(q => q.IsWanted && scope.Waits == 0))
        {
            if (scope.Questions.Count(q => q.IsFirst) < 32 && question.Test is Test.Command test)
            {
                question.IsWanted = false;
                question.IsFirst = true;
                question.Due = now + test.Interval;
                Run(question, test.Timeout ?? (test.Interval < Ten ? test.Interval : Ten));
            }
        }
    }

    private void DueRuns(Active scope)
    {
        foreach (var question in scope.Questions.Where(q => !q.IsFirst && q.Due <= now))
        {
            var test = (Test.Command)question.Test;
            question.Due = question.Due + test.Interval > now ? question.Due + test.Interval : now + test.Interval;
            if (question.Run != 0)
            {
                Log(LogLevel.Debug, $"previous command {test.Text} still running, killing it");
                Stop([question]);
            }

            Run(question, test.Timeout);
        }
    }

    private void Run(Question question, TimeSpan? limit)
    {
        question.Run = ++runs;
        effects.Add(new Effect.StartTest(new(runs), ((Test.Command)question.Test).Text, limit));
    }

    private void Stop(IEnumerable<Question> questions)
    {
        foreach (var question in questions.Where(q => q.Run != 0))
        {
            effects.Add(new Effect.StopTest(new(question.Run)));
            question.Run = 0;
        }
    }

    private void Answer(MachineEvent.TestEnded ended)
    {
        var question = Scopes().SelectMany(s => s.Questions).FirstOrDefault(q => q.Run == ended.Run.Number);
        if (question?.Test is not Test.Command test)
        {
            return;
        }

        var wasFirst = question.IsFirst;
        (question.Run, question.IsFirst) = (0, false);
        if (ended.Outcome.Kind == TestOutcomeKind.Died)
        {
            Log(LogLevel.Warning, $"{test.Text} exited abnormally");
            return;
        }

        if (ended.Outcome.Kind == TestOutcomeKind.TimedOut && wasFirst && test.Timeout is null)
        {
            return;
        }

        question.Status = ended.Outcome.Kind == TestOutcomeKind.TimedOut ? 124 : ended.Outcome.Status;
        var result = question.Status == 0;
        question.Results.Add(result);
        var needed = question.Truth is null ? 1 : result ? test.Rise : test.Fall;
        if (question.Results.Count >= needed && question.Results.TakeLast(needed).All(r => r == result))
        {
            question.Truth = result;
        }
    }

    private void Hear(World world)
    {
        if (!string.Equals(Slow(told), Slow(world), StringComparison.Ordinal))
        {
            firstChange ??= now;
            lastChange = now;
        }

        told = world;
    }

    /// <summary>What must settle, as text.</summary>
    private static string Slow(World world) => string.Join(';',
        string.Join(',', world.Addresses.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{string.Join('+', p.Value.Select(a => a.ToString()).Order(StringComparer.Ordinal))}")),
        string.Join(',', world.DefaultRoutes.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{p.Value}")),
        string.Join(',', world.Groups.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{string.Join('+', p.Value)}")));

    private string All(World world) => texts.GetValue(world, static w => TextOf(w));

    private static string TextOf(World world) => string.Join('|', Slow(world),
        string.Join(',', world.Links.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{p.Value}")),
        string.Join(',', world.Demotion.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{p.Value}")));

    private void Look()
    {
        var next = ReferenceEquals(judged.Links, told.Links) && ReferenceEquals(judged.Demotion, told.Demotion)
            ? judged
            : judged with { Links = told.Links, Demotion = told.Demotion };
        if (firstChange is { } changed && (now - lastChange >= TimeSpan.FromMilliseconds(50) || now - changed >= TimeSpan.FromMilliseconds(250)))
        {
            next = told;
            firstChange = null;
        }

        if (!ReferenceEquals(judged, next))
        {
            TellOfInterfaces(next);
        }

        var isSame = string.Equals(All(judged), All(next), StringComparison.Ordinal);
        if (!isSame)
        {
            past.Add(next);
        }

        judged = next;
        foreach (var scope in Scopes())
        {
            foreach (var question in scope.Questions.Where(q => !isSame || q.Test is Test.Command or Test.After))
            {
                var (seen, addresses) = (question.Seen, question.SeenAddresses);
                See(question, scope);
                var pulses = question.Test switch
                {
                    Test.AddressChanged => HaveChanged(addresses, question.SeenAddresses),
                    Test.MembersChanged => !string.Equals(seen, question.Seen, StringComparison.Ordinal),
                    _ => false,
                };
                question.Pulses = question.Pulses || pulses;
                if (pulses || (question.Test is not (Test.AddressChanged or Test.MembersChanged) && !string.Equals(seen, question.Seen, StringComparison.Ordinal)))
                {
                    scope.Pending ??= WordOf(question.Test);
                }
            }
        }
    }

    private void TellOfInterfaces(World next)
    {
        var names = configuration.States.Prepend(configuration.Global).SelectMany(s => s.Tests).Select(SubjectOf).OfType<Subject>();
        foreach (var name in names.Where(s => s.Kind == SubjectKind.Plain).Select(s => s.Name).Distinct().Order(StringComparer.Ordinal))
        {
            if (judged.Links.ContainsKey(name) != next.Links.ContainsKey(name))
            {
                Log(LogLevel.Warning, $"interface {name} {(next.Links.ContainsKey(name) ? "arrived" : "departed")}");
            }
        }
    }

    private static bool HaveChanged(SortedDictionary<string, SortedSet<string>> before, SortedDictionary<string, SortedSet<string>> after)
    {
        var isOther = !before.Keys.SequenceEqual(after.Keys) && !before.Values.SelectMany(a => a).ToHashSet().SetEquals(after.Values.SelectMany(a => a));
        return isOther || before.Any(pair => after.TryGetValue(pair.Key, out var now) && !now.SetEquals(pair.Value));
    }

    /// <summary>Remembers what a test is about, so that any change of it is a change of a text.</summary>
    private void See(Question question, Active scope)
    {
        question.Seen = question.Test switch
        {
            Test.Command { Rise: 1, Fall: 1 } => $"{question.Truth} {question.Status}",
            Test.Command => $"{question.Truth}",
            Test.Link link => $"{TruthOf(question, scope)} {string.Join(' ', Names(link.Subject).Select(n => $"{n}={LinkOf(n, judged)}"))}",
            Test.MembersChanged members => string.Join(' ', MembersOf(members.Group, judged)),
            Test.AddressChanged => "",
            _ => $"{TruthOf(question, scope)}",
        };
        if (question.Test is Test.AddressChanged changed)
        {
            question.SeenAddresses = new(Names(changed.Subject).ToDictionary(n => n, n => new SortedSet<string>(AddressesOf(n, changed.Families, judged))));
        }
    }

    private bool? TruthOf(Question question, Active scope) => question.Test switch
    {
        Test.Command => question.Truth,
        Test.After after => now >= scope.Since + after.Time,
        _ when ignores && !past.Zip(past.Skip(1)).Any(pair => IsOther(question.Test, pair.First, pair.Second)) => null,
        Test.AddressChanged or Test.MembersChanged => question.Pulses,
        Test.Members members => MembersOf(members.Group, judged).Count > 0,
        Test.Demoted demoted => judged.Demotion.GetValueOrDefault(demoted.Group) > 0,
        _ => Holds(question.Test),
    };

    private bool Holds(Test test)
    {
        var subject = SubjectOf(test)!;
        var names = Names(subject).ToList();
        return subject.Kind == SubjectKind.All ? names.Count > 0 && names.TrueForAll(n => HoldsFor(test, n)) : names.Exists(n => HoldsFor(test, n));
    }

    private bool HoldsFor(Test test, string name) => test switch
    {
        Test.Link { Wanted: LinkTest.Up } => LinkOf(name, judged) != LinkState.Down,
        Test.Link { Wanted: LinkTest.Down } => LinkOf(name, judged) == LinkState.Down,
        Test.Link => LinkOf(name, judged) == LinkState.Unknown,
        Test.HasAddress has => AddressesOf(name, has.Families, judged).Any() == has.IsWanted,
        Test.AddressWithin within => judged.Addresses.GetValueOrDefault(name, []).Any(a => IsOf(a, within.Families) &&
            a.Address >= within.Prefix.Address.Masked(within.Prefix.Length) && a.Address <= within.Prefix.Address.LastOf(within.Prefix.Length)),
        Test.DefaultRoute route => (judged.DefaultRoutes.GetValueOrDefault(name) & route.Families) != AddressFamilies.None,
        Test.Membership membership => MembersOf(membership.Group, judged).Contains(name),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Whether what a test asks about differs between two worlds, whatever it answers.</summary>
    private bool IsOther(Test test, World before, World after)
    {
        var groups = test switch
        {
            Test.Members members => [members.Group],
            Test.MembersChanged members => [members.Group],
            Test.Membership membership when !Names(membership.Subject).IsEmpty || membership.Subject.Kind != SubjectKind.Plain => [membership.Group],
            _ => Array.Empty<string>(),
        };
        var subject = SubjectOf(test);
        if (subject is not null && (subject.Kind != SubjectKind.Plain || (!judged.Links.ContainsKey(subject.Name) && judged.Groups.ContainsKey(subject.Name))))
        {
            groups = test is Test.Membership && Names(subject).IsEmpty ? [subject.Name] : [.. groups, subject.Name];
        }

        return groups.Any(group => !MembersOf(group, before).SequenceEqual(MembersOf(group, after))) ||
            (test is Test.Demoted demoted && before.Demotion.GetValueOrDefault(demoted.Group) != after.Demotion.GetValueOrDefault(demoted.Group)) ||
            (subject is not null && Names(subject).Any(name => test switch
            {
                Test.Link => LinkOf(name, before) != LinkOf(name, after),
                Test.DefaultRoute route => ((before.DefaultRoutes.GetValueOrDefault(name) ^ after.DefaultRoutes.GetValueOrDefault(name)) & route.Families) != AddressFamilies.None,
                Test.HasAddress has => AddressesAreOther(name, has.Families, before, after),
                Test.AddressChanged changed => AddressesAreOther(name, changed.Families, before, after),
                Test.AddressWithin within => AddressesAreOther(name, within.Families, before, after),
                _ => false,
            }));
    }

    private static bool AddressesAreOther(string name, AddressFamilies families, World before, World after) =>
        !AddressesOf(name, families, before).ToHashSet().SetEquals(AddressesOf(name, families, after));

    private ImmutableSortedSet<string> Names(Subject subject) => subject.Kind == SubjectKind.Plain && (judged.Links.ContainsKey(subject.Name) || !judged.Groups.ContainsKey(subject.Name))
        ? [subject.Name]
        : MembersOf(subject.Name, judged);

    private static Subject? SubjectOf(Test test) => test.GetType().GetProperty("Subject")?.GetValue(test) as Subject;

    private static ImmutableSortedSet<string> MembersOf(string group, World world) => world.Groups.GetValueOrDefault(group, []);

    private static LinkState LinkOf(string name, World world) => world.Links.TryGetValue(name, out var link) ? link : LinkState.Down;

    private static IEnumerable<string> AddressesOf(string name, AddressFamilies families, World world) =>
        world.Addresses.GetValueOrDefault(name, []).Where(a => IsOf(a, families)).Select(a => $"{a.Address}/{a.Length}");

    private static bool IsOf(InetPrefix address, AddressFamilies families) => families.HasFlag(address.Address.IsV6 ? AddressFamilies.V6 : AddressFamilies.V4);

    private static string WordOf(Test test) => test switch
    {
        Test.Command => "test",
        Test.After => "after",
        Test.Link => "link",
        Test.DefaultRoute => "route",
        Test.Demoted => "demotion",
        Test.Members or Test.MembersChanged or Test.Membership => "group",
        Test.HasAddress has => WordOf(has.Families),
        Test.AddressChanged changed => WordOf(changed.Families),
        Test.AddressWithin within => WordOf(within.Families),
        _ => throw new InvalidOperationException(),
    };

    private static string WordOf(AddressFamilies families) => families == AddressFamilies.Any ? "addr" : families == AddressFamilies.V4 ? "inet" : "inet6";
}
