using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Machine;

/// <content>Judging bodies and following their requests.</content>
internal sealed partial class Turn
{
    /// <summary>Judges what was noted, unless too many commands wait: then it stays noted.</summary>
    private void Proceed()
    {
        // Nothing inside of states before what stands outside: after a reload both wait for their new tests.
        if (global is null || state.Outstanding >= StateMachine.MaxOutstanding || (global.Entry is not null && !global.IsReady))
        {
            return;
        }

        if (global.Entry is { } entry)
        {
            Complete(global, entry);
            if (entry.Kind == EntryKind.Start)
            {
                EnterInitial(entry.Cause);
            }
        }
        else if (global.Pending is { } cause)
        {
            Judge(global, cause);
        }

        ProceedInside();
        if (!state.HasSettled && current?.Entry is null && state.Held is null)
        {
            state = state with { HasSettled = true };
            Log(LogLevel.Information, "started");
        }
    }

    private void ProceedInside()
    {
        if (state.Held is { } held)
        {
            if (now >= held.Until)
            {
                state = state with { Held = null };
                Follow(held.Target, held.Cause);
            }
        }
        else if (current?.Entry is { } entry)
        {
            if (current.IsReady)
            {
                Follow(Complete(current, entry), entry.Cause);
            }
        }
        else if (current?.Pending is { } cause)
        {
            Follow(Judge(current, cause), cause);
        }
    }

    private void EnterInitial(Cause cause)
    {
        var (states, initial) = (state.Configuration.States, state.Configuration.Initial);
        if (initial < 0)
        {
            state = state with { State = "", Previous = "" };
            return;
        }

        Log(LogLevel.Information, $"initial state: {states[initial].Name}");
        Follow(initial, cause);
    }

    /// <summary>Makes a transition and those that it leads to.</summary>
    private void Follow(int? request, Cause cause)
    {
        for (var count = 0; request is { } target && target != current?.Index; count++)
        {
            if (count == StateMachine.MaxTransitions)
            {
                Log(LogLevel.Error, $"the state changed {count} times in a row, going on in 1 second");
                state = state with { Held = new(target, cause, After(now, StateMachine.EndlessPause)) };
                return;
            }

            request = Enter(target, cause);
        }
    }

    /// <summary>Enters a state; where it has tests that must run first, what it asks for comes later.</summary>
    private int? Enter(int target, Cause cause)
    {
        var scope = state.Configuration.States[target];
        Log(LogLevel.Information, $"changing state to {scope.Name}");
        StopTests(current);
        var history = state.History.Length < StateMachine.MaxHistory ? state.History : state.History.RemoveAt(0);
        state = state with
        {
            State = scope.Name,
            Previous = state.State,
            Since = now,
            History = history.Add(new(now, state.State, scope.Name, WithAddresses(cause))),
        };
        var entry = new Entry(EntryKind.Transition, cause, state.Outstanding, WaitsUntil());
        current = Activate(scope, target, entry);
        StartFirstRuns(current);
        return current.IsReady ? Complete(current, entry) : null;
    }

    private int? Complete(ActiveScope scope, Entry entry)
    {
        scope.Entry = null;
        int? request = null;
        if (entry.Kind != EntryKind.Reload)
        {
            // What changed while its tests ran is no news to a state that begins only now.
            scope.ClearPulses();
        }

        if (entry.Kind == EntryKind.Transition)
        {
            Execute(scope.Scope.Init, TruthsOf(scope), WithAddresses(entry.Cause), ref request);
        }

        return Judge(scope, entry.Cause) ?? request;
    }

    /// <summary>Carries out a body.</summary>
    /// <returns>The state that it asked for last.</returns>
    private int? Judge(ActiveScope scope, Cause cause)
    {
        int? request = null;
        Execute(scope.Scope.Body, TruthsOf(scope), WithAddresses(cause), ref request);
        scope.ClearPulses();
        scope.Pending = null;
        return request;
    }

    private void Execute(ImmutableArray<Statement> block, Func<int, Truth> truthOf, Cause cause, ref int? request)
    {
        foreach (var statement in block)
        {
            switch (statement)
            {
                case Statement.Run run:
                    effects.Add(new Effect.RunCommand(run.Command, run.Timeout, cause) { State = state.State, Previous = state.Previous });
                    state = state with { Outstanding = state.Outstanding + 1 };
                    break;
                case Statement.SetState set:
                    request = set.State;
                    break;
                case Statement.If condition when Truth.Of(condition.Condition, truthOf).IsTrue:
                    Execute(condition.Block, truthOf, cause, ref request);
                    break;
                default:
                    break;
            }
        }
    }

    private Func<int, Truth> TruthsOf(ActiveScope scope) => test =>
        Truths.Of(scope.Scope.Tests[test], scope.Answers[test], state.Judged, state.Touched, now - scope.Since);

    private Cause WithAddresses(Cause cause) =>
        cause.Interface.Length == 0 ? cause : cause with { Addresses = WorldTests.AddressesOf(cause.Interface, state.Judged) };
}
