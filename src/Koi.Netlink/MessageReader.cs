using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink;

/// <summary>Walks the messages of a datagram. Lengths are not trusted: see <see cref="IsMalformed"/>.</summary>
public ref struct MessageReader
{
    private ReadOnlySpan<byte> rest;    // what follows the current message

    /// <summary>Walks this datagram, or what a <see cref="MessageWriter"/> has written.</summary>
    public MessageReader(ReadOnlySpan<byte> datagram) => rest = datagram;

    /// <summary>Whether a message did not fit in the datagram; the walk ended there.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The message stepped to.</summary>
    public NetlinkMessage Current { get; private set; }

    /// <summary>Steps to the next message; false at the end.</summary>
    public bool Next()
    {
        if (rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        var length = rest.Length < NLMSG_HDRLEN ? 0 : rest.Host32(0);
        if (length < NLMSG_HDRLEN || length > rest.Length)
        {
            IsMalformed = true;
            return false;
        }

        Current = new NetlinkMessage(rest[..(int)length]);
        rest = rest[Math.Min(Align((int)length), rest.Length)..];
        return true;
    }
}
