namespace Koi.Netlink.Netfilter;

/// <summary>
/// Addresses that stand in a set with <see cref="SetFlags.Interval"/> as two elements: the first address, and behind the
/// last one an end. A range up to the last address there is has no end.
/// </summary>
/// <param name="First">The lowest address.</param>
/// <param name="Last">The highest address, of the same family and not lower.</param>
/// <param name="Comment">nft's comment, kept with the first element.</param>
/// <remarks>Ranges of a set must not overlap: the kernel answers ENOTEMPTY or EEXIST. They may touch.</remarks>
public readonly record struct AddressRange(InetAddress First, InetAddress Last, string? Comment = null)
{
    /// <summary>The addresses of a prefix, whose host bits are ignored.</summary>
    public static AddressRange Of(InetPrefix prefix, string? comment = null) =>
        new(prefix.Address.Masked(prefix.Length), prefix.Address.LastOf(prefix.Length), comment);

    /// <summary>Appends the elements: one or two.</summary>
    public void AddElements(ICollection<SetElement> elements)
    {
        var next = Last.Next;
        elements.Add(SetElement.OfAddress(First, Comment) with { IsOpenInterval = next is null });
        if (next is { } end)
        {
            elements.Add(SetElement.OfAddress(end) with { IsIntervalEnd = true });
        }
    }

    /// <summary>The ranges that elements make, in the order of addresses.</summary>
    /// <param name="elements">All of a set in any order, of one family; others than addresses are passed over.</param>
    /// <remarks>nft puts an end at the lowest address into sets that do not begin there; it belongs to no range.</remarks>
    public static List<AddressRange> FromElements(IEnumerable<SetElement> elements)
    {
        var ranges = new List<AddressRange>();
        AddressRange? open = null;
        var edges =
            from element in elements
            let address = element.Key.ToAddress()
            where address is not null
            orderby address.Value, !element.IsIntervalEnd
            select (Address: address.Value, Element: element);
        foreach (var (address, element) in edges)
        {
            // A start ends the range before it, too, should its end be missing.
            if (open is { } range && address.Previous is { } last)
            {
                ranges.Add(range with { Last = last });
            }

            open = element.IsIntervalEnd ? null : new AddressRange(address, address.LastOf(0), element.Comment);
        }

        if (open is { } final)
        {
            ranges.Add(final);
        }

        return ranges;
    }
}
