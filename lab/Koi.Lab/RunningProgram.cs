using System.Diagnostics;

namespace Koi.Lab;

/// <summary>A program that runs until it is stopped; what it says is kept, line by line, both outputs in one list.</summary>
/// <remarks>Made by <see cref="Host.Start"/>. Disposing stops it, by its own process id.</remarks>
public sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The outputs are two pipes, each with a reader: what was said first may come last, by so much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly string command;
    private readonly object monitor = new();
    private readonly Stopwatch age = Stopwatch.StartNew();
    private readonly List<Line> lines = [];
    private readonly int[] read = [0, 0];  // lines that WaitForLine has been through, of each output
    private int closed;  // of the two outputs
    private bool isDisposed;

    internal RunningProgram(Process started)
    {
        process = started;
        command = ProgramStart.Describe(process.StartInfo);
        process.OutputDataReceived += (_, line) => Add(line.Data, 0);
        process.ErrorDataReceived += (_, line) => Add(line.Data, 1);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The program's process id: there is no wrapper around it.</summary>
    public int ProcessId => process.Id;

    /// <summary>Whether it has ended, by itself or not.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Its input; close it to let the program read an end of file.</summary>
    public TextWriter Input => process.StandardInput;

    /// <summary>All it has said so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (monitor)
            {
                return [.. lines.Select(line => line.Text)];
            }
        }
    }

    /// <summary>
    /// Waits for a line that contains a text. Each search begins after the line found by the one before; between the two outputs there is no
    /// order within a second.
    /// </summary>
    /// <exception cref="LabException">It did not come in time (one minute when null); the message has what came.</exception>
    public string WaitForLine(string text, TimeSpan? limit = null) =>
        WaitForLine(line => line.Contains(text, StringComparison.Ordinal), $"\"{text}\"", limit);

    /// <summary>Waits for a line; <paramref name="wanted"/> names it in the exception.</summary>
    public string WaitForLine(Func<string, bool> isWanted, string wanted, TimeSpan? limit = null)
    {
        var deadline = new Deadline(limit);
        string? found = null;
        var next = 0;
        bool Search()
        {
            for (; found is null && next < lines.Count; next++)
            {
                var line = lines[next];
                if (next >= read[line.Output] && isWanted(line.Text))
                {
                    found = line.Text;
                    Pass(line, next);
                }
            }

            return found is not null || closed == 2;
        }

        var isInTime = deadline.Wait(monitor, Search);
        return found ?? throw Failure(isInTime ? "ended before" : $"no line in {deadline.Limit.TotalSeconds} s with", wanted);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code; 128 + n when signal n ended it.</returns>
    public int WaitForExit(TimeSpan? limit = null)
    {
        var deadline = new Deadline(limit);
        return process.WaitForExit(deadline.Left)
            ? process.ExitCode
            : throw Failure("still running after", $"{deadline.Limit.TotalSeconds} s");
    }

    /// <summary>Sends a signal; nothing happens when it has ended.</summary>
    public void Send(Signal signal)
    {
        if (!process.HasExited)
        {
            _ = LibC.kill(process.Id, (int)signal);
        }
    }

    /// <summary>Ends it in good order; kills it when it does not end within ten seconds.</summary>
    /// <returns>The exit code.</returns>
    public int Stop()
    {
        Send(Signal.Terminate);
        Send(Signal.Continue);
        if (!process.WaitForExit(Patience))
        {
            Send(Signal.Kill);
        }

        return WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            Stop();
            process.Dispose();
        }
    }

    private void Pass(Line found, int index)
    {
        read[found.Output] = index + 1;
        var other = lines.FindIndex(line => line.Came > found.Came - Skew);
        read[1 - found.Output] = Math.Max(read[1 - found.Output], other);
    }

    private void Add(string? line, int output)
    {
        lock (monitor)
        {
            if (line is null)
            {
                closed++;
            }
            else
            {
                lines.Add(new Line(line, output, age.Elapsed));
            }

            Monitor.PulseAll(monitor);
        }
    }

    /// <summary>A line, of standard output (0) or error (1), and when it came.</summary>
    private readonly record struct Line(string Text, int Output, TimeSpan Came);

    private LabException Failure(string what, string wanted) =>
        new($"{command}: {what} {wanted}\n{string.Join('\n', Lines)}");
}
