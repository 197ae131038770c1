using System.Text.Json;
using Koi.Netlink;

namespace Koi.SystemTests.Koid;

/// <summary>What the sets must hold, computed from what ip(8) shows and nothing of Koi's.</summary>
internal sealed class ExpectedSets
{
    private readonly JsonElement[] links;
    private readonly JsonElement[] addresses;
    private readonly JsonElement[] routes;

    public ExpectedSets(IpProgram v4, IpProgram v6)
    {
        links = v4.Show("link show");
        addresses = [.. v4.Show("address show"), .. v6.Show("address show")];
        routes = [.. v4.Show("route show table main"), .. v6.Show("route show table main")];
    }

    public IReadOnlyDictionary<int, string> Names => links.ToDictionary(l => l.GetProperty("ifindex").GetInt32(), Name);

    public string Egress() => Join(EgressNames());

    public string Kind(string group) => Join(links.Where(link => string.Equals(Group(link), group, StringComparison.Ordinal)).Select(Name));

    /// <summary>The addresses of interfaces, of one family, as a set holds them.</summary>
    public string Addresses(IEnumerable<string> interfaces, string family, bool isFirstOnly = false)
    {
        var found = interfaces.SelectMany(name => Of(name, family).Take(isFirstOnly ? 1 : int.MaxValue).Select(a => Address(a, "local")));
        return string.Join(' ', found.Distinct().Order());
    }

    /// <summary>The networks of interfaces, as few ranges.</summary>
    public string Networks(IEnumerable<string> interfaces, string family)
    {
        var networks =
            from name in interfaces
            from address in Of(name, family)
            let local = Address(address, "local")
            where !(local.IsV6 && local.IsLinkLocal)
            let length = address.GetProperty("prefixlen").GetInt32()
            select (First: local.Masked(length), Last: local.LastOf(length));
        List<(InetAddress First, InetAddress Last)> merged = [];
        foreach (var network in networks.Order())
        {
            if (merged.Count > 0 && (network.First <= merged[^1].Last || merged[^1].Last.Next == network.First))
            {
                merged[^1] = (merged[^1].First, network.Last > merged[^1].Last ? network.Last : merged[^1].Last);
            }
            else
            {
                merged.Add(network);
            }
        }

        return string.Join(' ', merged.Select(r => r.First == r.Last ? $"{r.First}" : $"{r.First}-{r.Last}"));
    }

    public string Broadcasts() => string.Join(' ', Names.Values
        .SelectMany(name => Of(name, "inet"))
        .Where(a => a.TryGetProperty("broadcast", out _))
        .Select(a => Address(a, "broadcast")).Distinct().Order());

    public IEnumerable<string> EgressNames() => routes
        .Where(route => route.GetProperty("dst").GetString() is "default"
            && (!route.TryGetProperty("type", out var type) || type.GetString() is "unicast"))
        .SelectMany(Devices).Distinct();

    private static IEnumerable<string> Devices(JsonElement route) => route.TryGetProperty("nexthops", out var hops)
        ? hops.EnumerateArray().Select(hop => hop.GetProperty("dev").GetString()!)
        : [route.GetProperty("dev").GetString()!];

    private IEnumerable<JsonElement> Of(string name, string family) => addresses
        .Where(link => string.Equals(Name(link), name, StringComparison.Ordinal))
        .SelectMany(link => link.GetProperty("addr_info").EnumerateArray())
        .Where(a => a.TryGetProperty("family", out var its) && string.Equals(its.GetString(), family, StringComparison.Ordinal));

    private static InetAddress Address(JsonElement address, string property) =>
        InetAddress.TryParse(address.GetProperty(property).GetString(), out var parsed) ? parsed : throw new FormatException($"{address}");

    private static string? Group(JsonElement link) => link switch
    {
        _ when link.GetProperty("link_type").GetString() is "loopback" => "lo",
        _ when !link.TryGetProperty("linkinfo", out var info) || !info.TryGetProperty("info_kind", out _) => null,
        _ => link.GetProperty("linkinfo").GetProperty("info_kind").GetString() switch
        {
            "veth" => "vether",
            "macvlan" when link.GetProperty("address").GetString()!.StartsWith("00:00:5e:00:01:", StringComparison.Ordinal) => "carp",
            var kind => kind,
        },
    };

    private static string Name(JsonElement link) => link.GetProperty("ifname").GetString()!;

    private static string Join(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));
}
