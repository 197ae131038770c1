using System.Globalization;
using Koi.Lab;
using Koi.Lab.Carp.Peers;

namespace Koi.Bench.Carp;

/// <summary>Failover: Koi beside its peers, and Koi under random faults.</summary>
internal static class CarpRun
{
    internal static int Run(string[] arguments)
    {
        var only = Option(arguments, "-i");
        var number = Number(arguments, "-n");
        var gateways = Number(arguments, "-g") ?? 2;
        var paces = Pace.All.Where(p => only is null || p.Name.StartsWith(only, StringComparison.Ordinal)).ToList();
        try
        {
            switch (Option(arguments, "-o") ?? "gaps")
            {
                case "gaps":
                    GapRun.Run(paces, Option(arguments, "-c"), number ?? 1, gateways);
                    return 0;
                case "peers":
                    GapRun.Run([.. paces.Where(p => p.Lease is null)], Option(arguments, "-c"), number ?? 1, gateways);
                    return 0;
                case "faults":
                    var seed = Option(arguments, "-s") is { } s ? ulong.Parse(s, CultureInfo.InvariantCulture) : (ulong)Environment.TickCount64;
                    return FaultsRun.Run(only is null ? [Pace.KoiFast] : paces, number ?? 100, seed);
                case "loaded":
                    return LoadedRun.Run(only is null ? [Pace.KoiFastest] : paces, TimeSpan.FromSeconds(Number(arguments, "-t") ?? 60));
                case "usage":
                    UsageRun.Run();
                    return 0;
                default:
                    Console.Error.WriteLine("gaps, peers, faults, loaded or usage");
                    return 2;
            }
        }
        catch (LabException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static int? Number(string[] arguments, string name) =>
        Option(arguments, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string? Option(string[] arguments, string name)
    {
        var index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
    }
}
