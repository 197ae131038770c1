using System.Text.RegularExpressions;
using Koi.Lab;
using Koi.SystemTests.Koid;

namespace Koi.SystemTests.Documents;

/// <summary>The examples of docs/groups.md are loaded as they stand there.</summary>
public sealed partial class GroupsPageTests
{
    [Fact]
    public void Each_example_is_accepted_on_an_empty_machine()
    {
        using var gateway = new KoidHost();

        foreach (var example in Examples())
        {
            gateway.Host.RunWithInput(example, "nft", "-c", "-f", "-").Check();
        }
    }

    [Fact]
    public void Each_example_can_be_loaded_twice_and_members_stay()
    {
        using var gateway = new KoidHost();
        gateway.Ip("link add eth0 type veth peer name peer0\naddr add 192.0.2.1/24 dev eth0\n");
        gateway.Start();
        gateway.Nft("add set inet koi g_ext { type ifname; }\nadd element inet koi g_ext { eth0 }\n");
        gateway.AwaitMembers("ext", "eth0");

        foreach (var example in Examples())
        {
            gateway.Nft(example);
            gateway.Nft(example);
            gateway.AwaitMembers("ext", "eth0");
        }

        gateway.AwaitMembers("lo", "lo");
    }

    [Fact]
    public void Sets_of_the_table_are_unknown_in_others()
    {
        using var gateway = new KoidHost();
        gateway.Start();

        var refused = gateway.Host.RunWithInput(
            "table inet fw {\n chain c { iifname @g_egress accept; }\n}\n", "nft", "-f", "-");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("No such file or directory", refused.Errors);
    }

    private static List<string> Examples()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "groups.md"));
        List<string> examples = [.. Fence().Matches(page).Select(found => found.Groups["text"].Value)];
        Assert.True(examples.Count >= 5, "the page has lost its examples");
        return examples;
    }

    [GeneratedRegex(@"^```nft\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}
