using System.Security.Cryptography;
using System.Text;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink;

/// <summary>
/// Writes netlink messages one after another into one growing buffer, which is reused after <see cref="Clear"/>.
/// Lengths in headers are right after every call, so nothing needs to be ended.
/// </summary>
/// <remarks>Linux uapi netlink.h. Buffers are zeroed when cleared, outgrown or disposed, for they may hold keys.</remarks>
public sealed class MessageWriter : IDisposable
{
    private byte[] buffer;
    private int length;     // end of the last message, not yet padded
    private int message;    // where the current message's nlmsghdr begins

    /// <summary>Starts with room for so many bytes; it grows as needed.</summary>
    public MessageWriter(int capacity = 1024) => buffer = new byte[Math.Max(capacity, NLMSG_HDRLEN)];

    /// <summary>How many messages were begun since the last <see cref="Clear"/>.</summary>
    public int MessageCount { get; private set; }

    /// <summary>All messages; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>All messages, to number them and set their flags.</summary>
    internal Span<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Begins a message: nlmsghdr (16 bytes), then a fixed body.</summary>
    /// <param name="type">nlmsg_type.</param>
    /// <param name="flags">nlmsg_flags besides NLM_F_REQUEST, which is always set; the socket sets NLM_F_ACK.</param>
    /// <param name="bodyLength">In bytes.</param>
    /// <returns>The body, all zero; fill it before the next call.</returns>
    public Span<byte> Begin(ushort type, ushort flags, int bodyLength)
    {
        Pad();
        message = length;
        MessageCount++;
        var header = Extend(NLMSG_HDRLEN + bodyLength);
        header.PutHost16(4, type);
        header.PutHost16(6, (ushort)(flags | NLM_F_REQUEST));
        PatchLength();
        return header[NLMSG_HDRLEN..];
    }

    /// <summary>Appends an attribute of so many bytes.</summary>
    /// <returns>Its payload, all zero; fill it before the next call.</returns>
    public Span<byte> Attribute(ushort type, int payloadLength)
    {
        Pad();
        var attribute = Extend(Align(NLA_HDRLEN + payloadLength));
        attribute.PutHost16(0, AttributeLength(NLA_HDRLEN + payloadLength));
        attribute.PutHost16(2, type);
        PatchLength();
        return attribute.Slice(NLA_HDRLEN, payloadLength);
    }

    /// <summary>Appends an attribute with these bytes.</summary>
    public void Raw(ushort type, ReadOnlySpan<byte> payload) => payload.CopyTo(Attribute(type, payload.Length));

    /// <summary>Appends an attribute without payload.</summary>
    public void Flag(ushort type) => Attribute(type, 0);

    /// <summary>Appends a byte.</summary>
    public void UInt8(ushort type, byte value) => Attribute(type, 1)[0] = value;

    /// <summary>Appends 2 bytes in host byte order.</summary>
    public void UInt16(ushort type, ushort value) => Attribute(type, 2).PutHost16(0, value);

    /// <summary>Appends 4 bytes in host byte order.</summary>
    public void UInt32(ushort type, uint value) => Attribute(type, 4).PutHost32(0, value);

    /// <summary>Appends 4 bytes in host byte order.</summary>
    public void Int32(ushort type, int value) => Attribute(type, 4).PutHostInt32(0, value);

    /// <summary>Appends 8 bytes in host byte order.</summary>
    public void UInt64(ushort type, ulong value) => Attribute(type, 8).PutHost64(0, value);

    /// <summary>Appends 4 bytes in network byte order.</summary>
    public void BigUInt32(ushort type, uint value) => Attribute(type, 4).PutBig32(0, value);

    /// <summary>Appends 8 bytes in network byte order.</summary>
    public void BigUInt64(ushort type, ulong value) => Attribute(type, 8).PutBig64(0, value);

    /// <summary>Appends the text in UTF-8 with a zero byte after it.</summary>
    public void Text(ushort type, string value) =>
        Encoding.UTF8.GetBytes(value, Attribute(type, Encoding.UTF8.GetByteCount(value) + 1));

    /// <summary>Appends an address as 4 or 16 bytes in network byte order.</summary>
    public void Address(ushort type, InetAddress address) => address.WriteBytes(Attribute(type, address.ByteLength));

    /// <summary>Appends bytes without a header, inside a nest whose content begins with a structure.</summary>
    /// <returns>The bytes, all zero; fill them before the next call.</returns>
    public Span<byte> Structure(int structureLength)
    {
        Pad();
        var structure = Extend(structureLength);
        PatchLength();
        return structure;
    }

    /// <summary>Begins an attribute that holds what is written until the scope is disposed.</summary>
    /// <param name="type">nla_type; nf_tables wants NLA_F_NESTED in it, rtnetlink does without.</param>
    public NestScope Nest(ushort type)
    {
        Pad();
        var offset = length;
        Attribute(type, 0);
        return new NestScope(this, offset);
    }

    /// <summary>Forgets all messages and zeroes their bytes; the buffer is kept.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, length));
        length = 0;
        message = 0;
        MessageCount = 0;
    }

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose() => Clear();

    private void Close(int nest)
    {
        Pad();
        Bytes[nest..].PutHost16(0, AttributeLength(length - nest));
        PatchLength();
    }

    private void Pad() => Extend(Align(length) - length);

    private void PatchLength() => Bytes[message..].PutHost32(0, (uint)(length - message));

    private static ushort AttributeLength(int bytes) => bytes <= ushort.MaxValue
        ? (ushort)bytes
        : throw new ArgumentException("an attribute holds at most 65531 bytes", nameof(bytes));

    /// <summary>Lengthens the written part; bytes past it are zero at all times.</summary>
    private Span<byte> Extend(int count)
    {
        if (length + count > buffer.Length)
        {
            var larger = new byte[Math.Max(buffer.Length * 2, length + count)];
            Bytes.CopyTo(larger);
            CryptographicOperations.ZeroMemory(buffer);
            buffer = larger;
        }

        length += count;
        return buffer.AsSpan(length - count, count);
    }

    /// <summary>An open nest; disposing it writes its length.</summary>
    public readonly ref struct NestScope
    {
        private readonly MessageWriter writer;
        private readonly int offset;

        internal NestScope(MessageWriter writer, int offset) => (this.writer, this.offset) = (writer, offset);

        /// <summary>Ends the nest.</summary>
        public void Dispose() => writer.Close(offset);
    }
}
