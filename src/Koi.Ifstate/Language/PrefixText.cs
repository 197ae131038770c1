using System.Globalization;
using Koi.Netlink;

namespace Koi.Ifstate.Language;

/// <summary>Prefixes as tests name them.</summary>
internal static class PrefixText
{
    /// <summary>Reads an address, or an address and a length. Bits beyond the length are cleared.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, AddressFamilies families, out InetPrefix prefix)
    {
        prefix = default;
        var slash = text.IndexOf('/');
        if (!InetAddress.TryParse(slash < 0 ? text : text[..slash], out var address)
            || !families.HasFlag(address.IsV6 ? AddressFamilies.V6 : AddressFamilies.V4))
        {
            return false;
        }

        var length = address.MaxPrefixLength;
        if (slash >= 0
            && (!byte.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > address.MaxPrefixLength))
        {
            return false;
        }

        prefix = new InetPrefix(address, length).Masked;
        return true;
    }
}
