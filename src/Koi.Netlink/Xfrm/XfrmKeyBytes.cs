using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>Finds the bytes of a message that are, or may be, keys, for whoever shows messages.</summary>
/// <remarks>
/// Only what is known to hold no key is cleared: the fixed body of a known message, the headers of its attributes, the payloads
/// of known attributes other than algorithms, and of those the structure before the key. So a message of a type that Koi does
/// not know, an attribute that it does not know, and all after a malformed one count as keys.
/// </remarks>
public static class XfrmKeyBytes
{
    /// <summary>The last XFRMA_IPTFS_* of Linux 6.14; none up to it but the algorithms is a key.</summary>
    private const ushort LastKnownAttribute = 41;

    /// <summary>For each byte of the message, its header included, whether it may be of a key.</summary>
    public static bool[] Find(NetlinkMessage message)
    {
        var mayBeKey = new bool[NLMSG_HDRLEN + message.Body.Length];
        var (name, bodyLength) = Kind(message.Type);
        if (name.Length == 0)
        {
            mayBeKey.AsSpan(NLMSG_HDRLEN).Fill(true);
            return mayBeKey;
        }

        var offset = NLMSG_HDRLEN + Math.Min(Align(bodyLength), message.Body.Length);
        mayBeKey.AsSpan(offset).Fill(true);
        var attributes = message.Attributes(bodyLength);
        while (attributes.Next())
        {
            var length = Math.Min(Align(NLA_HDRLEN + attributes.Value.Length), mayBeKey.Length - offset);
            mayBeKey.AsSpan(offset, Math.Min(NLA_HDRLEN + ClearLength(attributes.Type), length)).Clear();
            offset += length;
        }

        return mayBeKey;
    }

    /// <summary>How many bytes at an attribute's beginning are no key.</summary>
    private static int ClearLength(ushort type) => type switch
    {
        XFRMA_ALG_AUTH or XFRMA_ALG_CRYPT or XFRMA_ALG_COMP => AlgorithmSize,
        XFRMA_ALG_AEAD or XFRMA_ALG_AUTH_TRUNC => AlgorithmAuthSize,
        <= LastKnownAttribute => ushort.MaxValue,
        _ => 0,
    };
}
