using System.Collections.Frozen;
using System.Text;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>A word of ifconfig(8).</summary>
/// <param name="Operands">How many words follow it.</param>
/// <param name="Read">Takes them; returns what is wrong, null when nothing is.</param>
internal sealed record Parameter(int Operands, ParameterAction Read);

/// <summary>Takes a parameter's operands; returns what is wrong, null when nothing is.</summary>
internal delegate string? ParameterAction(ParameterReader reader, ReadOnlySpan<string> operands);

/// <summary>All words of ifconfig(8), in the order of its page.</summary>
internal static partial class Parameters
{
    private const int MostDescription = 255;

    private static readonly FrozenSet<string> UnsupportedWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "media", "mediaopt", "-mediaopt", "mode", "instance", "debug", "-debug", "link0", "-link0", "link1", "-link1", "link2", "-link2",
        "metric", "priority", "llprio", "rdomain", "-rdomain", "rtlabel", "-rtlabel", "autoconf", "-autoconf", "autoconfprivacy",
        "-autoconfprivacy", "anycast", "-anycast", "tentative", "-tentative", "mpls", "-mpls", "staticarp", "-staticarp", "vlanprio",
        "-vlandev", "-parent", "-tunnel", "deletetunnel", "-vnetid", "syncdev", "-syncdev", "maxupd", "defer",
        "-defer", "nwid", "-nwid", "nwkey", "wpakey", "wgkey", "wgpeer", "wgport", "stp", "-stp", "blocknonip", "-blocknonip");

    public static FrozenDictionary<string, Parameter> All { get; } = new Dictionary<string, Parameter>(CarpWords, StringComparer.Ordinal)
    {
        ["create"] = Plain(new Operation.Create()),
        ["destroy"] = Plain(new Operation.Destroy()),
        ["up"] = Plain(new Operation.SetUp(true)),
        ["down"] = Plain(new Operation.SetUp(false)),
        ["arp"] = Plain(new Operation.Arp(true)),
        ["-arp"] = Plain(new Operation.Arp(false)),
        ["mtu"] = One((r, v) => Number(v, "mtu", 0, int.MaxValue, n => r.Add(new Operation.Mtu(n)))),
        ["lladdr"] = One(Lladdr),
        ["description"] = One(Description),
        ["descr"] = One(Description),
        ["-description"] = Plain(new Operation.Description("")),
        ["-descr"] = Plain(new Operation.Description("")),
        ["group"] = One((r, v) => GroupName.Error(v) ?? r.Add(new Operation.Join(v))),
        ["-group"] = One((r, v) => v.Length > GroupName.MaxLength ? "unsetifgroup: group name too long" : r.Add(new Operation.Leave(v))),
        ["inet"] = new(0, static (r, _) => r.BeginAddress(isV6: false)),
        ["inet6"] = new(0, static (r, _) => r.BeginAddress(isV6: true)),
        ["-inet"] = Plain(new Operation.RemoveAll(IsV6: false)),
        ["-inet6"] = Plain(new Operation.RemoveAll(IsV6: true)),
        ["alias"] = Flag(a => a.MarkAlias()),
        ["-alias"] = Flag(a => a.MarkDeleted()),
        ["delete"] = Flag(a => a.MarkDeleted()),
        ["netmask"] = Address((a, v) => a.TakeNetmask(v)),
        ["prefixlen"] = Address((a, v) => a.TakePrefixLength(v)),
        ["broadcast"] = Address((a, v) => a.TakeBroadcast(v)),
        ["dest"] = Address((a, v) => a.TakeDestination(v)),
        ["eui64"] = Flag(a => a.MarkEui64()),
        ["pltime"] = Address((a, v) => a.TakeLifetime("pltime", v)),
        ["vltime"] = Address((a, v) => a.TakeLifetime("vltime", v)),
        ["vlan"] = One((r, v) => Number(v, "vlan tag", 1, 4094, n => r.Add(new Operation.Vnetid(n)))),
        ["vnetid"] = One((r, v) => Number(v, "vnetid", 0, uint.MaxValue, n => r.Add(new Operation.Vnetid(n)))),
        ["vlandev"] = One((r, v) => r.Add(new Operation.Parent(v))),
        ["parent"] = One((r, v) => r.Add(new Operation.Parent(v))),
        ["tunnel"] = new(2, Tunnel),
        ["tunnelttl"] = One(TunnelTtl),
        ["add"] = One((r, v) => r.Add(new Operation.AddPort(v, PortOwner.Bridge))),
        ["del"] = One((r, v) => r.Add(new Operation.RemovePort(v, PortOwner.Bridge))),
        ["trunkproto"] = One(TrunkProto),
        ["trunkport"] = One((r, v) => r.Add(new Operation.AddPort(v, PortOwner.Trunk))),
        ["-trunkport"] = One((r, v) => r.Add(new Operation.RemovePort(v, PortOwner.Trunk))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of the protocols of trunk(4).</summary>
    public static FrozenDictionary<string, TrunkProtocol> TrunkProtocols { get; } = new Dictionary<string, TrunkProtocol>(StringComparer.Ordinal)
    {
        ["roundrobin"] = TrunkProtocol.RoundRobin,
        ["failover"] = TrunkProtocol.Failover,
        ["loadbalance"] = TrunkProtocol.LoadBalance,
        ["broadcast"] = TrunkProtocol.Broadcast,
        ["lacp"] = TrunkProtocol.Lacp,
        ["none"] = TrunkProtocol.None,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What to say of OpenBSD's words that Koi does not have; null for all others.</summary>
    public static string? Absent(string word) =>
        UnsupportedWords.Contains(word) ? $"{word}: not supported on Linux; see ifconfig(8), DEPARTURES"
        : AbsentOfCarp(word);

    private static Parameter Plain(Operation operation) => new(0, (reader, _) => reader.Add(operation));

    private static Parameter One(Func<ParameterReader, string, string?> read) => new(1, (reader, operands) => read(reader, operands[0]));

    private static Parameter Flag(Func<AddressReader, string?> mark) => new(0, (reader, _) => reader.AddToAddress(mark));

    private static Parameter Address(Func<AddressReader, string, string?> take) => One((r, v) => r.AddToAddress(a => take(a, v)));

    private static string? Number(string text, string name, uint least, uint most, Func<uint, string?> use) =>
        DecimalNumber.Read(text, least, most, out var number) is { } wrong ? $"{name} {text}: {wrong}" : use(number);

    private static string? Lladdr(ParameterReader reader, string text) =>
        text is "random" ? reader.Add(new Operation.Lladdr(null))
        : text is CarpText.OfParent ? reader.Add(new Operation.LladdrOfParent())
        : HardwareAddress.TryParse(text, out var address) ? reader.Add(new Operation.Lladdr(address))
        : "malformed link-level address";

    private static string? Description(ParameterReader reader, string text) =>
        Encoding.UTF8.GetByteCount(text) > MostDescription ? $"description: longer than {MostDescription} bytes"
        : text.Any(char.IsControl) ? "description: control characters cannot be in it"
        : reader.Add(new Operation.Description(text));

    private static string? Tunnel(ParameterReader reader, ReadOnlySpan<string> ends)
    {
        if (!InetAddress.TryParse(ends[0], out var source) || source.IsAny)
        {
            return $"{ends[0]}: bad value";
        }

        return InetAddress.TryParse(ends[1], out var destination) && destination.IsV6 == source.IsV6
            ? reader.Add(new Operation.Tunnel(source, destination))
            : $"{ends[1]}: bad value";
    }

    private static string? TunnelTtl(ParameterReader reader, string text) =>
        text is "copy" ? reader.Add(new Operation.TunnelTtl(0))
        : Number(text, "tunnelttl", 1, byte.MaxValue, n => reader.Add(new Operation.TunnelTtl((byte)n)));

    private static string? TrunkProto(ParameterReader reader, string name) => TrunkProtocols.TryGetValue(name, out var protocol)
        ? reader.Add(new Operation.TrunkProto(protocol))
        : $"unknown trunk protocol: {name}";
}
