namespace Koi.Netlink.Netfilter;

/// <summary>The order of a value's bytes, which nft needs to print it; nft, enum byteorder.</summary>
public enum ValueOrder : byte
{
    /// <summary>Whoever made the set did not say.</summary>
    Unknown = 0,

    /// <summary>The machine's.</summary>
    Host = 1,

    /// <summary>The network's.</summary>
    Network = 2,
}

/// <summary>What keys or data of a set are. To the kernel only the length matters, the rest is nft's.</summary>
/// <param name="Number">nft's number of the type; concatenations have 6 bits for each part.</param>
/// <param name="Length">In bytes, 1-64.</param>
/// <param name="Order">Of the bytes; names of interfaces have the host's in nft's eyes.</param>
/// <remarks>nft, datatype.h, enum datatypes.</remarks>
public readonly record struct SetType(uint Number, uint Length, ValueOrder Order)
{
    /// <summary>nft's <c>ipv4_addr</c>.</summary>
    public static SetType AddressV4 => new(7, 4, ValueOrder.Network);

    /// <summary>nft's <c>ipv6_addr</c>.</summary>
    public static SetType AddressV6 => new(8, 16, ValueOrder.Network);

    /// <summary>nft's <c>mark</c>: 32 bits.</summary>
    public static SetType Mark => new(19, 4, ValueOrder.Host);

    /// <summary>nft's <c>ifname</c>: up to 15 bytes and zeroes.</summary>
    public static SetType InterfaceName => new(41, 16, ValueOrder.Host);
}
