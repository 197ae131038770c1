using System.Collections.Immutable;

namespace Koi.Netlink.Netfilter;

/// <summary>A rule of nf_tables: steps that a packet goes through until one fails or decides.</summary>
public sealed record NetfilterRule
{
    /// <summary>The chain it is in.</summary>
    public required ChainId Chain { get; init; }

    /// <summary>Its steps in order.</summary>
    /// <remarks>Records compare this array by reference.</remarks>
    public required ImmutableArray<NetfilterExpression> Expressions { get; init; }

    /// <summary>What names it within its table; told by the kernel.</summary>
    public ulong Handle { get; init; }

    /// <summary>The handle of the rule before it; when added, of the one to stand behind. Null for the first, when added for the last.</summary>
    public ulong? Position { get; init; }

    /// <summary>nft's comment, at most 128 bytes; null when it has none.</summary>
    public string? Comment { get; init; }

    /// <summary>A rule for the end of a chain.</summary>
    public static NetfilterRule Of(ChainId chain, params ReadOnlySpan<NetfilterExpression> expressions) =>
        new() { Chain = chain, Expressions = [.. expressions] };
}
