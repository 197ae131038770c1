using System.Collections.Immutable;
using Koi.Ifstate.Machine;
using Microsoft.Extensions.Logging;

namespace Koi.Tests.Ifstate.Machine.Model;

/// <summary>What runs commands and tests: how long they take and how they end depends on their text and on when they began.</summary>
/// <param name="seed">Of all that is random.</param>
/// <param name="take">The machine.</param>
/// <param name="isDue">Whether it is to be told a tick at a time.</param>
internal sealed class Surroundings(int seed, Func<MachineEvent, TimeSpan, IReadOnlyList<Effect>> take, Func<TimeSpan, bool> isDue)
{
    private static readonly int[] TestTimes = [10, 10, 10, 20, 50, 90, 100, 150, 400, 1200];
    private static readonly int[] CommandTimes = [10, 10, 10, 10, 10, 20, 50, 300, 11000];

    private readonly List<string> lines = [];
    private readonly Queue<string> commands = [];
    private readonly SortedDictionary<long, (TimeSpan End, TestOutcome Outcome)> tests = [];
    private TimeSpan now;
    private TimeSpan commandEnd;

    /// <summary>The grain of the clock.</summary>
    public static TimeSpan Grain { get; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Plays a script and tells what was asked for.</summary>
    public List<string> Play(ImmutableArray<(TimeSpan At, MachineEvent Happened)> script, TimeSpan end)
    {
        var next = 0;
        for (now = script[0].At; now <= end; now += Grain)
        {
            if (commands.Count > 0 && commandEnd <= now)
            {
                commands.Dequeue();
                BeginCommand();
                Tell(new MachineEvent.CommandEnded());
            }

            foreach (var (number, run) in tests.Where(pair => pair.Value.End <= now).ToList())
            {
                // What was stopped by the end of another one in this moment ends no more.
                if (tests.Remove(number))
                {
                    Tell(new MachineEvent.TestEnded(new(number), run.Outcome));
                }
            }

            for (; next < script.Length && script[next].At <= now; next++)
            {
                Tell(script[next].Happened);
            }

            if (isDue(now))
            {
                Tell(new MachineEvent.Tick());
            }
        }

        return lines;
    }

    private void Tell(MachineEvent happened)
    {
        foreach (var effect in take(happened, now))
        {
            Do(effect);
        }
    }

    private void Do(Effect effect)
    {
        var line = effect switch
        {
            Effect.Log log => $"{(log.Level == LogLevel.Information ? "" : $"{log.Level} ")}{log.Text}",
            Effect.RunCommand run => $"run {run.Command} {run.Cause.Event.Split(':')[0]} {run.State}<{run.Previous}",
            Effect.StartTest test => $"test {test.Command} {test.Limit?.TotalMilliseconds}",
            Effect.StopTest => "stop",
            _ => throw new InvalidOperationException(),
        };
        lines.Add($"{now.TotalMilliseconds} {line}");
        if (effect is Effect.RunCommand command)
        {
            commands.Enqueue(command.Command);
            if (commands.Count == 1)
            {
                BeginCommand();
            }
        }
        else if (effect is Effect.StartTest start)
        {
            var time = TimeSpan.FromMilliseconds(TestTimes[Roll(start.Command, 1, TestTimes.Length)]);
            var outcome = Roll(start.Command, 2, 20) switch
            {
                < 10 => TestOutcome.Exit(0),
                < 15 => TestOutcome.Exit(1),
                < 19 => TestOutcome.Exit(2),
                _ => new TestOutcome(TestOutcomeKind.Died, 0),
            };
            tests.Add(start.Run.Number, start.Limit is { } limit && limit < time ? (now + limit, new(TestOutcomeKind.TimedOut, 0)) : (now + time, outcome));
        }
        else if (effect is Effect.StopTest stop)
        {
            Assert.True(tests.Remove(stop.Run.Number), $"{now}: only what runs is stopped");
        }
    }

    private void BeginCommand()
    {
        if (commands.TryPeek(out var command))
        {
            commandEnd = now + TimeSpan.FromMilliseconds(CommandTimes[Roll(command, 3, CommandTimes.Length)]);
        }
    }

    private int Roll(string command, int what, int sides)
    {
        var hash = 2166136261u;
        foreach (var c in $"{seed} {command} {now.Ticks} {what}")
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)((hash ^ (hash >> 15)) % (uint)sides);
    }
}
