namespace Koi.Netlink.Netfilter;

/// <summary>What happens to a packet at the end of a chain with a hook; Linux uapi netfilter.h, NF_DROP and NF_ACCEPT.</summary>
public enum ChainPolicy : uint
{
    /// <summary>It is dropped.</summary>
    Drop = 0,

    /// <summary>It goes on.</summary>
    Accept = 1,
}

/// <summary>What names a chain.</summary>
/// <param name="Family">The table's.</param>
/// <param name="Table">The table's name.</param>
/// <param name="Name">1-127 bytes.</param>
public readonly record struct ChainId(TableFamily Family, string Table, string Name);

/// <summary>A chain of nf_tables: rules in order.</summary>
public sealed record NetfilterChain
{
    /// <summary>nft's <c>filter</c>: the type of chains that only accept and drop.</summary>
    public const string FilterType = "filter";

    /// <summary>Its table and name.</summary>
    public required ChainId Id { get; init; }

    /// <summary>Where it sees packets; null for a chain that only rules lead to.</summary>
    public ChainHook? Hook { get; init; }

    /// <summary>nft's type, <c>filter</c>, <c>nat</c> or <c>route</c>; for chains with a hook, null otherwise.</summary>
    public string? Type { get; init; }

    /// <summary>For chains with a hook; null for the kernel's, which is accept, or to leave it as it is.</summary>
    public ChainPolicy? Policy { get; init; }

    /// <summary>nft's comment, at most 128 bytes; null when it has none.</summary>
    public string? Comment { get; init; }

    /// <summary>Told by the kernel; a chain made anew has another.</summary>
    public ulong Handle { get; init; }

    /// <summary>A chain that filters at a hook.</summary>
    public static NetfilterChain Filter(ChainId id, ChainHook hook, ChainPolicy policy) =>
        new() { Id = id, Hook = hook, Type = FilterType, Policy = policy };
}
