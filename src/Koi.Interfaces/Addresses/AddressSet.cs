using System.Collections.Immutable;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Addresses;

/// <summary>A set of addresses that another tool declared and koid keeps: <c>a4_…</c> or <c>a6_…</c>, described by its comment.</summary>
/// <param name="Name">The nftables set.</param>
/// <param name="Expression">What it holds.</param>
/// <param name="IsInterval">Whether it holds ranges, which networks need; else single addresses.</param>
public sealed record AddressSet(string Name, AddressExpression Expression, bool IsInterval)
{
    private const string Prefix4 = "a4_";
    private const string Prefix6 = "a6_";

    /// <summary>The kernel's number of the set; 0 while it is not known.</summary>
    public ulong Handle { get; init; }

    /// <summary>What the kernel's set holds.</summary>
    public ImmutableHashSet<AddressRange> Ranges { get; init; } = [];

    /// <summary>Whether it holds IPv6 addresses.</summary>
    public bool IsV6 => Name.StartsWith(Prefix6, StringComparison.Ordinal);

    /// <summary>Whether a set's name makes it one of these.</summary>
    public static bool IsName(string set) =>
        set.StartsWith(Prefix4, StringComparison.Ordinal) || set.StartsWith(Prefix6, StringComparison.Ordinal);

    /// <summary>What it must hold.</summary>
    public ImmutableHashSet<AddressRange> Wanted(IEnumerable<Interface> members)
    {
        var ranges = members.SelectMany(member => Expression.Of(member, IsV6));
        return IsInterval ? [.. AddressRanges.Merge(ranges)] : [.. ranges.Where(range => range.First == range.Last)];
    }

    /// <summary>What is wrong with the declaration; null when nothing is.</summary>
    public string? Error => !IsInterval && Expression.Part == AddressPart.Network
        ? $"{Name}: networks need flags interval"
        : null;
}
