namespace Koi.Netlink.Netfilter;

/// <summary>An element of a set or a map.</summary>
public sealed record SetElement
{
    /// <summary>Its key; empty for nft's <c>*</c>, which is for all keys that are not there.</summary>
    public required ElementValue Key { get; init; }

    /// <summary>The last key of a range of concatenated values; null for everything else.</summary>
    public ElementValue? LastKey { get; init; }

    /// <summary>A map's datum; null in sets, in maps of verdicts and in those of objects.</summary>
    public ElementValue? Data { get; init; }

    /// <summary>Whether the key is the first one after a range; it may at once be the first of the next range's.</summary>
    public bool IsIntervalEnd { get; init; }

    /// <summary>Whether it is nft's <c>*</c>.</summary>
    public bool IsCatchAll { get; init; }

    /// <summary>nft's mark for a range that goes up to the last key there is, and so has no end.</summary>
    public bool IsOpenInterval { get; init; }

    /// <summary>nft's comment, at most 128 bytes; null when it has none.</summary>
    public string? Comment { get; init; }

    /// <summary>How long it stays from when it was added; null when the set says it, 0 for ever. Wants <see cref="SetFlags.Timeout"/>.</summary>
    public ulong? TimeoutMilliseconds { get; init; }

    /// <summary>How long it still stays; told by the kernel, and when written, what it begins with.</summary>
    public ulong? ExpirationMilliseconds { get; init; }

    /// <summary>An interface in a set of names.</summary>
    public static SetElement OfInterface(string name, string? comment = null) =>
        new() { Key = ElementValue.FromInterfaceName(name), Comment = comment };

    /// <summary>An address in a set without ranges.</summary>
    public static SetElement OfAddress(InetAddress address, string? comment = null) =>
        new() { Key = ElementValue.FromAddress(address), Comment = comment };
}
