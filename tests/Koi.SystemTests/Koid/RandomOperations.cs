namespace Koi.SystemTests.Koid;

/// <summary>Lines for ip(8) that change links, addresses, routes and next hops at random; many of them the kernel refuses.</summary>
internal sealed class RandomOperations(int seed)
{
    private const string V6 = "-6 ";

    private readonly Random random = new(seed);

    /// <summary>The next line, and whether it is IPv6's.</summary>
    public (bool IsV6, string Line) Next()
    {
        var line = NextLine();
        return line.StartsWith(V6, StringComparison.Ordinal) ? (true, line[V6.Length..]) : (false, line);
    }

    private string NextLine() => random.Next(26) switch
    {
        0 => $"link add {Link()} type veth peer name {Link()}",
        1 => $"link add {Link()} type bridge",
        2 => $"link add {Link()} link {Link()} address 00:00:5e:00:0{random.Next(1, 3)}:0{random.Next(10)} type macvlan",
        3 => $"link del {Link()}",
        4 or 5 => $"link set {Link()} down",
        6 or 7 or 8 => $"link set {Link()} up",
        9 => $"link set {Link()} name {Link()}",
        10 => $"link set {Link()} {(random.Next(2) == 0 ? "nomaster" : $"master {Link()}")}",
        11 or 12 => $"address add {Address4()}/{random.Next(22, 33)} broadcast + dev {Link()}",
        13 => $"address del {Address4()}/{random.Next(22, 33)} dev {Link()}",
        14 => $"address flush dev {Link()} scope global",
        15 or 16 => $"-6 address add {Address6()}/{random.Next(60, 70)} dev {Link()} nodad",
        17 => $"-6 address del {Address6()}/{random.Next(60, 70)} dev {Link()}",
        18 or 19 => $"route {Change()} default {Hops(4)} {Metric()}",
        20 or 21 => $"-6 route {Change()} default {Hops(6)} {Metric()}",
        22 => $"route {Change()} {(random.Next(2) == 0 ? "blackhole" : "unreachable")} default {Metric()}",
        23 => $"route del default {(random.Next(2) == 0 ? "" : $"dev {Link()}")} {Metric()}",
        24 => $"-6 route del default {Metric()}",
        _ => NextHop(),
    };

    private string NextHop() => random.Next(5) switch
    {
        0 => $"nexthop {(random.Next(2) == 0 ? "add" : "replace")} id {random.Next(1, 4)} dev {Link()}",
        1 => $"nexthop {(random.Next(2) == 0 ? "add" : "replace")} id 10 group {random.Next(1, 3)}/3",
        2 => $"nexthop del id {(random.Next(3) == 0 ? 10 : random.Next(1, 4))}",
        3 => $"-6 nexthop replace id {random.Next(5, 8)} dev {Link()}",
        _ => $"{(random.Next(2) == 0 ? "" : "-6 ")}route replace default nhid {(random.Next(3) == 0 ? 10 : random.Next(1, 8))} {Metric()}",
    };

    private string Hops(int family)
    {
        var onLink = family == 4 && random.Next(3) == 0 ? $"via {Address4()} dev {Link()} onlink" : $"dev {Link()}";
        return random.Next(3) switch
        {
            0 => $"nexthop dev {Link()} nexthop dev {Link()}",
            1 when family == 4 => $"dev {Link()} src {Address4()}",
            _ => onLink,
        };
    }

    private string Change() => random.Next(3) switch { 0 => "add", 1 => "append", _ => "replace" };

    private string Metric() => random.Next(3) == 0 ? "" : $"metric {random.Next(1, 4) * 100}";

    private string Link() => $"if{random.Next(8)}";

    private string Address4() => $"10.0.{random.Next(4)}.{random.Next(1, 5)}";

    private string Address6() => $"2001:db8:0:{random.Next(3)}::{random.Next(1, 5)}";
}
