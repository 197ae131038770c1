using System.Diagnostics;
using System.Text;
using Koi.Lab;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>What a program said and how it ended.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>As one pipe for both shows it: errors are not held back, output is.</summary>
    public string Everything => Errors + Output;
}

/// <summary>The published binary on this machine's own network, fed from memory.</summary>
internal static class KoiBinary
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs <c>koi ipsecctl</c>.</summary>
    public static Task<ProgramRun> Ipsecctl(string flags, ReadOnlyMemory<byte> input) => Run(Checkout.Koi, $"ipsecctl {flags}", input);

    /// <summary>Runs <c>koi ipsecctl</c> with a text on standard input.</summary>
    public static Task<ProgramRun> Ipsecctl(string flags, string input) => Ipsecctl(flags, Encoding.UTF8.GetBytes(input));

    /// <summary>Runs a program to its end, which it must reach in a minute.</summary>
    public static async Task<ProgramRun> Run(string program, string arguments, ReadOnlyMemory<byte> input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Checkout.Root,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await Write(process, input, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task Write(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it.
        }
    }
}
