using Koi.Ifstate;
using Koi.Ifstate.Machine;
using Microsoft.Extensions.Logging;

namespace Koi.Tests.Ifstate.Machine;

/// <summary>A machine under a clock, and what it asks for as text.</summary>
internal sealed class Rig(Configuration configuration)
{
    private readonly List<string> lines = [];
    private readonly Dictionary<TestRun, string> running = [];
    private long lastRun;

    public MachineState State { get; private set; } = MachineState.Of(configuration);

    public TimeSpan Now { get; private set; } = Words.Seconds(1000);

    /// <summary>Commands that were ordered and have not ended.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Whether the causes of commands are written.</summary>
    public bool ShowsCauses { get; init; }

    /// <summary>Whether starts and stops of tests are written.</summary>
    public bool ShowsTests { get; init; }

    public World World { get; private set; } = World.Empty;

    public IEnumerable<string> Running => running.Values;

    /// <summary>What was asked for since this was asked last.</summary>
    public string[] Said
    {
        get
        {
            string[] all = [.. lines];
            lines.Clear();
            return all;
        }
    }

    public Rig Start(World world, bool ignoresInitial = false)
    {
        World = world;
        return Tell(new MachineEvent.Started(world, ignoresInitial));
    }

    public Rig Hear(World world)
    {
        World = world;
        return Tell(new MachineEvent.WorldChanged(world));
    }

    /// <summary>Tells of another world and waits until it has settled.</summary>
    public Rig Settle(World world) => Hear(world).Pass(0.05);

    public Rig Reload(Configuration changed, bool restarts = false) => Tell(new MachineEvent.Reloaded(changed, restarts));

    public Rig EndCommand()
    {
        Outstanding--;
        return Tell(new MachineEvent.CommandEnded());
    }

    public Rig EndCommands()
    {
        while (Outstanding > 0)
        {
            EndCommand();
        }

        return this;
    }

    public TestRun RunOf(string command) => running.Single(pair => string.Equals(pair.Value, command, StringComparison.Ordinal)).Key;

    public Rig Exit(string command, int status) => End(command, TestOutcome.Exit(status));

    public Rig End(string command, TestOutcome outcome)
    {
        var run = RunOf(command);
        running.Remove(run);
        return Tell(new MachineEvent.TestEnded(run, outcome));
    }

    /// <summary>Lets time pass, with a tick whenever one is due.</summary>
    public Rig Pass(double seconds)
    {
        var end = Now + Words.Seconds(seconds);
        while (State.Due is { } due && due <= end)
        {
            Now = due;
            Tell(new MachineEvent.Tick());
        }

        Now = end;
        return this;
    }

    /// <summary>Lets time pass without a tick, as when the process was stopped.</summary>
    public Rig Sleep(double seconds)
    {
        Now += Words.Seconds(seconds);
        return Tell(new MachineEvent.Tick());
    }

    public Rig Tell(MachineEvent happened)
    {
        var step = StateMachine.Take(State, happened, Now);
        State = step.Next;
        Assert.True(State.Due is null || State.Due > Now, $"due {State.Due} at {Now}");
        foreach (var effect in step.Effects)
        {
            Write(effect);
        }

        return this;
    }

    private void Write(Effect effect)
    {
        switch (effect)
        {
            case Effect.Log log:
                if (log.Level != LogLevel.Debug || ShowsTests)
                {
                    lines.Add(log.Text);
                }

                break;
            case Effect.RunCommand run:
                Outstanding++;
                lines.Add(ShowsCauses ? $"run {run.Command} ({string.Join(' ', run.Cause.Addresses.Select(a => a.ToString()).Prepend(run.Cause.Event))})" : $"run {run.Command}");
                break;
            case Effect.StartTest start:
                Assert.True(start.Run.Number > lastRun, "numbers rise");
                lastRun = start.Run.Number;
                running.Add(start.Run, start.Command);
                if (ShowsTests)
                {
                    lines.Add($"test {start.Command}{(start.Limit is { } limit ? $" for {limit.TotalSeconds}" : "")}");
                }

                break;
            case Effect.StopTest stop:
                Assert.True(running.Remove(stop.Run, out var command), "only what runs is stopped");
                if (ShowsTests)
                {
                    lines.Add($"stop {command}");
                }

                break;
            default:
                Assert.Fail($"{effect}");
                break;
        }
    }
}
