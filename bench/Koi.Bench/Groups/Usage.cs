using System.Globalization;

namespace Koi.Bench.Groups;

/// <summary>What a process has used since it began; proc(5).</summary>
/// <param name="Ticks">Of processor time, a hundredth of a second each, the kernel's included.</param>
/// <param name="Milliseconds">The same by the scheduler's clock.</param>
/// <param name="Switches">How often a thread of it went to sleep.</param>
/// <param name="Resident">Kilobytes.</param>
/// <param name="Anonymous">Kilobytes of them that are no file's, as the program's own code is.</param>
internal readonly record struct Usage(long Ticks, double Milliseconds, long Switches, long Resident, long Anonymous)
{
    /// <summary>Reads it.</summary>
    internal static Usage Of(int process)
    {
        var folder = $"/proc/{process}";
        var stat = File.ReadAllText($"{folder}/stat");
        // After the name, which is in parentheses, utime is the 12th field and stime the 13th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var threads = Directory.GetDirectories($"{folder}/task");
        return new(
            Number(fields[11]) + Number(fields[12]),
            threads.Sum(t => Number(File.ReadAllText($"{t}/schedstat").Split(' ')[0])) / 1e6,
            threads.Sum(t => Field($"{t}/status", "voluntary_ctxt_switches:")),
            Field($"{folder}/status", "VmRSS:"),
            Field($"{folder}/status", "RssAnon:"));
    }

    /// <summary>What was used after an earlier reading; the memory is today's.</summary>
    internal Usage Since(Usage before) =>
        new(Ticks - before.Ticks, Milliseconds - before.Milliseconds, Switches - before.Switches, Resident, Anonymous);

    private static long Field(string file, string name) => Number(
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split("kB")[0]);

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
