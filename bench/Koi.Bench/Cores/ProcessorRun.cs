using System.Globalization;
using Koi.Language;

namespace Koi.Bench.Cores;

/// <summary>The benchmarks of <see cref="IpsecParsing"/> by processor time: seconds long, and of use on a busy machine.</summary>
internal static class ProcessorRun
{
    private const int Repetitions = 9;

    private static readonly (string Name, Func<int, string> Make)[] Texts =
    [
        ("flows", IpsecTexts.Flows), ("static SAs", IpsecTexts.Sas), ("ike rules", IpsecTexts.Ikes),
        ("lists", IpsecTexts.Lists), ("macros", IpsecTexts.Macros),
    ];

    internal static void Run(string[] arguments)
    {
        var table = new MarkdownTable("what", "rules", "ns a rule, minimum", "bytes a rule", "minimum / that of a tenth");
        foreach (var (name, make) in Texts.Where(t => arguments.Length == 0 || arguments.Contains(t.Name, StringComparer.Ordinal)))
        {
            WarmUp(make);
            long? tenth = null;
            foreach (var rules in (int[])[1_000, 10_000, 100_000])
            {
                var (time, bytes) = Measure(new(name, make(rules)));
                table.Add(
                    name,
                    rules.ToString("N0", CultureInfo.InvariantCulture),
                    (time / rules).ToString("N0", CultureInfo.InvariantCulture),
                    (bytes / rules).ToString("N0", CultureInfo.InvariantCulture),
                    tenth is { } t ? ((double)time / t).ToString("F1", CultureInfo.InvariantCulture) : "");
                tenth = time;
            }
        }

        Console.Write(table);
    }

    /// <summary>Until the code is compiled for speed.</summary>
    private static void WarmUp(Func<int, string> make)
    {
        var text = new SourceText("warm-up", make(1_000));
        for (var i = 0; i < 100; i++)
        {
            IpsecTexts.Parse(text);
        }
    }

    private static (long Nanoseconds, long Bytes) Measure(SourceText text)
    {
        var fastest = long.MaxValue;
        long bytes = 0;
        for (var i = 0; i < Repetitions; i++)
        {
            GC.Collect();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = ThreadClock.Now();
            IpsecTexts.Parse(text);
            fastest = Math.Min(fastest, ThreadClock.Now() - start);
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        return (fastest, bytes);
    }
}
