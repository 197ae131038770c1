using Koi.Carp;

namespace Koi.Tests.Carp.Model;

/// <summary>
/// Two to four machines on a segment, through random histories. Repeat one with KOI_CARP_SEED=n; run more with KOI_CARP_SCHEDULES=n.
/// </summary>
public sealed class SegmentTests(ITestOutputHelper output)
{
    private enum Speed
    {
        Seconds,
        Fast,
    }

    /// <summary>The worst of all histories, in microseconds.</summary>
    private sealed class Worst
    {
        private readonly Lock gate = new();

        public long Together { get; private set; }

        public long Settling { get; private set; }

        public long Without { get; private set; }

        public void Add(long together, long settling, long without)
        {
            lock (gate)
            {
                Together = Math.Max(Together, together);
                Settling = Math.Max(Settling, settling);
                Without = Math.Max(Without, without);
            }
        }
    }

    private static int Schedules => int.TryParse(Environment.GetEnvironmentVariable("KOI_CARP_SCHEDULES"), out var number) ? number : 4000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_that_hear_each_other_own_for_a_lease_and_an_interval_at_most(bool isFast) => RunAll((seed, trace) =>
        Run(seed, trace, isFast ? Speed.Fast : Speed.Seconds, Disturbance.Kinds.All, static _ => true, static (all, delay) =>
            all.Max(s => s.Lease(Node.Tick) + s.Interval) + Node.Tick + (4 * delay)));

    // A new master that was ordered, preempts or is demoted less speaks before the old one is silent; and one that is worse is answered
    // a quarter of an interval after the last advertisement at the latest.
    [Fact]
    public void Two_processes_that_live_on_a_whole_segment_own_for_a_quarter_of_an_interval_at_most() => RunAll(static (seed, trace) =>
        Run(seed, trace, Speed.Seconds, Disturbance.Kinds.Nodes, static node => node.IsAwake, static (all, delay) => (all.Max(s => s.Interval) / 4) + (4 * delay)));

    // Not even one that was killed or stopped owns for longer than two backups need to hear each other: its lease has ended before.
    [Fact]
    public void After_deaths_two_own_until_they_hear_each_other() => RunAll(static (seed, trace) =>
        Run(seed, trace, Speed.Seconds, Disturbance.Kinds.Deaths, static _ => true, static (_, delay) => 4 * delay));

    private void RunAll(Func<int, Action<string>?, (long Together, long Settling, long Without)> run)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("KOI_CARP_SEED"), out var only))
        {
            run(only, output.WriteLine);
            return;
        }

        var worst = new Worst();
        Parallel.For(0, Schedules, seed =>
        {
            var (together, settling, without) = run(seed, null);
            worst.Add(together, settling, without);
        });
        output.WriteLine($"{Schedules} schedules, worst in µs: two owners {worst.Together}, settling {worst.Settling}, no owner {worst.Without}");
    }

    private static (long Together, long Settling, long Without) Run(
        int seed, Action<string>? trace, Speed speed, Disturbance.Kinds kinds, Func<Node, bool> counts, Func<IReadOnlyList<CarpSettings>, long, long> together)
    {
        try
        {
            var random = new Random(seed);
            var segment = new Segment(random, Settings(random, speed, kinds)) { Trace = trace };
            var watcher = new Watcher(segment, counts);
            var mended = 12 * segment.Nodes.Max(node => node.Settings.Interval);
            foreach (var node in segment.Nodes)
            {
                segment.At(random.NextInt64(mended / 12), node.Start);
            }

            for (var count = random.Next(1, 9); count > 0; count--)
            {
                Disturbance.Schedule(segment, random, kinds, mended);
            }

            segment.RunUntil(mended);
            CarpSettings[] settings = [.. segment.Nodes.Select(node => node.Settings)];
            var (interval, masterDown) = (settings.Max(s => s.Interval), settings.Max(s => s.MasterDown));
            Disturbance.Mend(segment, random);
            watcher.Restart();
            var settled = mended + (2 * masterDown) + interval;
            segment.RunUntil(settled + masterDown + interval);

            var longest = together(settings, segment.MaxDelay);
            Assert.True(watcher.LongestTogether <= longest, $"two owners for {watcher.LongestTogether} µs, at most {longest}");
            Assert.True(watcher.LastNotOne < settled, $"not one owner {watcher.LastNotOne - mended} µs after the segment was whole, at most {settled - mended}");
            return (watcher.LongestTogether, Math.Max(0, watcher.LastNotOne - mended), watcher.LongestWithout);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"KOI_CARP_SEED={seed}: {e.Message}", e);
        }
    }

    /// <summary>No two have the same interval: equals may yield to each other time and again, in OpenBSD too.</summary>
    private static List<CarpSettings> Settings(Random random, Speed speed, Disturbance.Kinds kinds)
    {
        var families = random.Next(1, 4);
        var preempts = kinds != Disturbance.Kinds.Deaths && random.Next(2) == 0;
        var advBase = (byte)(speed == Speed.Fast ? 0 : random.Next(1, 3));
        var least = speed == Speed.Fast ? random.Next(16, 60) : 0;
        var skews = Enumerable.Range(0, 4).Select(index => speed == Speed.Fast ? least + (least * index / 5) : random.Next(index * 60, (index * 60) + 40)).ToArray();
        random.Shuffle(skews);
        return [.. Enumerable.Range(0, random.Next(2, 5)).Select(index => new CarpSettings
        {
            Vhid = 1,
            AdvBase = advBase,
            AdvSkew = (byte)skews[index],
            Preempts = preempts,
            Release = speed == Speed.Fast || random.Next(2) == 0 ? CarpRelease.Current : CarpRelease.V49,
            HasV4 = (families & 1) != 0,
            HasV6 = (families & 2) != 0,
        })];
    }
}
