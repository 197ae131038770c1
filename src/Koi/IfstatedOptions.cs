using System.Collections.Immutable;
using Koi.Ifstate.Linux;
using Koi.Language;

namespace Koi;

/// <summary>The command line of ifstated(8).</summary>
internal sealed record IfstatedOptions
{
    /// <summary>The usage.</summary>
    public const string Usage = """
        usage: ifstated [-dGhinRv] [-D macro=value] [-f file] [-s socket] [-t trace]
                        [-u user]
               ifstated status [-j] [-s socket]

        """;

    /// <summary>The file, unless <c>-f</c> says otherwise.</summary>
    public const string DefaultFile = "/etc/koi/ifstated.conf";

    /// <summary><c>-D</c>, as they were given.</summary>
    public ImmutableArray<string> Definitions { get; private init; } = [];

    /// <summary><c>-d</c>: a person, or a script, reads the log.</summary>
    public bool IsPlain { get; private init; }

    /// <summary><c>-f</c>.</summary>
    public string File { get; private init; } = DefaultFile;

    /// <summary><c>-G</c>: how often; once for Graphviz, twice for Mermaid.</summary>
    public int Graph { get; private init; }

    /// <summary><c>-i</c>.</summary>
    public bool IgnoresInitial { get; private init; }

    /// <summary><c>-j</c> of <c>status</c>.</summary>
    public bool PrintsJson { get; private init; }

    /// <summary><c>-n</c>: only read the file.</summary>
    public bool ParsesOnly { get; private init; }

    /// <summary><c>-R</c>: a reload begins anew.</summary>
    public bool Restarts { get; private init; }

    /// <summary><c>-s</c>.</summary>
    public string Socket { get; private init; } = DaemonSettings.DefaultSocket;

    /// <summary><c>status</c>: ask the ifstated that runs.</summary>
    public bool AsksStatus { get; private init; }

    /// <summary><c>-t</c>: the trace to play; null for none.</summary>
    public string? Trace { get; private init; }

    /// <summary><c>-u</c>: who commands run as; null for who ifstated runs as.</summary>
    public CommandUser? User { get; private init; }

    /// <summary><c>-v</c>: how often.</summary>
    public int Verbosity { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="error">What is wrong, without the program's name; empty when the usage says it all.</param>
    /// <param name="isUsage">Whether the usage is to be shown when this returns null.</param>
    public static IfstatedOptions? Parse(string[] arguments, out string error, out bool isUsage)
    {
        (error, isUsage) = ("", true);
        var isStatus = arguments is ["status", ..];
        var options = new IfstatedOptions { AsksStatus = isStatus };
        var getopt = isStatus ? new Getopt(arguments[1..], "js:") : new Getopt(arguments, "dD:f:GhinRs:t:u:v");
        while (getopt.Next() is { } letter)
        {
            switch (letter)
            {
                case 'd': options = options with { IsPlain = true }; break;
                case 'f': options = options with { File = getopt.Operand }; break;
                case 'G': options = options with { Graph = options.Graph + 1 }; break;
                case 'i': options = options with { IgnoresInitial = true }; break;
                case 'j': options = options with { PrintsJson = true }; break;
                case 'n': options = options with { ParsesOnly = true }; break;
                case 'R': options = options with { Restarts = true }; break;
                case 's': options = options with { Socket = getopt.Operand }; break;
                case 't': options = options with { Trace = getopt.Operand }; break;
                case 'v': options = options with { Verbosity = options.Verbosity + 1 }; break;
                case 'D' when new MacroTable().TryDefineFromOption(getopt.Operand):
                    options = options with { Definitions = options.Definitions.Add(getopt.Operand) };
                    break;

                case 'D':
                    (error, isUsage) = ($"could not parse macro definition {getopt.Operand}", false);
                    return null;

                case 'u' when CommandUser.Find(getopt.Operand) is { } user:
                    options = options with { User = user };
                    break;

                case 'u':
                    (error, isUsage) = ($"unknown user {getopt.Operand}", false);
                    return null;

                default:
                    error = getopt.Error ?? "";
                    return null;
            }
        }

        return getopt.Rest.IsEmpty ? options : null;
    }
}
