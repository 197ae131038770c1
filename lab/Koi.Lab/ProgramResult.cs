using System.Diagnostics;

namespace Koi.Lab;

/// <summary>A program that has ended.</summary>
/// <param name="Command">The program and its arguments, for messages.</param>
/// <param name="ExitCode">128 + n when signal n ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error output.</param>
public sealed record ProgramResult(string Command, int ExitCode, string Output, string Errors)
{
    /// <summary>Whether it exited with 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The result itself, when the program succeeded.</summary>
    /// <exception cref="LabException">It failed; the message has all that it said.</exception>
    public ProgramResult Check() => Succeeded ? this : throw new LabException(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Command}: exit code {ExitCode}\n{Output}{Errors}".TrimEnd();

    /// <summary>Runs a program here, not in a host of a network, and waits for its end.</summary>
    public static ProgramResult Of(string program, params ReadOnlySpan<string> arguments) =>
        Of(ProgramStart.Start(ProgramStart.Of(program, arguments)), limit: null);

    /// <summary>Reads all that a started program says; when the time has passed it is killed.</summary>
    /// <exception cref="LabException">It took too long.</exception>
    internal static ProgramResult Of(Process started, TimeSpan? limit, string? input = null)
    {
        using var process = started;
        var command = ProgramStart.Describe(process.StartInfo);
        var deadline = new Deadline(limit);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        Feed(process, input);
        if (!Task.WaitAll([output, errors], deadline.Left) || !process.WaitForExit(deadline.Left))
        {
            process.Kill(entireProcessTree: true);
            throw new LabException($"{command}: not finished after {deadline.Limit.TotalSeconds} s");
        }

        return new ProgramResult(command, process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>A program that does not read its input to the end is no failure.</summary>
    private static void Feed(Process process, string? input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }
}
