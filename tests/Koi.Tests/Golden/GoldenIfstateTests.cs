using Koi.Ifstate.Language;
using Koi.Tests.Ifstate.Language;
using Koi.Tests.Ipsec;

namespace Koi.Tests.Golden;

/// <summary>Golden files of ifstated.conf: NAME.in, NAME.ok as <see cref="IfstatedRun"/> shows it, NAME.dot and NAME.mmd for graphs.</summary>
/// <remarks><c>files/</c> holds what inputs include.</remarks>
public sealed class GoldenIfstateTests
{
    private const string Folder = "Golden/ifstate";

    public static TheoryData<string> Names => [.. TestFiles.NamesIn(Folder, ".in")];

    public static TheoryData<string> Graphs => [.. TestFiles.NamesIn(Folder, ".dot")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Input_gives_the_golden_output(string name) =>
        TestFiles.AssertMatches(IfstatedRun.Golden(TestFiles.Read(Folder, $"{name}.in"), Include), Folder, $"{name}.ok");

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Input_gives_the_golden_graphs(string name)
    {
        var configuration = IfstatedRun.Parse(TestFiles.Read(Folder, $"{name}.in"), include: Include).Configuration!;

        TestFiles.AssertMatches(GraphPrinter.PrintDot(configuration), Folder, $"{name}.dot");
        TestFiles.AssertMatches(GraphPrinter.PrintMermaid(configuration), Folder, $"{name}.mmd");
    }

    [Fact]
    public void Every_expectation_has_an_input() =>
        Assert.Equal(TestFiles.NamesIn(Folder, ".in"), TestFiles.NamesIn(Folder, ".ok"));

    private static (string Text, string? Error) Include(string path) =>
        File.Exists(Path.Combine(TestFiles.Project, Folder, "files", path))
            ? (TestFiles.Read(Folder, "files", path), null)
            : ("", "No such file or directory");
}
