using System.Globalization;

namespace Koi.Tests.SaSync.Model;

/// <summary>The group from random seeds; KOI_SEEDS says how many, KOI_SEED one to look at.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void No_number_is_sent_twice_and_slaves_end_up_as_the_master_is()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("KOI_SEEDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 200;
        var only = int.TryParse(Environment.GetEnvironmentVariable("KOI_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : -1;
        var failures = 0;
        var first = string.Empty;
        var kinds = new System.Collections.Concurrent.ConcurrentDictionary<string, (int, int)>();
        long sent = 0;
        Parallel.ForEach(only >= 0 ? [only] : Enumerable.Range(1, seeds), chosen =>
        {
            var simulation = new Simulation(chosen);
            try
            {
                simulation.Run(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20));
                Interlocked.Add(ref sent, simulation.Sent);
            }
            catch (Exception failure)
            {
                var kind = string.Concat(failure.Message.Where(c => !char.IsAsciiHexDigit(c)).Take(40));
                kinds.AddOrUpdate(kind, (chosen, 1), (_, v) => (Math.Min(v.Item1, chosen), v.Item2 + 1));
                if (Interlocked.Increment(ref failures) == 1)
                {
                    first = $"seed {chosen}: {failure.Message}\n{(only >= 0 ? string.Join('\n', simulation.Log) : failure.StackTrace)}";
                }
            }
        });
        Assert.True(failures == 0, $"{string.Join('|', kinds)}{failures} of {seeds} seeds fail; {first}");
        Assert.True(only >= 0 || sent > seeds * 500L, $"only {sent} packets were sent");
    }
}
