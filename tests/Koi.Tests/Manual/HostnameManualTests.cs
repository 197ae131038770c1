using System.Text.RegularExpressions;
using Koi.Interfaces.Hostname;
using Koi.Interfaces.Ifconfig;
using Koi.Tests.Interfaces.Hostname;

namespace Koi.Tests.Manual;

public sealed partial class HostnameManualTests
{
    private static readonly ManualPage Language = ManualPage.Read("hostname.if.5");
    private static readonly ManualPage Tool = ManualPage.Read("netstart.8");

    public static TheoryData<string> Examples() => [.. Language.Displays("EXAMPLES")];

    public static TheoryData<string> CreationParameters() => [.. CreationWords.Operands.Keys];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_whole_file_without_errors(string example)
    {
        var file = NetstartRun.Parse("hostname.eth0", example);

        Assert.Empty(file.Diagnostics.Select(d => $"{d.Span?.Position.Line}: {d.Message}"));
        Assert.NotEmpty(file.Lines);
    }

    [Fact]
    public void There_are_examples_of_every_kind_of_line()
    {
        var kinds = Language.Displays("EXAMPLES").SelectMany(text => NetstartRun.Parse("hostname.eth0", text).Lines).Select(line => line.GetType());

        Assert.Equal(typeof(HostnameLine).GetNestedTypes().OrderBy(t => t.Name, StringComparer.Ordinal), kinds.Distinct().OrderBy(t => t.Name, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CreationParameters))]
    public void The_page_has_every_parameter_of_creation(string word) =>
        Assert.Contains($"\n.Cm {word}", Language.Section("GRAMMAR"), StringComparison.Ordinal);

    [Fact]
    public void The_page_of_netstart_has_every_option_and_no_other() =>
        Assert.Equal(NetstartOptions.Letters.Where(char.IsAsciiLetter).Order(), Tool.OptionLetters().Distinct().Order());

    [Fact]
    public void The_order_on_the_page_is_that_of_the_program()
    {
        var families = Family().Matches(Tool.Section("ORDER")).Select(m => m.Groups["name"].Value).ToArray();

        var ranks = families.Select(family => InterfaceFamily.Rank($"{family}0")).ToArray();

        Assert.Contains("wg", families);
        Assert.DoesNotContain(1, ranks);
        Assert.Equal(ranks.Order(), ranks);
        Assert.Equal(Enumerable.Range(2, ranks[^1] - 1), ranks.Distinct());
    }

    [Fact]
    public void The_page_has_the_commands_of_every_client() => Assert.All(
        DhcpClient.All,
        client => Assert.Contains($"\n.Ql {client.CommandFor("IF")}\n", Tool.Section("DHCP"), StringComparison.Ordinal));

    [GeneratedRegex(@"(?<=^\.(?:Pq also )?(?:Pq )?Li | , )(?<name>[a-z]+)(?= [;,.)]|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Family();
}
