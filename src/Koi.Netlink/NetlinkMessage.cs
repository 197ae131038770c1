using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink;

/// <summary>One message of a datagram; valid as long as the datagram's buffer.</summary>
/// <remarks>Linux uapi netlink.h, struct nlmsghdr: nlmsg_len 0 (4), nlmsg_type 4 (2), nlmsg_flags 6 (2), nlmsg_seq 8 (4),
/// nlmsg_pid 12 (4), all in host byte order.</remarks>
public readonly ref struct NetlinkMessage
{
    internal NetlinkMessage(ReadOnlySpan<byte> bytes)
    {
        Type = bytes.Host16(4);
        Flags = bytes.Host16(6);
        Sequence = bytes.Host32(8);
        Port = bytes.Host32(12);
        Bytes = bytes;
    }

    /// <summary>The whole message, header included.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>nlmsg_type.</summary>
    public ushort Type { get; }

    /// <summary>nlmsg_flags.</summary>
    public ushort Flags { get; }

    /// <summary>nlmsg_seq: the request's, also in copies for listeners of what a request changed.</summary>
    public uint Sequence { get; }

    /// <summary>nlmsg_pid.</summary>
    public uint Port { get; }

    /// <summary>All after the header.</summary>
    public ReadOnlySpan<byte> Body => Bytes[NLMSG_HDRLEN..];

    /// <summary>NLM_F_DUMP_INTR: the table changed while it was dumped.</summary>
    public bool IsInterruptedDump => (Flags & NLM_F_DUMP_INTR) != 0;

    /// <summary>The attributes after a fixed body; a malformed reader when the body is shorter than that.</summary>
    /// <param name="bodyLength">In bytes, without padding.</param>
    public AttributeReader Attributes(int bodyLength) => Body.Length < bodyLength
        ? AttributeReader.Malformed
        : new AttributeReader(Body[Math.Min(Align(bodyLength), Body.Length)..]);
}

/// <summary>Takes one message; it must copy what it keeps.</summary>
public delegate void MessageHandler(NetlinkMessage message);

/// <summary>Makes a value of a message; false to pass over messages that are none.</summary>
public delegate bool MessageDecoder<T>(
    NetlinkMessage message, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value);
