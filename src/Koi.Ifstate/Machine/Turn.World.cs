using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Machine;

/// <content>What has changed in the world and by time.</content>
internal sealed partial class Turn
{
    private void Hear(World told)
    {
        if (global is null)
        {
            return;
        }

        if (!AreSettledAlike(state.World, told))
        {
            state = state with { Unsettled = (state.Unsettled?.First ?? now, now) };
        }

        state = state with { World = told };
    }

    private TimeSpan SettlesAt() => state.Unsettled is { } unsettled
        ? Earlier(After(unsettled.First, StateMachine.LongestSettling), After(unsettled.Last, StateMachine.SettleTime))
        : TimeSpan.MaxValue;

    /// <summary>Notes in the scopes what has come to be otherwise for their tests.</summary>
    private void NoteChanges()
    {
        var (before, touchedBefore, earlier) = (state.Judged, state.Touched, state.Now);
        var after = before with { Links = state.World.Links, Demotion = state.World.Demotion };
        if (now >= SettlesAt())
        {
            after = state.World;
            state = state with { Unsettled = null };
        }

        var isSame = IsSame(before, after);
        if (!isSame)
        {
            TellOfInterfaces(before, after);
            state = state with { Judged = after, Touched = touchedBefore?.With(before, after) };
        }

        foreach (var scope in new[] { global, current })
        {
            var isAnswered = answered is { } answer && answer.Scope == scope;
            if (scope is null || (isSame && !isAnswered && !scope.HasTimes))
            {
                continue;
            }

            for (var i = 0; i < scope.Scope.Tests.Length; i++)
            {
                var test = scope.Scope.Tests[i];
                if (scope.Pending is not null && test is not (Test.AddressChanged or Test.MembersChanged))
                {
                    // It is to be judged, and of the others only pulses are remembered.
                    continue;
                }

                var hasChanged = test switch
                {
                    Test.Command => isAnswered && answered!.Value.Test == i,
                    Test.After expiry => earlier - scope.Since < expiry.Time && now - scope.Since >= expiry.Time,
                    _ => !isSame && WorldTests.MayDiffer(test, before, after) && NoteWorld(scope, i, before, touchedBefore),
                };
                if (hasChanged)
                {
                    scope.Pending ??= WorldTests.CauseOf(test, before, after);
                }
            }
        }
    }

    /// <summary>Whether a test of the world has something to be judged for; makes its pulse true.</summary>
    private bool NoteWorld(ActiveScope scope, int index, World before, Touched? touchedBefore)
    {
        var test = scope.Scope.Tests[index];
        if (test is Test.AddressChanged or Test.MembersChanged)
        {
            var pulses = WorldTests.Pulses(test, before, state.Judged);
            if (pulses)
            {
                scope.Write(index).IsPulsing = true;
            }

            return pulses;
        }

        if (test is Test.Link { Subject: { Kind: SubjectKind.Plain, Name: var name } } &&
            before.Links.TryGetValue(name, out var was) && state.Judged.Links.TryGetValue(name, out var isNow))
        {
            // An interface that was and is there: nothing else can make the answer another.
            return was != isNow;
        }

        return (test is Test.Link link && WorldTests.LinksDiffer(link, before, state.Judged)) ||
            Truths.Of(test, default, before, touchedBefore, default) != Truths.Of(test, default, state.Judged, state.Touched, default);
    }

    private void TellOfInterfaces(World before, World after)
    {
        if (ReferenceEquals(before.Links, after.Links))
        {
            return;
        }

        foreach (var name in state.Mentioned)
        {
            var isThere = after.Links.ContainsKey(name);
            if (isThere != before.Links.ContainsKey(name))
            {
                Log(LogLevel.Warning, $"interface {name} {(isThere ? "arrived" : "departed")}");
            }
        }
    }

    private static ImmutableArray<string> InterfacesOf(Configuration configuration) =>
    [
        .. configuration.States.Prepend(configuration.Global)
            .SelectMany(static scope => scope.Tests)
            .Select(static test => WorldTests.SubjectOf(test) is { Kind: SubjectKind.Plain } subject ? subject.Name : "")
            .Where(static name => name.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsSame(World before, World after) =>
        ReferenceEquals(before.Links, after.Links) && ReferenceEquals(before.Demotion, after.Demotion) &&
        ReferenceEquals(before.Addresses, after.Addresses) && ReferenceEquals(before.DefaultRoutes, after.DefaultRoutes) &&
        ReferenceEquals(before.Groups, after.Groups);

    private static bool AreSettledAlike(World before, World after) =>
        AreAlike(before.Addresses, after.Addresses, static (some, others) => WorldTests.AreSame(some, others, AddressFamilies.Any)) &&
        AreAlike(before.DefaultRoutes, after.DefaultRoutes, static (some, others) => some == others) &&
        AreAlike(before.Groups, after.Groups, static (some, others) => ReferenceEquals(some, others) || some.SetEquals(others));

    private static bool AreAlike<T>(ImmutableDictionary<string, T> before, ImmutableDictionary<string, T> after, Func<T, T, bool> areSame)
    {
        if (ReferenceEquals(before, after))
        {
            return true;
        }

        if (before.Count != after.Count)
        {
            return false;
        }

        foreach (var (name, value) in before)
        {
            if (!after.TryGetValue(name, out var other) || !areSame(value, other))
            {
                return false;
            }
        }

        return true;
    }
}
