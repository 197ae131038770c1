using System.Text;
using Koi.Ipsec;
using Koi.Ipsec.Grammar;
using Koi.Language;

namespace Koi.Tests.Manual;

public sealed class ManualExamplesTests
{
    private static readonly ManualPage Page = ManualPage.Read("ipsec.conf.5");

    public static TheoryData<string> Examples() => [.. Page.Displays("EXAMPLES").Where(d => !IsForTheShell(d))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_whole_file_without_errors(string example)
    {
        var parsed = IpsecParser.Parse(new("ipsec.conf", example), Dialect.Current, Environment(), new MacroTable());

        Assert.Empty(parsed.Diagnostics.Select(d => $"{d.Span?.Position.Line}: {d.Message}"));
        Assert.NotEmpty(parsed.Rules);
    }

    [Fact]
    public void There_are_examples_of_every_kind_of_rule()
    {
        var examples = string.Concat(Page.Displays("EXAMPLES").Where(d => !IsForTheShell(d)));

        string[] kinds = ["flow", "esp", "ah", "ipcomp", "ike", "include"];
        Assert.All(kinds, kind => Assert.Contains($"\n{kind} ", $"\n{examples}", StringComparison.Ordinal));
    }

    private static bool IsForTheShell(string display) =>
        display.StartsWith("# ipsecctl", StringComparison.Ordinal) || display.StartsWith("$ ", StringComparison.Ordinal);

    private static IpsecEnvironment Environment() => new()
    {
        ReadInclude = static path => path is "/etc/koi/branch.conf"
            ? new("flow from 10.7.0.0/16 to 10.0.0.0/8 peer $centre\n")
            : new("", "No such file or directory"),
        ReadKeyFile = static path => new(Encoding.ASCII.GetBytes(new string('a', HexDigits(path)) + "\n")),
        FindGroup = static _ => default,
        FindInterface = static _ => default,
        ResolveName = static _ => [],
        HostName = static () => "gw1.example.com",
        Names = new(static () => null, static () => null),
    };

    private static int HexDigits(string path) =>
        path.EndsWith(".auth", StringComparison.Ordinal) ? 64
        : path.EndsWith("256.enc", StringComparison.Ordinal) ? 64
        : 32;
}
