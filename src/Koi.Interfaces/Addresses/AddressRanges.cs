using System.Collections.Immutable;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Addresses;

/// <summary>Ranges of addresses as a set can hold them.</summary>
internal static class AddressRanges
{
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

    private static bool Touches(AddressRange left, AddressRange right) =>
        left.First.IsV6 == right.First.IsV6 && (right.First <= left.Last || left.Last.Next == right.First);
}
