using System.Collections.Immutable;
using System.Globalization;
using Koi.Carp;

namespace Koi;

/// <summary>The command line of koid(8).</summary>
internal sealed record KoidOptions
{
    /// <summary>The usage.</summary>
    public const string Usage = "usage: koid [-dnv] [-C release] [-f file]\n";

    /// <summary>The variables of carp(4), unless <c>-f</c> says otherwise.</summary>
    public const string DefaultFile = "/etc/koi/sysctl.conf";

    /// <summary><c>-d</c>: a person reads the log.</summary>
    public bool IsPlain { get; private init; }

    /// <summary><c>-n</c>: show what would be changed.</summary>
    public bool PlansOnly { get; private init; }

    /// <summary><c>-v</c>: log each change.</summary>
    public bool IsVerbose { get; private init; }

    /// <summary><c>-f</c>: the file of variables.</summary>
    public string File { get; private init; } = DefaultFile;

    /// <summary>Whether the file was named, and so must exist.</summary>
    public bool IsFileNamed { get; private init; }

    /// <summary><c>-C</c>: whose rule says when a master is dead.</summary>
    public CarpRelease Release { get; private init; }

    /// <summary><c>-c</c>, which koid gives itself: only keep carp interfaces, for the koid of this process id.</summary>
    public int? CarpParent { get; private init; }

    /// <summary>As they were given.</summary>
    public ImmutableArray<string> Arguments { get; private init; } = [];

    /// <summary>The arguments of the process that keeps carp interfaces.</summary>
    /// <param name="parent">The process id of this one.</param>
    public IEnumerable<string> ForCarp(int parent) =>
    [
        "koid", "-c", parent.ToString(CultureInfo.InvariantCulture), .. IsPlain ? ["-d"] : Array.Empty<string>(),
        .. IsVerbose ? ["-v"] : Array.Empty<string>(), .. IsFileNamed ? ["-f", File] : Array.Empty<string>(),
        .. Release == CarpRelease.V49 ? ["-C", "4.9"] : Array.Empty<string>(),
    ];

    /// <summary>Reads the arguments.</summary>
    /// <returns>Null when they are wrong; then <paramref name="error"/> says why, empty when the usage says it all.</returns>
    public static KoidOptions? Parse(string[] arguments, out string error)
    {
        error = "";
        var options = new KoidOptions();
        var getopt = new Getopt(arguments, "c:C:df:nv");
        while (getopt.Next() is { } letter)
        {
            switch (letter)
            {
                case 'd': options = options with { IsPlain = true }; break;
                case 'n': options = options with { PlansOnly = true }; break;
                case 'v': options = options with { IsVerbose = true }; break;
                case 'f': options = options with { File = getopt.Operand, IsFileNamed = true }; break;
                case 'C' when getopt.Operand is "4.9": options = options with { Release = CarpRelease.V49 }; break;
                case 'C':
                    error = $"unknown release: {getopt.Operand}; there is 4.9";
                    return null;

                case 'c' when int.TryParse(getopt.Operand, NumberStyles.None, CultureInfo.InvariantCulture, out var parent):
                    options = options with { CarpParent = parent };
                    break;

                default:
                    error = getopt.Error ?? "";
                    return null;
            }
        }

        return getopt.Rest.IsEmpty ? options with { Arguments = [.. arguments] } : null;
    }
}
