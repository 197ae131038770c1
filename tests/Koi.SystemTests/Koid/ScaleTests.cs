using Koi.Lab;

namespace Koi.SystemTests.Koid;

/// <summary>A thousand interfaces in fifty groups.</summary>
public sealed class ScaleTests : IDisposable
{
    private const int Pairs = 500;
    private const int Groups = 50;

    private readonly KoidHost gateway = new();

    public void Dispose() => gateway.Dispose();

    [Fact]
    public void An_event_is_handled_with_as_many_messages_among_a_thousand_interfaces_as_among_few()
    {
        gateway.Ip("link add few0 type veth peer name few1\n");
        var koid = gateway.Start("-v");
        var among = Reaction(koid, "few0", "few9");
        Assert.Equal("add g_vether, delete g_vether", among);

        gateway.Ip(string.Concat(Enumerable.Range(0, Pairs).Select(i => $"link add a{i} type veth peer name b{i}\n")));
        gateway.Nft(string.Concat(Enumerable.Range(0, Groups).Select(g => $"add set inet koi g_group{Letters(g)} {{ type ifname; }}\n"))
            + string.Concat(Enumerable.Range(0, Pairs).Select(i =>
                $"add element inet koi g_group{Letters(i % Groups)} {{ a{i}, b{i} }}\nadd element inet koi g_group{Letters((i + 7) % Groups)} {{ a{i} }}\n")));
        gateway.Await("30", () => $"{gateway.Elements("g_groupaa", e => e.Comment?[..7]).Split(' ').Count(mark => mark is "ifindex")}", "the first group");
        gateway.Await($"{Pairs * 2 + 2}", () => $"{gateway.Members("vether").Split(' ').Length}", "kind");

        Assert.Equal(among, Reaction(koid, "few9", "few0"));
        gateway.Ip("link set a3 name wan\n");
        gateway.AwaitMembers("group" + Letters(3), Expected(3));
    }

    /// <summary>What koid does about a new name, in its own words without names.</summary>
    private string Reaction(RunningProgram koid, string from, string to)
    {
        gateway.Ip($"link set {from} name {to}\n");
        // The two interfaces' names stand in no other line.
        var lines = Enumerable.Range(0, 2).Select(_ => koid.WaitForLine(
            line => line.Contains($" {from} ", StringComparison.Ordinal) || line.EndsWith($" {from}", StringComparison.Ordinal)
                || line.Contains($" {to} ", StringComparison.Ordinal), $"{from} or {to}"));
        return string.Join(", ", lines.Select(line => string.Join(' ', line.Split(' ')[1..3])).Order(StringComparer.Ordinal));
    }

    private static string Expected(int group) => string.Join(' ', Enumerable.Range(0, Pairs)
        .SelectMany(i => (string[])[.. i % Groups == group ? [$"a{i}", $"b{i}"] : Array.Empty<string>(), .. (i + 7) % Groups == group ? [$"a{i}"] : Array.Empty<string>()])
        .Select(name => name is "a3" ? "wan" : name)
        .Order(StringComparer.Ordinal));

    private static string Letters(int number) => $"{(char)('a' + (number / 26))}{(char)('a' + (number % 26))}";
}
