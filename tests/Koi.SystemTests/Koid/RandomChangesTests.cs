namespace Koi.SystemTests.Koid;

/// <summary>After each of many random changes the sets hold what an independent computation says.</summary>
public sealed class RandomChangesTests : IDisposable
{
    private const int Operations = 2500;

    private static readonly string[] Kinds = ["bridge", "carp", "lo", "macvlan", "vether"];

    private readonly KoidHost gateway = new();

    public void Dispose() => gateway.Dispose();

    /// <summary>Four seeds make 10,000 changes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20051)]
    [InlineData(38)]
    [InlineData(490)]
    public void Sets_follow_links_addresses_routes_and_next_hops(int seed)
    {
        gateway.Start();
        gateway.Nft("""
            add set inet koi a4_egress { type ipv4_addr; comment "(egress)"; }
            add set inet koi a6_egress { type ipv6_addr; comment "(egress)"; }
            add set inet koi a4_first { type ipv4_addr; comment "(egress:0)"; }
            add set inet koi a4_net { type ipv4_addr; flags interval; comment "(egress:network)"; }
            add set inet koi a6_net { type ipv6_addr; flags interval; comment "(self:network)"; }
            add set inet koi a4_self { type ipv4_addr; comment "(self:broadcast)"; }
            add set inet koi a4_if1 { type ipv4_addr; comment "(if1)"; }
            add set inet koi a4_bridge { type ipv4_addr; comment "(bridge)"; }

            """);
        using var v4 = new IpProgram(gateway.Host, "-4");
        using var v6 = new IpProgram(gateway.Host, "-6");
        var operations = new RandomOperations(seed);
        var changes = 0;
        var before = "";
        for (var count = 0; count < Operations; count++)
        {
            var (isV6, operation) = operations.Next();
            (isV6 ? v6 : v4).Try(operation);
            if (operation.Contains(" name ", StringComparison.Ordinal))
            {
                v4.Restart();
                v6.Restart();
            }

            var expected = "";
            gateway.Await(() => expected = Expected(new ExpectedSets(v4, v6)), Actual, $"seed {seed}, operation {count}: {operation}");
            changes += string.Equals(expected, before, StringComparison.Ordinal) ? 0 : 1;
            before = expected;
        }

        // The operations are worth something: a good part of them changes what the sets must hold.
        Assert.True(changes > Operations / 10, $"only {changes} operations changed something");
    }

    private static string Expected(ExpectedSets sets)
    {
        var egress = sets.EgressNames().ToList();
        return Lines(
            $"egress {sets.Egress()}",
            string.Join('\n', Kinds.Select(kind => $"{kind} {sets.Kind(kind)}")),
            $"a4_egress {sets.Addresses(egress, "inet")}",
            $"a6_egress {sets.Addresses(egress, "inet6")}",
            $"a4_first {sets.Addresses(egress, "inet", isFirstOnly: true)}",
            $"a4_net {sets.Networks(egress, "inet")}",
            $"a6_net {sets.Networks(sets.Names.Values, "inet6")}",
            $"a4_self {sets.Broadcasts()}",
            $"a4_if1 {sets.Addresses(["if1"], "inet")}",
            $"a4_bridge {sets.Addresses(sets.Kind("bridge").Split(' '), "inet")}");
    }

    private string Actual() => Lines(
        $"egress {gateway.Members("egress")}",
        string.Join('\n', Kinds.Select(kind => $"{kind} {gateway.Members(kind)}")),
        $"a4_egress {gateway.Addresses("a4_egress")}",
        $"a6_egress {gateway.Addresses("a6_egress")}",
        $"a4_first {gateway.Addresses("a4_first")}",
        $"a4_net {gateway.Addresses("a4_net")}",
        $"a6_net {gateway.Addresses("a6_net")}",
        $"a4_self {gateway.Addresses("a4_self")}",
        $"a4_if1 {gateway.Addresses("a4_if1")}",
        $"a4_bridge {gateway.Addresses("a4_bridge")}");

    private static string Lines(params string[] lines) => string.Join('\n', lines);
}
