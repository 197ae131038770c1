using System.Collections.Immutable;
using Koi.Interfaces.Hostname;

namespace Koi;

/// <summary>What the command line of netstart(8) asks for.</summary>
internal sealed record NetstartOptions
{
    /// <summary>The options, for getopt.</summary>
    public const string Letters = "nv";

    public const string Usage = "usage: netstart [-nv] [interface ...]\n";

    /// <summary>Whether commands are printed and not run.</summary>
    public bool PrintsOnly { get; private init; }

    /// <summary>Whether commands are printed while they run.</summary>
    public bool IsVerbose { get; private init; }

    /// <summary>The interfaces, by the names given; empty for all.</summary>
    public ImmutableArray<string> Interfaces { get; private init; } = [];

    /// <summary>Reads them.</summary>
    /// <returns>Null for a usage error.</returns>
    public static NetstartOptions? Parse(string[] arguments, out string error)
    {
        var getopt = new Getopt(arguments, Letters);
        var options = new NetstartOptions();
        while (getopt.Next() is { } letter)
        {
            switch (letter)
            {
                case 'n':
                    options = options with { PrintsOnly = true };
                    break;
                case 'v':
                    options = options with { IsVerbose = true };
                    break;
                default:
                    error = getopt.Error ?? "";
                    return null;
            }
        }

        options = options with { Interfaces = [.. getopt.Rest] };
        error = options.Interfaces.Select(InterfaceFamily.NameError).FirstOrDefault(message => message is not null) ?? "";
        return error.Length == 0 ? options : null;
    }
}
