using System.Runtime.InteropServices;

namespace Koi.Netlink.Linux;

/// <content>Receiving.</content>
public sealed unsafe partial class RawSocket
{
    private const int AddressLengthV6 = 28;
    private const int ControlLength = 128;
    private const int ControlHeaderLength = 16;

    // An error of the link, such as ENETDOWN, is told once and comes before the packets; more in a row end the reading.
    private const int ReceiveTries = 4;

    /// <summary>Receives the next packet if there is one.</summary>
    /// <param name="buffer">Gets the payload, for IPv4 behind the header; what does not fit is lost.</param>
    /// <param name="packet">Where the payload is, and what the header said.</param>
    /// <returns>False when none is waiting; errors of the link, such as its being down, are passed over.</returns>
    public bool TryReceive(Span<byte> buffer, out RawPacket packet)
    {
        Span<byte> address = stackalloc byte[AddressLengthV6];
        Span<byte> control = stackalloc byte[ControlLength];
        for (var attempt = 0; attempt < ReceiveTries;)
        {
            address.Clear();
            var length = Receive(buffer, address, control, out var controlLength);
            if (length == -LibC.EAGAIN)
            {
                break;
            }

            if (length < 0)
            {
                attempt += length == -LibC.EINTR ? 0 : 1;
                continue;
            }

            if (isV6)
            {
                packet = ReadV6(length, address, control[..controlLength]);
                return true;
            }

            if (RawPacket.TryReadV4(buffer[..length], out packet))
            {
                return true;
            }
        }

        packet = default;
        return false;
    }

    /// <summary>The packet's length, or minus errno.</summary>
    private int Receive(Span<byte> buffer, Span<byte> address, Span<byte> control, out int controlLength)
    {
        fixed (byte* bytes = buffer, from = address, extra = control)
        {
            var segment = new LibC.Segment { Bytes = bytes, Length = (nuint)buffer.Length };
            var message = new LibC.MessageHeader
            {
                Name = from,
                NameLength = (uint)address.Length,
                Segments = &segment,
                SegmentCount = 1,
                Control = extra,
                ControlLength = (nuint)control.Length,
            };
            var length = LibC.recvmsg(handle, &message, LibC.MSG_DONTWAIT);
            controlLength = length < 0 ? 0 : (int)message.ControlLength;
            return length < 0 ? -Marshal.GetLastPInvokeError() : (int)length;
        }
    }

    /// <summary>struct cmsghdr: cmsg_len 0 (8, header included), cmsg_level 8 (i32), cmsg_type 12 (i32), data, padded to 8.</summary>
    private static RawPacket ReadV6(int length, ReadOnlySpan<byte> address, ReadOnlySpan<byte> control)
    {
        var packet = new RawPacket(address.Address(8, isV6: true), InetAddress.AnyV6, 0, 0, length);
        while (control.Length >= ControlHeaderLength)
        {
            var size = (int)Math.Min(control.Host64(0), (ulong)control.Length);
            if (size < ControlHeaderLength)
            {
                break;
            }

            var data = control[ControlHeaderLength..size];
            if (control.HostInt32(8) == LibC.IPPROTO_IPV6)
            {
                packet = control.HostInt32(12) switch
                {
                    LibC.IPV6_HOPLIMIT when data.Length >= 4 => packet with { HopLimit = (byte)data.HostInt32(0) },
                    LibC.IPV6_PKTINFO when data.Length >= 16 => packet with { Destination = data.Address(0, isV6: true) },
                    _ => packet,
                };
            }

            control = control[Math.Min((size + 7) & ~7, control.Length)..];
        }

        return packet;
    }
}
