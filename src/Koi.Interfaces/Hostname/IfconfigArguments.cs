using Koi.Interfaces.Ifconfig;

namespace Koi.Interfaces.Hostname;

/// <summary>Asks ifconfig(8) about its arguments, so that a file is refused before anything is done.</summary>
internal static class IfconfigArguments
{
    /// <summary>Reads the arguments, the interface's name first.</summary>
    /// <param name="arguments">At least the name and a word.</param>
    /// <param name="index">The argument that is wrong.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Error(ReadOnlySpan<string> arguments, out int index)
    {
        index = 0;
        if (IfconfigCommand.Parse(arguments, out var error) is IfconfigCommand.Change)
        {
            return null;
        }

        index = FindEnd(arguments, error) - 1;
        return error.Length > 0 ? error : $"{arguments[^1]}: bad value";
    }

    /// <summary>
    /// The least number of arguments with this error. ifconfig reads from left to right and stops at the first error, so what comes
    /// after it makes no difference.
    /// </summary>
    private static int FindEnd(ReadOnlySpan<string> arguments, string error)
    {
        var (good, bad) = (1, arguments.Length);
        while (bad - good > 1)
        {
            var middle = (good + bad) / 2;
            _ = IfconfigCommand.Parse(arguments[..middle], out var found);
            (good, bad) = string.Equals(found, error, StringComparison.Ordinal) ? (good, middle) : (middle, bad);
        }

        return bad;
    }
}
