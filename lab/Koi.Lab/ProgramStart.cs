using System.ComponentModel;
using System.Diagnostics;

namespace Koi.Lab;

/// <summary>How programs are started: three pipes, no shell, and the folders of system programs in the path.</summary>
internal static class ProgramStart
{
    public static ProcessStartInfo Of(string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        return start;
    }

    /// <exception cref="LabException">There is no such program.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new LabException($"{Describe(start)}: {failure.Message}");
        }
    }

    public static string Describe(ProcessStartInfo start) => $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
}
