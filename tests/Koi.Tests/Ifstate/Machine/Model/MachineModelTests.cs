using Koi.Ifstate.Machine;

namespace Koi.Tests.Ifstate.Machine.Model;

/// <summary>
/// The machine and <see cref="Naive"/> do the same, whatever the configuration and whatever happens. Repeat one pair with KOI_SEED=n; run
/// more with KOI_PAIRS=n.
/// </summary>
public sealed class MachineModelTests(ITestOutputHelper output)
{
    private static int Pairs => int.TryParse(Environment.GetEnvironmentVariable("KOI_PAIRS"), out var number) ? number : 3000;

    [Fact]
    public void The_machine_does_what_the_model_does()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("KOI_SEED"), out var only))
        {
            Compare(only).ForEach(output.WriteLine);
            return;
        }

        long lines = 0, transitions = 0, commands = 0;
        Parallel.For(0, Pairs, seed =>
        {
            var told = Compare(seed);
            Interlocked.Add(ref lines, told.Count);
            Interlocked.Add(ref transitions, told.Count(line => line.Contains("changing state", StringComparison.Ordinal)));
            Interlocked.Add(ref commands, told.Count(line => line.Contains(" run ", StringComparison.Ordinal)));
        });
        output.WriteLine($"{Pairs} pairs: {lines} effects, {transitions} transitions, {commands} commands");
        Assert.True(transitions > Pairs && commands > Pairs, "the pairs do something");
    }

    private static List<string> Compare(int seed)
    {
        var random = new Random(seed);
        var generator = new Generator(random);
        var configuration = generator.Configuration();
        var end = TimeSpan.FromSeconds(random.Next(20) == 0 ? 15 : 3);
        var script = generator.Script(configuration, end);

        var naive = new Naive(configuration);
        var expected = new Surroundings(seed, naive.Take, static _ => true).Play(script, end);
        var state = MachineState.Of(configuration);
        var actual = new Surroundings(seed, Take, now => state.Due <= now).Play(script, end);

        var same = expected.Zip(actual).TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
        if (same != expected.Count || same != actual.Count)
        {
            Assert.Fail($"KOI_SEED={seed}\n{string.Join('\n', actual.Take(same).TakeLast(12))}\nmodel:   {expected.ElementAtOrDefault(same)}\nmachine: {actual.ElementAtOrDefault(same)}");
        }

        return actual;

        IReadOnlyList<Effect> Take(MachineEvent happened, TimeSpan now)
        {
            var step = StateMachine.Take(state, happened, now);
            state = step.Next;
            Assert.True(state.Due is null || state.Due > now, $"KOI_SEED={seed}: due {state.Due} at {now}");
            return step.Effects;
        }
    }
}
