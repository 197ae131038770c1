using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Koi.Bench.Cores;

/// <summary>Runs the cores' benchmarks in this process and prints them by rule.</summary>
internal static class CoreRun
{
    internal static void Run(string[] arguments)
    {
        var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(7);
        var configuration = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(new ConsoleLogger())
            .WithArtifactsPath(Path.Combine("artifacts", "bench"))
            .WithOptions(ConfigOptions.DisableLogFile);
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(CoreRun).Assembly).Run(arguments, configuration);
        Console.WriteLine();
        PrintByRule(summaries.SelectMany(s => s.Reports).Where(r => r.ResultStatistics is not null));
    }

    private static void PrintByRule(IEnumerable<BenchmarkReport> reports)
    {
        var results = reports.Select(Result.Of).ToArray();
        var table = new MarkdownTable("what", "rules", "ns a rule, median", "ns a rule, minimum", "bytes a rule", "median / that of a tenth");
        foreach (var result in results)
        {
            var tenth = results.Where(r => string.Equals(r.What, result.What, StringComparison.Ordinal) && r.Rules * 10 == result.Rules).Select(r => (double?)r.Median).FirstOrDefault();
            table.Add(
                result.What,
                result.Rules.ToString("N0", CultureInfo.InvariantCulture),
                Number(result.Median / result.Rules),
                Number(result.Minimum / result.Rules),
                Number(result.Bytes / result.Rules),
                tenth is { } t ? (result.Median / t).ToString("F1", CultureInfo.InvariantCulture) : "");
        }

        Console.Write(table);
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One benchmark with one size.</summary>
    /// <param name="What">The method.</param>
    /// <param name="Rules">The size.</param>
    /// <param name="Median">Nanoseconds.</param>
    /// <param name="Minimum">Nanoseconds.</param>
    /// <param name="Bytes">Allocated, most of it gone at once.</param>
    private sealed record Result(string What, int Rules, double Median, double Minimum, double Bytes)
    {
        internal static Result Of(BenchmarkReport report) => new(
            report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
            (int)report.BenchmarkCase.Parameters["Rules"],
            report.ResultStatistics!.Median,
            report.ResultStatistics.Min,
            report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
    }
}
