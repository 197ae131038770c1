using System.Globalization;
using System.Text;
using Koi.Netlink.Netfilter;
using Koi.Netlink.Route;
using Koi.Netlink.Xfrm;

namespace Koi.Netlink;

/// <summary>Messages as lines of text for KOI_TRACE=netlink: names, numbers and lengths, never the values.</summary>
public static class MessageText
{
    /// <summary>
    /// Writes a line for each message: <c>&gt; XFRM_MSG_NEWPOLICY seq 3 flags 0x605 length 248 5:64 21:8</c>,
    /// an attribute being its number and its payload's length in bytes.
    /// </summary>
    public static void Write(NetlinkFamily family, string direction, ReadOnlySpan<byte> datagram, Action<string> line)
    {
        var messages = new MessageReader(datagram);
        while (messages.Next())
        {
            line($"{direction} {Describe(family, messages.Current)}");
        }

        if (messages.IsMalformed)
        {
            line($"{direction} malformed datagram of {datagram.Length} bytes");
        }
    }

    private static string Describe(NetlinkFamily family, NetlinkMessage message)
    {
        var text = new StringBuilder();
        var (name, body) = Kind(family, message.Type);
        text.Append(CultureInfo.InvariantCulture, $"{name} seq {message.Sequence} flags 0x{message.Flags:x}");
        if (NetlinkError.TryRead(message, out var error))
        {
            return text.Append(CultureInfo.InvariantCulture, $" errno {error.Errno} {error.Text}").ToString().TrimEnd();
        }

        text.Append(CultureInfo.InvariantCulture, $" length {message.Body.Length}");
        var attributes = message.Attributes(Math.Min(body, message.Body.Length));
        while (body > 0 && attributes.Next())
        {
            text.Append(CultureInfo.InvariantCulture, $" {attributes.Type}:{attributes.Value.Length}");
        }

        return text.Append(attributes.IsMalformed ? " malformed" : "").ToString();
    }

    /// <summary>A type's name and the length of its fixed body; 0 when unknown.</summary>
    private static (string Name, int Body) Kind(NetlinkFamily family, ushort type)
    {
        var kind = (family, type) switch
        {
            (_, NetlinkHeader.NLMSG_NOOP) => ("NLMSG_NOOP", 0),
            (_, NetlinkHeader.NLMSG_ERROR) => ("NLMSG_ERROR", 0),
            (_, NetlinkHeader.NLMSG_DONE) => ("NLMSG_DONE", 0),
            (NetlinkFamily.Xfrm, _) => XfrmHeader.Kind(type),
            (NetlinkFamily.Route, _) => RtnetlinkHeader.Kind(type),
            (NetlinkFamily.Netfilter, _) => NetfilterHeader.Kind(type),
            _ => ("", 0),
        };
        return kind.Item1.Length > 0 ? kind : ($"{family} {type}", 0);
    }
}
