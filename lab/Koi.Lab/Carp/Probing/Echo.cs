using System.Buffers.Binary;

namespace Koi.Lab.Carp.Probing;

/// <summary>ICMP echo messages that carry a number: RFC 792, RFC 4443.</summary>
internal static class Echo
{
    /// <summary>8 bytes of header, 8 of number.</summary>
    public const int Length = 16;

    /// <summary>An Ethernet frame with IPv4 and the message.</summary>
    public const int FrameLength = EthernetHeader + V4Header + Length;

    private const int EthernetHeader = 14;
    private const int V4Header = 20;
    private const byte RequestV4 = 8, ReplyV4 = 0, RequestV6 = 128, ReplyV6 = 129;

    /// <summary>Writes a request. The kernel fills in IPv6's checksum.</summary>
    public static void Write(Span<byte> message, bool isV6, ushort id, long number)
    {
        message[0] = isV6 ? RequestV6 : RequestV4;
        message[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)number);
        BinaryPrimitives.WriteInt64BigEndian(message[8..], number);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], isV6 ? (ushort)0 : Checksum(message[..Length]));
    }

    /// <summary>Writes Ethernet's and IPv4's headers, before the message.</summary>
    public static void WriteHeaders(
        Span<byte> frame, ReadOnlySpan<byte> to, ReadOnlySpan<byte> from, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        const ushort V4 = 0x0800;
        const byte VersionAndLength = 0x45, TimeToLive = 64, Icmp = 1;
        to.CopyTo(frame);
        from.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], V4);
        var header = frame.Slice(EthernetHeader, V4Header);
        header.Clear();
        header[0] = VersionAndLength;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], V4Header + Length);
        header[8] = TimeToLive;
        header[9] = Icmp;
        source.CopyTo(header[12..]);
        target.CopyTo(header[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Checksum(header));
    }

    /// <summary>The message's place in a frame.</summary>
    public static Span<byte> MessageOf(Span<byte> frame) => frame.Slice(EthernetHeader + V4Header, Length);

    /// <summary>The number in a reply that is in an IPv4 packet; -1 when it is no reply to this id.</summary>
    public static long ReadPacketV4(ReadOnlySpan<byte> packet, ushort id)
    {
        var header = packet.IsEmpty ? 0 : (packet[0] & 0xf) * 4;
        return packet.Length >= V4Header && packet[9] == 1 && header >= V4Header && packet.Length >= header
            ? ReadMessage(packet[header..], isV6: false, id)
            : -1;
    }

    /// <summary>The number in a reply that is in a frame; -1 when it is no reply to this id.</summary>
    public static long ReadFrame(ReadOnlySpan<byte> frame, ushort id) =>
        frame.Length >= FrameLength && frame[12] == 8 && frame[13] == 0 ? ReadPacketV4(frame[EthernetHeader..], id) : -1;

    /// <summary>The number in a reply; -1 when it is none to this id.</summary>
    public static long ReadMessage(ReadOnlySpan<byte> message, bool isV6, ushort id) =>
        message.Length >= Length
        && message[0] == (isV6 ? ReplyV6 : ReplyV4)
        && BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == id
            ? BinaryPrimitives.ReadInt64BigEndian(message[8..])
            : -1;

    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var i = 0; i < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }
}
