using System.Text;
using Koi.Tests.Ipsec;

namespace Koi.Tests.Vectors;

/// <summary>OpenBSD 4.9's own regression suite on the core: parse, expand, print.</summary>
public sealed class IpsecctlVectorTests
{
    private const string Folder = "Vectors/openbsd-4.9/ipsecctl";

    public static TheoryData<string> Live => [.. TestFiles.NamesIn(Folder, ".in").Where(n => !StaleVectors.Reasons.ContainsKey(n))];

    [Theory]
    [MemberData(nameof(Live))]
    public void Prints_what_OpenBSD_prints(string name)
    {
        var run = Run(name);

        Assert.Equal(Expected(name), IsFailure(name) ? run.Everything : run.Output);
    }

    [Fact]
    public void All_of_the_shipped_vectors_are_here()
    {
        var names = TestFiles.NamesIn(Folder, ".in").ToArray();

        Assert.Equal(118, names.Length);
        Assert.Equal(names, TestFiles.NamesIn(Folder, ".ok"), StringComparer.Ordinal);
    }

    [Fact]
    public void Stale_deletions_repeat_the_input_of_a_live_vector_with_another_output()
    {
        foreach (var number in (ReadOnlySpan<string>)["1", "47"])
        {
            Assert.Equal(Input($"ikedel{number}"), Input($"ikedeldel{number}"));
            Assert.NotEqual(Expected($"ikedel{number}"), Expected($"ikedeldel{number}"), StringComparer.Ordinal);
            Assert.Equal(Expected($"ikedel{number}"), Run($"ikedeldel{number}").Output);
            Assert.Contains("C rms [qm-", Expected($"ikedeldel{number}"), StringComparison.Ordinal);
            Assert.DoesNotContain(Live, row => Expected(row.Data).Contains("C rms [qm-", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_stale_failure_refuses_any_with_IPv6_which_live_vectors_accept()
    {
        Assert.Contains("ike from 3ffe::1 to any ", Input("ikefail2"), StringComparison.Ordinal);
        Assert.Contains("stdin: 1: src and dst addresses do not match\n", Expected("ikefail2"), StringComparison.Ordinal);

        Assert.Contains("flow in from any to 3ffe:3::/24", Input("ipsec39"), StringComparison.Ordinal);
        Assert.Equal("flow esp in from ::/0 to 3ffe:3::/24 type deny\n", Expected("ipsec39"));
        Assert.Equal("ike from any to any\n", Input("ike47"));
        Assert.Contains("[from-::/0-to-::/0]:Phase=2", Expected("ike47"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_stale_failure_has_a_message_that_no_live_vector_has()
    {
        const string Message = "src and dst addresses do not match";

        var holders = TestFiles.NamesIn(Folder, ".ok").Where(n => Expected(n).Contains(Message, StringComparison.Ordinal));

        Assert.Equal("ikefail2", Assert.Single(holders));
    }

    private static IpsecctlRun Run(string name) => IpsecctlRun.Of(
        Input(name).Replace("DIR", "dir", StringComparison.Ordinal), $"{Flags(name)} -C 4.9", FakeMachine.Environment(ReadFile));

    private static string Flags(string name) =>
        IsFailure(name) ? "-nv"
        : name.StartsWith("sa", StringComparison.Ordinal) || name.StartsWith("tcpmd5", StringComparison.Ordinal) ? "-knv"
        : name.StartsWith("ikedel", StringComparison.Ordinal) ? "-dnv"
        : "-nv";

    private static bool IsFailure(string name) => name.Contains("fail", StringComparison.Ordinal);

    private static string Input(string name) => TestFiles.Read(Folder, $"{name}.in");

    private static string Expected(string name) => TestFiles.Read(Folder, $"{name}.ok");

    private static byte[]? ReadFile(string path) =>
        path.StartsWith("dir/", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(TestFiles.Read(Folder, path[4..])) : null;
}
