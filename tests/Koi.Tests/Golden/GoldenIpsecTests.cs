using System.Text;
using Koi.Tests.Ipsec;

namespace Koi.Tests.Golden;

/// <summary>Golden files of ipsec.conf: NAME.in, NAME.ok for Koi's dialect, NAME.49.ok where <c>-C 4.9</c> differs.</summary>
/// <remarks>The first line of an input is <c># ipsecctl FLAGS</c>. <c>files/</c> holds what inputs include and the keys they read.</remarks>
public sealed class GoldenIpsecTests
{
    private const string Folder = "Golden/ipsec";
    private const string FlagsStart = "# ipsecctl ";

    public static TheoryData<string> Names => [.. TestFiles.NamesIn(Folder, ".in")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Input_gives_the_golden_output(string name)
    {
        TestFiles.AssertMatches(Run(name, "").Everything, Folder, $"{name}.ok");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Input_gives_the_golden_output_of_4_9(string name)
    {
        var actual = Run(name, " -C 4.9").Everything;

        if (TestFiles.AreAccepted)
        {
            Accept(name, actual);
            return;
        }

        Assert.Equal(Expected49(name), actual);
    }

    [Fact]
    public void Every_expectation_has_an_input()
    {
        var inputs = TestFiles.NamesIn(Folder, ".in").ToHashSet(StringComparer.Ordinal);

        var orphans = TestFiles.NamesIn(Folder, ".ok").Where(n => !inputs.Contains(n.EndsWith(".49", StringComparison.Ordinal) ? n[..^3] : n));

        Assert.Empty(orphans);
    }

    internal static string Expected(string name) => TestFiles.Read(Folder, $"{name}.ok");

    internal static string Expected49(string name) =>
        TestFiles.Read(Folder, TestFiles.NamesIn(Folder, ".49.ok").Contains(name, StringComparer.Ordinal) ? $"{name}.49.ok" : $"{name}.ok");

    private static IpsecctlRun Run(string name, string moreFlags)
    {
        var text = TestFiles.Read(Folder, $"{name}.in");
        Assert.StartsWith(FlagsStart, text, StringComparison.Ordinal);
        var flags = text[FlagsStart.Length..text.IndexOf('\n', StringComparison.Ordinal)].TrimEnd();
        return IpsecctlRun.Of(text, flags + moreFlags, FakeMachine.Environment(ReadFile));
    }

    private static byte[]? ReadFile(string path) =>
        File.Exists(Path.Combine(TestFiles.Project, Folder, "files", path))
            ? Encoding.UTF8.GetBytes(TestFiles.Read(Folder, "files", path))
            : null;

    private static void Accept(string name, string actual)
    {
        var file = Path.Combine(TestFiles.Project, Folder, $"{name}.49.ok");
        File.Delete(file);
        if (!string.Equals(Run(name, "").Everything, actual, StringComparison.Ordinal))
        {
            File.WriteAllText(file, actual);
        }
    }
}
