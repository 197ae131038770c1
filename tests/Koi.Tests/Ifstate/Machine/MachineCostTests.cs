using Koi.Ifstate;
using Koi.Ifstate.Machine;
using static Koi.Tests.Ifstate.Machine.Words;

namespace Koi.Tests.Ifstate.Machine;

/// <summary>Large configurations cost little while nothing happens that they ask for.</summary>
public sealed class MachineCostTests
{
    [Fact]
    public void An_event_that_concerns_no_test_allocates_little()
    {
        var state = Entered();
        World[] worlds = [Sample(state).Link("other", LinkState.Up), Sample(state).Link("other", LinkState.Down).Demote("carp", 1)];
        var (_, warm) = Play(state, worlds, 100);
        Assert.Equal(0, warm.Effects);

        var (perEvent, cost) = Play(state, worlds, 1000);

        Assert.Equal(0, cost.Effects);
        Assert.True(perEvent < 3000, $"{perEvent} bytes");
    }

    private static World Sample(MachineState state) => state.World;

    /// <summary>A thousand states of a thousand tests each, entered.</summary>
    private static MachineState Entered()
    {
        var states = new ScopeMaker[1000];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = new($"s{i}");
        }

        for (var i = 0; i < 1000; i++)
        {
            states[0].If(Up($"eth{i}"), Run("x"));
        }

        for (var i = 0; i < 1000; i++)
        {
            states[i].If(Up($"wg{i}"), Run("x"));
        }

        return StateMachine.Take(MachineState.Of(States(states)), new MachineEvent.Started(World.Empty, IgnoresInitial: false), default).Next;
    }

    private static (long PerEvent, (int Effects, TimeSpan End) Cost) Play(MachineState state, World[] worlds, int count)
    {
        var effects = 0;
        var now = TimeSpan.FromSeconds(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
        {
            var step = StateMachine.Take(state, new MachineEvent.WorldChanged(worlds[i % 2]), now);
            state = step.Next;
            effects += step.Effects.Length;
            now += TimeSpan.FromMilliseconds(1);
        }

        return ((GC.GetAllocatedBytesForCurrentThread() - before) / count, (effects, now));
    }
}
