using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Koi.Ifstate.Machine;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Trace;

/// <summary>Plays a trace against a configuration, without carrying anything out: commands and tests end in the moment they begin.</summary>
public sealed class TraceRun
{
    private const int MaxTransitionsAtOnce = 1000;
    private const int MaxSteps = 1_000_000;

    private readonly Queue<MachineEvent> happening = [];
    private readonly Queue<string> lines = [];
    private readonly Dictionary<string, int> statuses = new(StringComparer.Ordinal);
    private MachineState state;
    private World world = World.Empty;
    private TimeSpan now;
    private int steps;
    private int transitionsNow;
    private bool isStopped;

    private TraceRun(Configuration configuration) => state = MachineState.Of(configuration);

    /// <summary>What the machine would do: <c>TIME changing state to X (CAUSE)</c>, <c>TIME run COMMAND</c>, and what else it would log.</summary>
    /// <param name="configuration">Of the machine.</param>
    /// <param name="events">In order of time. After the last one a second passes, unless it is the end.</param>
    public static IEnumerable<string> Play(Configuration configuration, ImmutableArray<TraceEvent> events) => new TraceRun(configuration).Play(events);

    private IEnumerable<string> Play(ImmutableArray<TraceEvent> events)
    {
        var next = 0;
        for (; next < events.Length && events[next].At == TimeSpan.Zero; next++)
        {
            Apply(events[next].Change);
        }

        Tell(new MachineEvent.Started(world, IgnoresInitial: false));
        while (next < events.Length)
        {
            var at = events[next].At;
            foreach (var line in PassUntil(at))
            {
                yield return line;
            }

            var before = world;
            for (; next < events.Length && events[next].At == at; next++)
            {
                Apply(events[next].Change);
            }

            Go(at);
            if (!ReferenceEquals(before, world))
            {
                Tell(new MachineEvent.WorldChanged(world));
            }
        }

        var isEnded = events is [.., { Change: TraceChange.End }];
        foreach (var line in PassUntil((events.IsEmpty ? TimeSpan.Zero : events[^1].At) + (isEnded ? TimeSpan.FromTicks(1) : TimeSpan.FromSeconds(1))))
        {
            yield return line;
        }
    }

    /// <summary>Tells of everything that is due before a time.</summary>
    private IEnumerable<string> PassUntil(TimeSpan end)
    {
        while (true)
        {
            while (lines.TryDequeue(out var line))
            {
                yield return line;
            }

            if (isStopped || state.Due is not { } due || due >= end)
            {
                yield break;
            }

            Go(due);
            Tell(new MachineEvent.Tick());
        }
    }

    private void Go(TimeSpan time)
    {
        transitionsNow = time == now ? transitionsNow : 0;
        now = time;
    }

    private void Tell(MachineEvent first)
    {
        happening.Enqueue(first);
        while (!isStopped && happening.TryDequeue(out var happened))
        {
            var step = StateMachine.Take(state, happened, now);
            state = step.Next;
            foreach (var effect in step.Effects)
            {
                Do(effect);
            }

            if (transitionsNow > MaxTransitionsAtOnce || ++steps > MaxSteps)
            {
                Write(steps > MaxSteps ? "too much happens, giving up" : "the states lead to each other without end, giving up");
                isStopped = true;
            }
        }
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Log { Text: var text } when text.StartsWith("changing state to ", StringComparison.Ordinal):
                transitionsNow++;

                // All transitions of one event have its cause.
                Write($"{text} ({state.History[^1].Cause.Event})");
                break;
            case Effect.Log log:
                if (log.Level >= LogLevel.Information)
                {
                    Write(log.Text);
                }

                break;
            case Effect.RunCommand run:
                Write($"run {run.Command}");
                happening.Enqueue(new MachineEvent.CommandEnded());
                break;
            case Effect.StartTest test:
                happening.Enqueue(new MachineEvent.TestEnded(test.Run, TestOutcome.Exit(statuses.GetValueOrDefault(test.Command))));
                break;
            case Effect.StopTest:
                // Its end, if it is on its way, is not heard.
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Write(string text) => lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds:0.###} {text}"));

    private void Apply(TraceChange change)
    {
        switch (change)
        {
            case TraceChange.Link { State: { } link } some:
                world = world with { Links = world.Links.SetItem(some.Name, link) };
                break;
            case TraceChange.Link gone:
                world = Without(gone.Name);
                break;
            case TraceChange.Addresses some:
                world = world with
                {
                    Addresses = some.Usable.IsEmpty ? world.Addresses.Remove(some.Name) : world.Addresses.SetItem(some.Name, some.Usable),
                };
                break;
            case TraceChange.Route route:
                var families = world.DefaultRoutes.GetValueOrDefault(route.Name);
                families = route.IsGone ? families & ~route.Family : families | route.Family;
                world = world with { DefaultRoutes = world.DefaultRoutes.SetItem(route.Name, families) };
                break;
            case TraceChange.Group group:
                world = world with { Groups = world.Groups.SetItem(group.Name, group.Members) };
                break;
            case TraceChange.Demotion demotion:
                world = world with { Demotion = world.Demotion.SetItem(demotion.Name, demotion.Count) };
                break;
            case TraceChange.Exit exit:
                statuses[exit.Command] = exit.Status;
                break;
            case TraceChange.End:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private World Without(string name) => world with
    {
        Links = world.Links.Remove(name),
        Addresses = world.Addresses.Remove(name),
        DefaultRoutes = world.DefaultRoutes.Remove(name),
        Groups = world.Groups.ToImmutableDictionary(static pair => pair.Key, pair => pair.Value.Remove(name), StringComparer.Ordinal),
    };
}
