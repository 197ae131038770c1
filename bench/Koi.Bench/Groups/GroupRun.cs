using System.Globalization;
using Koi.Lab;

namespace Koi.Bench.Groups;

/// <summary>koid beside scripts that do its work.</summary>
internal static class GroupRun
{
    private const string Rounds = "100";

    internal static int Run(string[] arguments)
    {
        var koi = Path.GetFullPath(Option(arguments, "-k") ?? "artifacts/publish/koi");
        var rounds = int.Parse(Option(arguments, "-n") ?? Rounds, CultureInfo.InvariantCulture);
        if (!File.Exists(koi))
        {
            Console.Error.WriteLine($"there is no {koi}: dotnet publish src/Koi -c Release -o artifacts/publish");
            return 1;
        }

        (string Name, Action Measure)[] parts =
        [
            ("reaction", () => ReactionRun.Run(koi, rounds)),
            ("growth", () => GrowthRun.Run(koi, rounds)),
            ("load", () => LoadRun.Run(koi)),
        ];
        var only = Option(arguments, "-o");
        try
        {
            foreach (var (_, measure) in parts.Where(p => only is null || string.Equals(p.Name, only, StringComparison.Ordinal)))
            {
                measure();
                Console.WriteLine();
            }

            return 0;
        }
        catch (LabException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static string? Option(string[] arguments, string name)
    {
        var index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
    }
}
