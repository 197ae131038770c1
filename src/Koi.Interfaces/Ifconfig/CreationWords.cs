using System.Collections.Frozen;

namespace Koi.Interfaces.Ifconfig;

/// <summary>
/// Which interfaces <c>ifconfig</c> can make, and which of their parameters Linux wants when they are made: a vlan is made with its
/// parent and its tag, a tunnel with its ends, and a kind that follows from them.
/// </summary>
public static class CreationWords
{
    /// <summary>Parameters that may be given together with <c>create</c>, and how many operands each takes.</summary>
    public static FrozenDictionary<string, int> Operands { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["parent"] = 1,
        ["trunkproto"] = 1,
        ["tunnel"] = 2,
        ["tunnelttl"] = 1,
        ["vlan"] = 1,
        ["vlandev"] = 1,
        ["vnetid"] = 1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of interfaces that <c>create</c> makes, without their numbers; what <c>ifconfig -C</c> lists.</summary>
    public static FrozenSet<string> Cloners { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "aggr", "bridge", "carp", "egre", "gif", "gre", "lo", "svlan", "tap", "trunk", "tun", "veb", "vether", "vlan", "vxlan", "wg");

    /// <summary>Whether it is the name of such an interface: <c>vlan5</c>, <c>trunk0</c>.</summary>
    public static bool IsCloned(string interfaceName) =>
        interfaceName.Length <= GroupName.MaxLength && Cloner(interfaceName) is { } cloner && cloner.Length < interfaceName.Length;

    /// <summary>The name without its number, when <c>create</c> makes such interfaces; null otherwise.</summary>
    internal static string? Cloner(string interfaceName)
    {
        var cloner = interfaceName.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        return Cloners.Contains(cloner) ? cloner : null;
    }
}
