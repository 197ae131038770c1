using System.Globalization;

namespace Koi.Bench.Systems;

/// <summary>Runs the published binary beside its peers, in turns, and prints one table.</summary>
internal static class SystemRun
{
    private const int StartUpRuns = 200;
    private const int ParseRuns = 7;
    private const int KernelRuns = 7;

    internal static int Run(string[] arguments)
    {
        var koi = Path.GetFullPath(Option(arguments, "-k") ?? "artifacts/publish/koi");
        var count = int.Parse(Option(arguments, "-n") ?? "10000", CultureInfo.InvariantCulture);
        if (!File.Exists(koi))
        {
            Console.Error.WriteLine($"there is no {koi}: dotnet publish src/Koi -c Release -o artifacts/publish");
            return 1;
        }

        using var files = new WorkFiles();
        var results = new Results();
        var kernel = new KernelRun(koi, count, KernelRuns, files, results);
        (string Name, Action Measure)[] parts =
        [
            ("start", () => MeasureStartUp(results, koi, files)),
            ("parse", () => MeasureParsing(results, koi, files, count)),
            ("networks", () => kernel.MeasurePolicies("networks", IpsecTexts.Flows, IpsecTexts.SourceNetwork, "172.16.0.0/12")),
            ("hosts", () => kernel.MeasurePolicies("hosts", IpsecTexts.HostFlows, IpsecTexts.SourceHost, "172.16.0.1")),
            ("sas", kernel.MeasureSas),
        ];
        var only = Option(arguments, "-o");
        foreach (var (_, measure) in parts.Where(p => only is null || string.Equals(p.Name, only, StringComparison.Ordinal)))
        {
            measure();
        }

        Console.Write(results);
        foreach (var note in kernel.Notes)
        {
            Console.WriteLine($"\n{note}");
        }

        return 0;
    }

    private static void MeasureStartUp(Results results, string koi, WorkFiles files)
    {
        const string Work = "start and exit";
        var small = files.Write("small.conf", IpsecTexts.Flows(3));
        (string Who, string[] Command)[] programs =
        [
            ("koi ipsecctl -n -f small.conf", [koi, "ipsecctl", "-n", "-f", small]),
            ("koi version", [koi, "version"]),
            ("ip -V", ["ip", "-V"]),
            ("nft --version", ["nft", "--version"]),
            ("true", ["true"]),
        ];
        var present = programs.Where(p => Spawn.CanRun(p.Command)).ToArray();
        for (var i = 0; i < StartUpRuns; i++)
        {
            foreach (var (who, command) in present)
            {
                results.Add(Work, who, Spawn.Run(command));
            }
        }
    }

    private static void MeasureParsing(Results results, string koi, WorkFiles files, int count)
    {
        foreach (var rules in (int[])[count, 10 * count])
        {
            var path = files.Write($"parse{rules}.conf", IpsecTexts.Flows(rules));
            for (var i = 0; i < ParseRuns; i++)
            {
                results.Add($"parse {rules:N0} flows", "koi ipsecctl -n", Spawn.Run([koi, "ipsecctl", "-n", "-f", path]));
            }
        }
    }

    private static string? Option(string[] arguments, string name)
    {
        var index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
    }
}
