using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Machine;

/// <content>Running tests, and what their ends mean.</content>
internal sealed partial class Turn
{
    /// <summary>Starts first runs: when the commands ordered before have ended, and only so many at once.</summary>
    private void StartFirstRuns(ActiveScope? scope)
    {
        if (scope?.Entry is not { } entry)
        {
            return;
        }

        if (entry.WaitsFor > 0)
        {
            if (now < entry.WaitsUntil)
            {
                return;
            }

            scope.Entry = entry with { WaitsFor = 0 };
        }

        var going = 0;
        foreach (ref readonly var answer in scope.Answers)
        {
            going += answer.First == FirstRun.Running ? 1 : 0;
        }

        for (var i = 0; i < scope.Answers.Length && going < StateMachine.MaxFirstRuns; i++)
        {
            if (scope.Answers[i].First == FirstRun.Wanted)
            {
                var test = (Test.Command)scope.Scope.Tests[i];
                ref var answer = ref scope.Write(i);
                answer.First = FirstRun.Running;
                answer.DueAt = After(now, test.Interval);
                answer.Running = StartRun(test.Text, test.Timeout ?? Earlier(test.Interval, StateMachine.LongestFirstRun));
                going++;
            }
        }
    }

    /// <summary>Starts the runs that are due. What was missed is not made up for.</summary>
    private void StartDueRuns(ActiveScope? scope)
    {
        for (var i = 0; i < scope?.Answers.Length; i++)
        {
            if (scope.Answers[i] is not { First: FirstRun.Over, DueAt: { } due } || due > now)
            {
                continue;
            }

            var test = (Test.Command)scope.Scope.Tests[i];
            ref var answer = ref scope.Write(i);
            var next = After(due, test.Interval);
            answer.DueAt = next > now ? next : After(now, test.Interval);
            if (answer.Running is { } run)
            {
                Log(LogLevel.Debug, $"previous command {test.Text} still running, killing it");
                effects.Add(new Effect.StopTest(run));
            }

            answer.Running = StartRun(test.Text, test.Timeout);
        }
    }

    private TestRun StartRun(string command, TimeSpan? limit)
    {
        var run = new TestRun(state.LastRun + 1);
        state = state with { LastRun = run.Number };
        effects.Add(new Effect.StartTest(run, command, limit));
        return run;
    }

    private void StopTests(ActiveScope? scope)
    {
        for (var i = 0; i < scope?.Answers.Length; i++)
        {
            if (scope.Answers[i].Running is { } run)
            {
                effects.Add(new Effect.StopTest(run));
                scope.Write(i).Running = null;
            }
        }
    }

    private void TakeResult(TestRun run, TestOutcome outcome)
    {
        foreach (var scope in new[] { global, current })
        {
            if (scope?.IndexOf(run) is { } index and >= 0)
            {
                TakeResult(scope, index, outcome);
                return;
            }
        }
    }

    private void TakeResult(ActiveScope scope, int index, TestOutcome outcome)
    {
        var test = (Test.Command)scope.Scope.Tests[index];
        ref var answer = ref scope.Write(index);
        var isFirst = answer.First == FirstRun.Running;
        answer.First = FirstRun.Over;
        answer.Running = null;
        switch (outcome.Kind)
        {
            case TestOutcomeKind.Exited:
                Count(scope, index, outcome.Status);
                break;
            case TestOutcomeKind.TimedOut when !isFirst || test.Timeout is not null:
                Count(scope, index, StateMachine.TimedOutStatus);
                break;
            case TestOutcomeKind.TimedOut:
                // The limit was not the file's.
                break;
            case TestOutcomeKind.Died:
                Log(LogLevel.Warning, $"{test.Text} exited abnormally");
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Counts a result. The first one of all counts at once, whatever rise and fall say.</summary>
    private void Count(ActiveScope scope, int index, int status)
    {
        var test = (Test.Command)scope.Scope.Tests[index];
        ref var answer = ref scope.Write(index);
        var (isSuccess, before) = (status == 0, answer);
        answer.ExitStatus = status;
        answer.Streak = before.IsKnown && isSuccess == before.IsTrue ? 0 : before.Streak + 1;
        if (!before.IsKnown || (isSuccess != before.IsTrue && answer.Streak >= (isSuccess ? test.Rise : test.Fall)))
        {
            (answer.IsKnown, answer.IsTrue, answer.Streak) = (true, isSuccess, 0);
        }

        // Where every result counts, another failure is news too, as in OpenBSD.
        if ((answer.IsKnown, answer.IsTrue) != (before.IsKnown, before.IsTrue) ||
            (test is { Rise: 1, Fall: 1 } && answer.ExitStatus != before.ExitStatus))
        {
            answered = (scope, index);
        }
    }
}
