using Koi.Interfaces.Linux;

namespace Koi;

/// <summary>netstat(1), of which Koi has what no other tool on Linux shows: <c>netstat -s -p carp</c>.</summary>
internal static class NetstatApplet
{
    private const string Usage = "usage: netstat [-j] -s -p carp\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Prints what koid has counted since its carp process began.</summary>
    /// <returns>0; 1 when koid does not answer; 2 for a wrong command line.</returns>
    public static int Run(string[] arguments)
    {
        var getopt = new Getopt(arguments, "jp:s");
        var (isJson, isStatistics, protocol) = (false, false, "");
        while (getopt.Next() is { } letter)
        {
            switch (letter)
            {
                case 'j': isJson = true; break;
                case 's': isStatistics = true; break;
                case 'p': protocol = getopt.Operand; break;
                default: return Wrong(getopt.Error);
            }
        }

        if (!isStatistics || !getopt.Rest.IsEmpty || protocol is not "carp")
        {
            return Wrong(protocol is "" or "carp" ? null : $"{protocol}: unknown or uninstrumented protocol");
        }

        if (CarpControl.Ask(isJson ? "statistics json" : "statistics", Patience) is not { } counters)
        {
            Output.WriteError("netstat: koid(8) keeps no carp interface here, or you are not root\n");
            return 1;
        }

        var output = new Output();
        output.Write(counters);
        output.Flush();
        return 0;
    }

    private static int Wrong(string? error)
    {
        Output.WriteError((error is null ? "" : $"netstat: {error}\n") + Usage);
        return 2;
    }
}
