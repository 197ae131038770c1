using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_aevent_id, 48 bytes: sa_id 0 (xfrm_usersa_id: daddr 0 (16), spi 16 (be32), family 20 (2), proto 22 (1)), saddr 24 (16),
/// flags 40 (4), reqid 44 (4).
/// </summary>
/// <remarks>Linux uapi xfrm.h.</remarks>
internal static class SaCountersCodec
{
    public static void WriteId(Span<byte> bytes, SaId id)
    {
        bytes.PutAddress(0, id.Destination);
        bytes.PutBig32(16, id.Spi);
        bytes.PutHost16(20, id.Destination.Family);
        bytes[22] = id.Protocol;
    }

    public static bool TryReadId(ReadOnlySpan<byte> bytes, out SaId id)
    {
        id = default;
        if (bytes.Length < UserSaIdSize || bytes.Host16(20) is not (KernelLayout.AF_INET or KernelLayout.AF_INET6))
        {
            return false;
        }

        id = new SaId(bytes.Address(0, bytes.Host16(20) == KernelLayout.AF_INET6), bytes.Big32(16), bytes[22]);
        return true;
    }

    public static void WriteBody(Span<byte> bytes, SaId id, InetAddress source, AsyncEventFlags flags)
    {
        WriteId(bytes, id);
        bytes.PutAddress(24, source);
        bytes.PutHost32(40, (uint)flags);
    }

    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out SaCounters? counters)
    {
        counters = null;
        var body = message.Body;
        if (body.Length < AsyncEventIdSize || !TryReadId(body, out var id))
        {
            return false;
        }

        // The attributes are those of an SA, so an SA's walk collects them.
        var carrier = new SecurityAssociation
        {
            Id = id,
            Source = body.Address(24, id.Destination.IsV6),
            Mode = XfrmMode.Transport,
            Selector = default,
        };
        if (!new SaAttributes(id.Destination.IsV6).TryRead(message.Attributes(AsyncEventIdSize), carrier, out var read))
        {
            return false;
        }

        counters = new SaCounters
        {
            Id = id,
            Source = carrier.Source,
            Flags = (AsyncEventFlags)body.Host32(40),
            RequestId = body.Host32(44),
            Replay = read.Replay,
            ReplayEsn = read.ReplayEsn,
            Lifetime = read.Counters,
            ReplayThreshold = read.ReplayThreshold,
            TimerThreshold = read.TimerThreshold,
            Mark = read.Mark,
            InterfaceId = read.InterfaceId,
            Direction = read.Direction,
        };
        return true;
    }
}
