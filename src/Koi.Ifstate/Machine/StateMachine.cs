using System.Collections.Immutable;

namespace Koi.Ifstate.Machine;

/// <summary>The state after an event, and what to do.</summary>
public sealed record Step(MachineState Next, ImmutableArray<Effect> Effects);

/// <summary>ifstated's state machine: a function of what it knows and what it is told.</summary>
/// <remarks>
/// ifstated(8), ifstated.conf(5); OpenBSD usr.sbin/ifstated/ifstated.c. Departures: nothing waits for a command or a test, so that events
/// are taken in at any time; links count in a state at once when it is entered again, where OpenBSD loses them until its tests have run;
/// with <c>-i</c> what has changed is known; a reload keeps the state.
/// </remarks>
public static class StateMachine
{
    /// <summary>Addresses, default routes and groups are taken in when they have not changed for so long.</summary>
    public static TimeSpan SettleTime { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>They are taken in so long after the first change even if they change on.</summary>
    public static TimeSpan LongestSettling { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>For so long the tests of a state that is entered wait for the commands ordered before.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The limit of a first run of a test that has no timeout, and a longer interval.</summary>
    public static TimeSpan LongestFirstRun { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long states that lead to each other without end are left alone.</summary>
    public static TimeSpan EndlessPause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>After so many transitions in a row they count as endless.</summary>
    public const int MaxTransitions = 100;

    /// <summary>So many first runs of a scope's tests go on at the same time.</summary>
    public const int MaxFirstRuns = 32;

    /// <summary>While so many commands have not ended nothing is judged.</summary>
    public const int MaxOutstanding = 64;

    /// <summary>So many transitions are kept.</summary>
    public const int MaxHistory = 32;

    /// <summary>The status that a run which took too long counts as; timeout(1).</summary>
    public const int TimedOutStatus = 124;

    /// <summary>Takes one event.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="now">Since the origin of the state's times; never less than in the event before.</param>
    public static Step Take(MachineState state, MachineEvent happened, TimeSpan now) => Turn.Take(state, happened, now);

    /// <summary>The tests of the current state, or of what stands outside of states, as of the last event.</summary>
    public static ImmutableArray<TestStatus> TestsOf(MachineState state, bool isGlobal)
    {
        if ((isGlobal ? state.Global : state.Current) is not { } scope)
        {
            return [];
        }

        var tests = scope.Scope.Tests;
        var list = ImmutableArray.CreateBuilder<TestStatus>(tests.Length);
        for (var i = 0; i < tests.Length; i++)
        {
            var truth = Truths.Of(tests[i], scope.Answers[i], state.Judged, state.Touched, state.Now - scope.Since);
            list.Add(new(tests[i], truth.IsKnown, truth.IsTrue, scope.Answers[i].ExitStatus));
        }

        return list.MoveToImmutable();
    }
}
