using System.Text.RegularExpressions;
using Koi.Interfaces.Ifconfig;

namespace Koi.Tests.Manual;

public sealed class IfconfigManualTests
{
    private static readonly ManualPage Page = ManualPage.Read("ifconfig.8");

    [Fact]
    public void The_page_has_an_entry_for_every_parameter()
    {
        var entries = string.Join('\n', Page.Section("PARAMETERS").Split('\n').Where(l => l.StartsWith(".It ", StringComparison.Ordinal)));

        Assert.All(Parameters.All.Keys, word => AssertHasWord(entries, word));
    }

    [Fact]
    public void The_page_has_every_kind_and_every_protocol()
    {
        Assert.All(CreationWords.Cloners, name => AssertHasWord(Page.Section("KINDS"), name));
        Assert.All(Parameters.TrunkProtocols.Keys, name => AssertHasWord(Page.Section("TRUNK"), name));
    }

    [Fact]
    public void The_page_has_every_option_and_no_other() =>
        Assert.Equal(CommandReader.Letters.Order(), Page.OptionLetters().Distinct().Order());

    [Fact]
    public void The_page_has_every_member_of_the_JSON()
    {
        var view = new InterfaceView(new(Interfaces.Ifconfig.World.Card(2, "eth0"), []), []);
        var json = new InterfaceJson(Interfaces.Ifconfig.World.Table()).Print([view], showsAliases: true, ShownFamily.Any);
        using var parsed = System.Text.Json.JsonDocument.Parse(json);

        Assert.All(parsed.RootElement.GetProperty("interfaces")[0].EnumerateObject(), member => AssertHasWord(Page.Section("JSON"), member.Name));
    }

    [Fact]
    public void Every_example_is_a_command_that_can_be_read()
    {
        var commands = Page.Displays("EXAMPLES").SelectMany(d => d.Split('\n')).Select(l => l.TrimStart('#', '$', ' '))
            .Where(l => l.StartsWith("koi ifconfig ", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(commands);
        Assert.All(commands, command =>
        {
            var read = IfconfigCommand.Parse(command.Split(' ').AsSpan(2), out var error);
            Assert.True(read is not null, $"{command}: {error}");
        });
    }

    private static void AssertHasWord(string text, string word) => Assert.Matches($@"(?<![\w-]){Regex.Escape(word)}(?![\w-])", text);
}
