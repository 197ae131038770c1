using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_selector, 56 bytes: daddr 0 (16), saddr 16 (16), dport 32 (be16), dport_mask 34 (be16), sport 36 (be16),
/// sport_mask 38 (be16), family 40 (2), prefixlen_d 42 (1), prefixlen_s 43 (1), proto 44 (1), ifindex 48 (i32), user 52 (4).
/// </summary>
/// <remarks>Linux uapi xfrm.h. Family 0, which strongSwan uses with XFRM_STATE_AF_UNSPEC, is kept.</remarks>
internal static class SelectorCodec
{
    private const ushort AF_UNSPEC = 0;

    public static void Write(Span<byte> bytes, in Selector selector)
    {
        bytes.PutAddress(0, selector.Destination.Address);
        bytes.PutAddress(16, selector.Source.Address);
        bytes.PutBig16(32, selector.DestinationPort);
        bytes.PutBig16(34, selector.DestinationPortMask);
        bytes.PutBig16(36, selector.SourcePort);
        bytes.PutBig16(38, selector.SourcePortMask);
        bytes.PutHost16(40, selector.IsFamilyUnspecified ? AF_UNSPEC : selector.Source.Address.Family);
        bytes[42] = selector.Destination.Length;
        bytes[43] = selector.Source.Length;
        bytes[44] = selector.Protocol;
        bytes.PutHostInt32(48, selector.InterfaceIndex);
        bytes.PutHost32(52, selector.User);
    }

    /// <summary>Reads the first 56 bytes; false for a family that is no IP, or a prefix longer than its address.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Selector selector)
    {
        selector = default;
        var family = bytes.Host16(40);
        if (family is not (AF_UNSPEC or KernelLayout.AF_INET or KernelLayout.AF_INET6))
        {
            return false;
        }

        var isV6 = family == KernelLayout.AF_INET6 || (family == AF_UNSPEC && HoldsV6(bytes));
        var source = new InetPrefix(bytes.Address(16, isV6), bytes[43]);
        var destination = new InetPrefix(bytes.Address(0, isV6), bytes[42]);
        if (source.Length > source.Address.MaxPrefixLength || destination.Length > destination.Address.MaxPrefixLength)
        {
            return false;
        }

        selector = new Selector(
            source,
            destination,
            Protocol: bytes[44],
            SourcePort: bytes.Big16(36),
            SourcePortMask: bytes.Big16(38),
            DestinationPort: bytes.Big16(32),
            DestinationPortMask: bytes.Big16(34),
            InterfaceIndex: bytes.HostInt32(48),
            User: bytes.Host32(52))
        {
            IsFamilyUnspecified = family == AF_UNSPEC,
        };
        return true;
    }

    /// <summary>Without a family, anything an IPv4 address or prefix cannot hold makes it IPv6.</summary>
    private static bool HoldsV6(ReadOnlySpan<byte> bytes) =>
        bytes[4..AddressSize].ContainsAnyExcept((byte)0)
        || bytes[(AddressSize + 4)..(2 * AddressSize)].ContainsAnyExcept((byte)0)
        || bytes[42] > 32
        || bytes[43] > 32;
}
