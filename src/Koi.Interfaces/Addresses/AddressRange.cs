using System.Collections.Immutable;
using Koi.Netlink;

namespace Koi.Interfaces.Addresses;

/// <summary>Addresses from one to another, both included, of one family.</summary>
public readonly record struct AddressRange(InetAddress First, InetAddress Last)
{
    /// <summary>The addresses of a network, from its first to its last.</summary>
    public static AddressRange Of(InetPrefix prefix)
    {
        var first = prefix.Address.Masked(prefix.Length);
        return new(first, first.LastOf(prefix.Length));
    }

    /// <summary>The same addresses in as few ranges as possible, sorted: the kernel refuses ranges that overlap.</summary>
    public static ImmutableArray<AddressRange> Merge(IEnumerable<AddressRange> ranges)
    {
        var merged = ImmutableArray.CreateBuilder<AddressRange>();
        foreach (var range in ranges.OrderBy(r => r.First))
        {
            if (merged.Count > 0 && Touches(merged[^1], range))
            {
                merged[^1] = merged[^1] with { Last = range.Last > merged[^1].Last ? range.Last : merged[^1].Last };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged.DrainToImmutable();
    }

    /// <inheritdoc/>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";

    private static bool Touches(AddressRange left, AddressRange right) =>
        left.First.IsV6 == right.First.IsV6 && (right.First <= left.Last || left.Last.Next == right.First);
}
