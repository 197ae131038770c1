using System.Diagnostics;
using System.Text.Json;
using Koi.Lab;

namespace Koi.SystemTests.Koid;

/// <summary>ip(8) in a host, kept running: changes go in line by line, and what there is comes out as JSON.</summary>
/// <param name="host">Where.</param>
/// <param name="family">Its option for the address family: <c>-4</c> or <c>-6</c>, which a line cannot have.</param>
internal sealed class IpProgram(Host host, string family) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Process process = Start(host, family);

    /// <summary>Makes a change, or fails to; it is done when this returns.</summary>
    public void Try(string line)
    {
        process.StandardInput.WriteLine(line);
        if (Ask("rule show") is null)
        {
            // Some errors in a line end the program.
            Restart();
        }
    }

    /// <summary>Makes it forget the names of links, which it asks for once.</summary>
    public void Restart()
    {
        Dispose();
        process = Start(host, family);
    }

    /// <summary>What a show command prints.</summary>
    public JsonElement[] Show(string command)
    {
        using var document = JsonDocument.Parse(Ask(command) ?? throw new LabException($"ip ended at {command}"));
        // ip prints an empty object between others where it had nothing to say.
        return [.. document.RootElement.Clone().EnumerateArray().Where(e => e.EnumerateObject().Any())];
    }

    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (!process.WaitForExit(5000))
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static Process Start(Host host, string family)
    {
        var start = new ProcessStartInfo(
            "ip", ["netns", "exec", host.FullName, "ip", family, "-json", "-details", "-force", "-batch", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var started = Process.Start(start)!;
        started.StandardInput.AutoFlush = true;
        // What the kernel refuses is no error here.
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginErrorReadLine();
        return started;
    }

    private string? Ask(string command)
    {
        try
        {
            process.StandardInput.WriteLine(command);
        }
        catch (IOException)
        {
            return null;
        }

        string? line;
        do
        {
            var reading = process.StandardOutput.ReadLineAsync();
            line = reading.Wait(Patience) ? reading.Result : throw new LabException($"ip {family} says nothing to {command}");
        }
        while (line?.Length == 0);
        return line;
    }
}
