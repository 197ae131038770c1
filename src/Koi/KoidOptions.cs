namespace Koi;

/// <summary>The command line of koid(8).</summary>
internal sealed record KoidOptions
{
    /// <summary>The usage.</summary>
    public const string Usage = "usage: koid [-dnv]\n";

    /// <summary><c>-d</c>: a person reads the log.</summary>
    public bool IsPlain { get; private init; }

    /// <summary><c>-n</c>: show what would be changed.</summary>
    public bool PlansOnly { get; private init; }

    /// <summary><c>-v</c>: log each change.</summary>
    public bool IsVerbose { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <returns>Null when they are wrong; then <paramref name="error"/> says why, empty when the usage says it all.</returns>
    public static KoidOptions? Parse(string[] arguments, out string error)
    {
        error = "";
        var options = new KoidOptions();
        var getopt = new Getopt(arguments, "dnv");
        while (getopt.Next() is { } letter)
        {
            switch (letter)
            {
                case 'd': options = options with { IsPlain = true }; break;
                case 'n': options = options with { PlansOnly = true }; break;
                case 'v': options = options with { IsVerbose = true }; break;
                default:
                    error = getopt.Error ?? "";
                    return null;
            }
        }

        return getopt.Rest.IsEmpty ? options : null;
    }
}
