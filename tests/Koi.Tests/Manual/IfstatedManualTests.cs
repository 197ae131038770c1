using System.Text.RegularExpressions;
using Koi.Ifstate;
using Koi.Ifstate.Language;
using Koi.Tests.Ifstate.Language;

namespace Koi.Tests.Manual;

public sealed partial class IfstatedManualTests
{
    private static readonly ManualPage Page = ManualPage.Read("ifstated.conf.5");

    /// <summary>The words that are not reserved.</summary>
    private static readonly string[] OtherWords =
    [
        "include", "timeout", "changed", "route", "group", "members", "demoted", "after", "rise", "fall",
        "any:", "all:", "group:", "inet", "inet6", "addr", "ms", "s", "m", "h",
    ];

    public static TheoryData<string> Examples() => [.. Page.Displays("EXAMPLES").Where(d => !d.StartsWith("$ ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_whole_file_without_errors_or_remarks(string example)
    {
        var parsed = Parse(example);

        Assert.Empty(parsed.Diagnostics.Concat(parsed.Remarks).Select(IfstatedRun.Place));
    }

    [Fact]
    public void There_are_examples_of_nearly_every_kind_of_test()
    {
        var kinds = Page.Displays("EXAMPLES").Where(d => d.Contains("state ", StringComparison.Ordinal) && !d.StartsWith("$ ", StringComparison.Ordinal))
            .SelectMany(d => Parse(d).Configuration!.States.Append(Parse(d).Configuration!.Global)).SelectMany(s => s.Tests).Select(t => t.GetType()).ToHashSet();

        Assert.Empty(typeof(Test).GetNestedTypes().Except(kinds).Except([typeof(Test.Members), typeof(Test.Demoted)]));
    }

    [Fact]
    public void The_grammar_has_every_word_and_no_other()
    {
        var keywords = Enum.GetValues<Keyword>().Select(k => Keywords.Text((int)k));

        var quoted = QuotedWord().Matches(Page.Section("GRAMMAR")).Select(m => m.Groups["word"].Value).Distinct(StringComparer.Ordinal);

        Assert.Equal(keywords.Concat(OtherWords).Order(StringComparer.Ordinal), quoted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_example_of_precedence_is_true()
    {
        var scope = IfstatedRun.Good("if a.link.up || b.link.up && c.link.up\nrun x\n").Global;

        Assert.Contains("\n.Ql \"( a || b ) && c\" .\n", Page.Section("EXPRESSIONS"), StringComparison.Ordinal);
        Assert.Equal("((a.link.up || b.link.up) && c.link.up)", TestText.Of(((Statement.If)scope.Body[0]).Condition, scope.Tests));
    }

    private static ParsedConfiguration Parse(string text) => IfstatedRun.Parse(
        text,
        include: static path => path is "/etc/koi/macros.conf" ? (Page.Displays("EXAMPLES").Single(d => d.StartsWith("office", StringComparison.Ordinal)), null) : ("", "missing"));

    [GeneratedRegex("\"(?<word>[a-z&|][a-z0-9&|:-]*)\"", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex QuotedWord();
}
