using System.Globalization;
using System.Text;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>A message's bytes, as <c>-m -v</c> prints them: eight a line, in hex, each followed by a blank.</summary>
/// <remarks>
/// OpenBSD sbin/ipsecctl/pfkdump.c, pfkey_print_raw. OpenBSD prints the keys among them even without <c>-k</c>; Koi prints
/// <c>**</c> for each byte that may be of a key, so that <c>-k</c> alone decides whether keys are seen.
/// </remarks>
internal static class RawMessage
{
    private const int BytesPerLine = 8;

    public static void Append(StringBuilder output, NetlinkMessage message, bool showKeys)
    {
        output.Append("RAW XFRM MESSAGE:\n");
        var isHidden = showKeys ? null : XfrmKeyBytes.Find(message);
        for (var i = 0; i < message.Bytes.Length; i++)
        {
            if (i > 0 && i % BytesPerLine == 0)
            {
                output.Append('\n');
            }

            _ = isHidden is not null && isHidden[i]
                ? output.Append("** ")
                : output.Append(CultureInfo.InvariantCulture, $"{message.Bytes[i]:x2} ");
        }

        output.Append('\n');
    }
}
