using System.Text;
using Koi.Lab;
using Koi.Tests.Vectors;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>OpenBSD 4.9's regression suite, byte for byte, on the published binary.</summary>
public sealed class VectorTests
{
    /// <summary>A vector about OpenBSD's loopback interface: it runs where a link of that name has its address.</summary>
    private const string NeedsLo0 = "ipsec53";

    private static readonly string Folder = Path.Combine(Checkout.Root, "tests", "Koi.Tests", "Vectors", "openbsd-4.9", "ipsecctl");

    public static TheoryData<string> Live => [.. Directory.EnumerateFiles(Folder, "*.in")
        .Select(p => Path.GetFileNameWithoutExtension(p)!)
        .Where(n => !StaleVectors.Reasons.ContainsKey(n))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Live))]
    public async Task The_binary_prints_what_OpenBSD_prints(string name)
    {
        var isFailure = name.Contains("fail", StringComparison.Ordinal);
        var input = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(Folder, $"{name}.in"), TestContext.Current.CancellationToken));
        var expected = await File.ReadAllBytesAsync(Path.Combine(Folder, $"{name}.ok"), TestContext.Current.CancellationToken);

        var run = await Run(name, Encoding.Latin1.GetBytes(input.Replace("DIR", Folder, StringComparison.Ordinal)));

        Assert.Equal(Encoding.UTF8.GetString(expected), isFailure ? run.Everything : run.Output);
        Assert.True(run.ExitCode is 0 or 1, $"exit {run.ExitCode}");
        Assert.Equal(run.Errors.Contains("not loaded", StringComparison.Ordinal) ? 1 : 0, run.ExitCode);
    }

    private static Task<ProgramRun> Run(string name, ReadOnlyMemory<byte> input)
    {
        var command = $"ipsecctl -C 4.9 {Flags(name)} -f -";
        if (name is not NeedsLo0)
        {
            return KoiBinary.Run(Checkout.Koi, command, input);
        }

        // The namespace ends with the program, and nothing of it is left. Its loopback device takes OpenBSD's name.
        const string Prepare = "ip link set lo name lo0 && ip link set lo0 up && exec";
        return KoiBinary.Run("unshare", $"-n sh -c \"{Prepare} '{Checkout.Koi}' {command}\"", input);
    }

    private static string Flags(string name) =>
        name.Contains("fail", StringComparison.Ordinal) ? "-nv"
        : name.StartsWith("sa", StringComparison.Ordinal) || name.StartsWith("tcpmd5", StringComparison.Ordinal) ? "-knv"
        : name.StartsWith("ikedel", StringComparison.Ordinal) ? "-dnv"
        : "-nv";
}
