using System.Buffers.Binary;
using Koi.Carp;
using Koi.Lab;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Carp;

/// <summary>Sends whole frames by a link of a host, whatever is in them.</summary>
internal sealed class Injector : IDisposable
{
    public const int Header = 14, V4Header = 20;

    private static readonly HardwareAddress Own = Parse("02:00:00:00:00:66");

    private readonly PacketSocket socket;
    private readonly int link;

    public Injector(Host host, string link)
    {
        (socket, this.link) = host.Inside(() =>
        {
            using var routes = RouteSocket.Open();
            return (PacketSocket.Open(), routes.FindLink(link)!.Index);
        });
    }

    /// <summary>Sends; a link that is down takes nothing.</summary>
    public void Send(ReadOnlySpan<byte> frame) => socket.Send(link, frame);

    /// <summary>A packet of protocol 112 to the group, from 10.9.0.66.</summary>
    public static byte[] Packet(ReadOnlySpan<byte> payload, byte hopLimit = 255)
    {
        var frame = new byte[Header + V4Header + Math.Max(payload.Length, Advertisement.Length)];
        Frames.WriteAdvertisementV4(
            frame, Own, Frames.GroupLinkV4, Address("10.9.0.66"), Frames.GroupV4, 1, new byte[Advertisement.Length]);
        payload.CopyTo(frame.AsSpan(Header + V4Header));
        Array.Resize(ref frame, Header + V4Header + payload.Length);
        var header = frame.AsSpan(Header, V4Header);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(V4Header + payload.Length));
        header[8] = hopLimit;
        FillChecksum(header, 10);
        return frame;
    }

    /// <summary>Writes the Internet checksum of some bytes into them.</summary>
    public static void FillChecksum(Span<byte> bytes, int place)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes[place..], 0);
        uint sum = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            sum += (uint)bytes[i] << (i % 2 == 0 ? 8 : 0);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[place..], (ushort)~((sum & 0xffff) + (sum >> 16)));
    }

    public static InetAddress Address(string text) => InetAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    public static HardwareAddress Parse(string text) => HardwareAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    public void Dispose() => socket.Dispose();
}
