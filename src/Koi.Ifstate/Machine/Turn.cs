using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Machine;

/// <summary>One call of <see cref="StateMachine.Take"/>.</summary>
/// <remarks>
/// An event is taken in: what it changes is noted in the scopes that ask for it. Then what was noted is judged, outside of states first,
/// unless too many commands wait; then tests that are due are started.
/// </remarks>
internal sealed partial class Turn
{
    private readonly ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
    private readonly TimeSpan now;
    private MachineState state;
    private ActiveScope? global;
    private ActiveScope? current;

    // The test whose result has changed by this event.
    private (ActiveScope Scope, int Test)? answered;

    private Turn(MachineState state, TimeSpan now)
    {
        this.state = state;
        this.now = now;
        global = state.Global is { } outside ? new(outside) : null;
        current = state.Current is { } inside ? new(inside) : null;
    }

    /// <summary>Takes one event.</summary>
    public static Step Take(MachineState state, MachineEvent happened, TimeSpan now)
    {
        var turn = new Turn(state, now);
        turn.Take(happened);
        turn.Freeze();
        return new(turn.state, turn.effects.DrainToImmutable());
    }

    private void Take(MachineEvent happened)
    {
        switch (happened)
        {
            case MachineEvent.Started started when !state.IsStarted:
                Start(started);
                break;
            case MachineEvent.Reloaded reloaded:
                Reload(reloaded);
                break;
            case MachineEvent.WorldChanged changed:
                Hear(changed.World);
                break;
            case MachineEvent.CommandEnded:
                CountEnd();
                break;
            case MachineEvent.TestEnded ended:
                TakeResult(ended.Run, ended.Outcome);
                break;
            default:
                // Tick, and a second start.
                break;
        }

        if (global is null)
        {
            return;
        }

        NoteChanges();
        StartFirstRuns(global);
        StartFirstRuns(current);
        Proceed();
        StartDueRuns(global);
        StartDueRuns(current);
    }

    private void Start(MachineEvent.Started started)
    {
        state = state with
        {
            IsStarted = true,
            World = started.World,
            Judged = started.World,
            Touched = started.IgnoresInitial ? Touched.Nothing : null,
            Mentioned = InterfacesOf(state.Configuration),
            Now = now,
        };
        Begin(Cause.Of("start"));
    }

    /// <summary>Begins as if there had been nothing before.</summary>
    private void Begin(Cause cause)
    {
        StopTests(global);
        StopTests(current);
        current = null;
        state = state with { Held = null };
        global = Activate(state.Configuration.Global, -1, new(EntryKind.Start, cause, state.Outstanding, WaitsUntil()));
    }

    private void Freeze() => state = state with
    {
        Now = now,
        Global = global?.Freeze(),
        Current = current?.Freeze(),
        Due = global is null ? null : NextDue(),
    };

    private void CountEnd()
    {
        state = state with { Outstanding = Math.Max(0, state.Outstanding - 1) };
        foreach (var scope in new[] { global, current })
        {
            if (scope?.Entry is { WaitsFor: > 0 } entry)
            {
                scope.Entry = entry with { WaitsFor = entry.WaitsFor - 1 };
            }
        }
    }

    /// <summary>A scope that begins to be active, with its first runs still to come.</summary>
    private ActiveScope Activate(Scope scope, int index, Entry entry)
    {
        var answers = ImmutableArray.CreateBuilder<Answer>(scope.Tests.Length);
        var hasCommands = false;
        foreach (var test in scope.Tests)
        {
            var isCommand = test is Test.Command;
            hasCommands = hasCommands || isCommand;
            answers.Add(new() { First = isCommand ? FirstRun.Wanted : FirstRun.Over });
        }

        return new(new(scope, index, now, answers.MoveToImmutable()) { Entry = hasCommands ? entry : entry with { WaitsFor = 0 } });
    }

    private TimeSpan WaitsUntil() => After(now, StateMachine.LongestWait);

    private void Log(LogLevel level, string text) => effects.Add(new Effect.Log(level, text));

    private TimeSpan NextDue(TimeSpan earliest, ActiveScope? scope)
    {
        if (scope is null)
        {
            return earliest;
        }

        if (scope.Entry is { WaitsFor: > 0 } entry)
        {
            earliest = Earlier(earliest, entry.WaitsUntil);
        }

        var tests = scope.Scope.Tests;
        var answers = scope.Answers;
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i] is { First: FirstRun.Over, DueAt: { } due })
            {
                earliest = Earlier(earliest, due);
            }
            else if (tests[i] is Test.After after && After(scope.Since, after.Time) is var expiry && expiry > now)
            {
                earliest = Earlier(earliest, expiry);
            }
        }

        return earliest;
    }

    private TimeSpan? NextDue()
    {
        var due = NextDue(NextDue(TimeSpan.MaxValue, global), current);
        if (state.Unsettled is not null)
        {
            due = Earlier(due, SettlesAt());
        }

        // While too many commands wait, the end of one of them is the event.
        if (state.Held is { } held && held.Until > now)
        {
            due = Earlier(due, held.Until);
        }

        return due == TimeSpan.MaxValue ? null : due;
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Never, rather than a time that cannot be written.</summary>
    private static TimeSpan After(TimeSpan start, TimeSpan time) => time > TimeSpan.MaxValue - start ? TimeSpan.MaxValue : start + time;
}
