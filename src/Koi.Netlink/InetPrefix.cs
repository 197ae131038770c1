namespace Koi.Netlink;

/// <summary>An address and a prefix length; host bits are kept as given.</summary>
/// <param name="Address">The address, with its host bits.</param>
/// <param name="Length">0 to 32 for IPv4, 0 to 128 for IPv6.</param>
public readonly record struct InetPrefix(InetAddress Address, byte Length)
{
    /// <summary>Whether the prefix is a single address.</summary>
    public bool IsHost => Length == Address.MaxPrefixLength;

    /// <summary>The prefix with its host bits zero.</summary>
    public InetPrefix Masked => new(Address.Masked(Length), Length);

    /// <summary>The prefix of one address.</summary>
    public static InetPrefix Host(InetAddress address) => new(address, address.MaxPrefixLength);

    /// <summary>The address alone for a host, <c>address/length</c> otherwise.</summary>
    public override string ToString() => IsHost ? Address.ToString() : $"{Address}/{Length}";
}
