using Koi.Tests.Ifstate.Trace;
using Koi.Tests.Ipsec;

namespace Koi.Tests.Golden;

/// <summary>Golden files of <c>ifstated -t</c>: NAME.in is a configuration, a line <c>-- trace</c>, and a trace.</summary>
public sealed class GoldenTraceTests
{
    private const string Folder = "Golden/ifstate-trace";

    public static TheoryData<string> Names => [.. TestFiles.NamesIn(Folder, ".in")];

    /// <summary>Every message about a trace.</summary>
    public static TheoryData<string> Messages =>
    [
        "is not a time", "this is before the line above", "unterminated quote", "nothing happens at this time", "is none of link, inet",
        "link wants an interface", "inet wants an interface", "route wants an interface", "group wants a name", "demotion wants a group",
        "exit wants a status", "end wants nothing and no more", "a link is up, down, unknown or gone", "is not an address with a prefix length",
        "a route is inet or inet6", "only gone may stand", "is no test of the configuration", "is not a number of 0 to 255",
        "the states lead to each other without end, giving up", "too much happens, giving up",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Input_gives_the_golden_output(string name) =>
        TestFiles.AssertMatches(TraceText.Golden(TestFiles.Read(Folder, $"{name}.in")), Folder, $"{name}.ok");

    [Fact]
    public void Every_expectation_has_an_input() =>
        Assert.Equal(TestFiles.NamesIn(Folder, ".in"), TestFiles.NamesIn(Folder, ".ok"));

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_message_has_a_golden_file(string message) =>
        Assert.Contains(TestFiles.NamesIn(Folder, ".ok"), name => TestFiles.Read(Folder, $"{name}.ok").Contains(message, StringComparison.Ordinal));
}
