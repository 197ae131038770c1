using System.Globalization;
using Koi.Netlink;

namespace Koi.Ipsec.Rules;

/// <summary>An address of a rule, after look-ups and lists were resolved.</summary>
/// <param name="prefix">The address with its host bits, and the prefix length.</param>
/// <param name="isNetwork">Whether it was written as a network: <c>2.2.2.2/32</c> is one, and no default peer.</param>
/// <param name="name">The name that isakmpd's sections bear when it is not the address itself: an interface, or <c>10.0.2/24</c>.</param>
public sealed class HostAddress(InetPrefix prefix, bool isNetwork = false, string? name = null)
{
    /// <summary>The address with its host bits, and the prefix length.</summary>
    public InetPrefix Prefix { get; } = prefix;

    /// <summary>Whether it was written as a network.</summary>
    public bool IsNetwork { get; } = isNetwork;

    /// <summary>The source network before address translation, of <c>from A (B)</c>.</summary>
    public HostAddress? NatSource { get; init; }

    /// <summary>How the address is called in isakmpd's sections and in messages.</summary>
    public string Name => name ?? (IsNetwork
        ? string.Create(CultureInfo.InvariantCulture, $"{Prefix.Address}/{Prefix.Length}")
        : Prefix.Address.ToString());

    /// <summary>0.0.0.0/0.</summary>
    public static HostAddress AnyV4 { get; } = new(new(InetAddress.AnyV4, 0), isNetwork: true);

    /// <summary>::/0.</summary>
    public static HostAddress AnyV6 { get; } = new(new(InetAddress.AnyV6, 0), isNetwork: true);

    /// <summary>The numeric address, with its prefix length unless it is a host.</summary>
    public override string ToString() => Prefix.ToString();
}
