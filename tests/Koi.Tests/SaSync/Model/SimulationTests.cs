using System.Globalization;

namespace Koi.Tests.SaSync.Model;

/// <summary>The group from random seeds; KOI_SEEDS says how many, KOI_SEED one to look at.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void No_number_is_sent_twice_and_slaves_end_up_as_the_master_is()
    {
        int[] seeds = Number("KOI_SEED") is { } one ? [one] : [.. Enumerable.Range(1, Number("KOI_SEEDS") ?? 200)];
        var failures = new List<string>();
        var guard = new Lock();
        long sent = 0;
        Parallel.ForEach(seeds, seed =>
        {
            var simulation = new Simulation(seed);
            try
            {
                simulation.Run(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20));
                Interlocked.Add(ref sent, simulation.Sent);
            }
            catch (Exception failure)
            {
                lock (guard)
                {
                    failures.Add($"seed {seed}: {failure.Message}{(seeds.Length == 1 ? $"\n{string.Join('\n', simulation.Log)}" : string.Empty)}");
                }
            }
        });
        Assert.True(failures.Count == 0, $"{failures.Count} of {seeds.Length}: {string.Join('\n', failures.Take(5))}");
        Assert.True(sent > seeds.Length * 500L, $"only {sent} packets were sent");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
