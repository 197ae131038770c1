using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>Reads replies of NETLINK_XFRM. False means another message, or one that is cut. Events: <see cref="XfrmEventDecoder"/>.</summary>
public static class XfrmDecoder
{
    /// <summary>Reads an SA from the reply to GETSA or ALLOCSPI. Whoever keeps it zeroes its keys.</summary>
    public static bool TryReadSa(NetlinkMessage message, [NotNullWhen(true)] out SecurityAssociation? sa)
    {
        sa = null;
        return message.Type is XFRM_MSG_NEWSA or XFRM_MSG_UPDSA
            && SaCodec.TryRead(message.Body, message.Attributes(UserSaInfoSize), out sa);
    }

    /// <summary>Reads a policy from the reply to GETPOLICY.</summary>
    public static bool TryReadPolicy(NetlinkMessage message, [NotNullWhen(true)] out SecurityPolicy? policy)
    {
        policy = null;
        return message.Type is XFRM_MSG_NEWPOLICY or XFRM_MSG_UPDPOLICY
            && PolicyCodec.TryRead(message.Body, message.Attributes(UserPolicyInfoSize), out policy);
    }

    /// <summary>Reads the reply to GETAE.</summary>
    public static bool TryReadCounters(NetlinkMessage message, [NotNullWhen(true)] out SaCounters? counters)
    {
        counters = null;
        return message.Type == XFRM_MSG_NEWAE && SaCountersCodec.TryRead(message, out counters);
    }

    /// <summary>Reads the reply to GETSADINFO.</summary>
    public static bool TryReadSadStatus(NetlinkMessage message, out SadStatus status)
    {
        status = default;
        var attributes = message.Attributes(4);
        while (message.Type == XFRM_MSG_NEWSADINFO && attributes.Next())
        {
            switch (attributes.Type)
            {
                case XFRMA_SAD_CNT:
                    status = status with { Count = attributes.AsUInt32() };
                    break;
                case XFRMA_SAD_HINFO:
                    var hash = attributes.Structure(8);
                    status = status with { HashBuckets = hash.Host32(0), MaxHashBuckets = hash.Host32(4) };
                    break;
                default:
                    break;
            }
        }

        return message.Type == XFRM_MSG_NEWSADINFO && !attributes.IsMalformed;
    }

    /// <summary>Reads the reply to GETSPDINFO.</summary>
    public static bool TryReadSpdStatus(NetlinkMessage message, out SpdStatus status)
    {
        status = default;
        var attributes = message.Attributes(4);
        while (message.Type == XFRM_MSG_NEWSPDINFO && attributes.Next())
        {
            switch (attributes.Type)
            {
                case XFRMA_SPD_INFO:
                    var counts = attributes.Structure(24);
                    status = status with
                    {
                        In = counts.Host32(0),
                        Out = counts.Host32(4),
                        Forward = counts.Host32(8),
                        SocketIn = counts.Host32(12),
                        SocketOut = counts.Host32(16),
                        SocketForward = counts.Host32(20),
                    };
                    break;
                case XFRMA_SPD_HINFO:
                    var hash = attributes.Structure(8);
                    status = status with { HashBuckets = hash.Host32(0), MaxHashBuckets = hash.Host32(4) };
                    break;
                default:
                    break;
            }
        }

        return message.Type == XFRM_MSG_NEWSPDINFO && !attributes.IsMalformed;
    }

    /// <summary>Reads the reply to GETDEFAULT.</summary>
    public static bool TryReadDefaultPolicy(NetlinkMessage message, out DefaultPolicy policy)
    {
        var isOne = message.Type is XFRM_MSG_GETDEFAULT or XFRM_MSG_SETDEFAULT && message.Body.Length >= 3;
        policy = isOne
            ? new DefaultPolicy(
                (DefaultAction)message.Body[0], (DefaultAction)message.Body[1], (DefaultAction)message.Body[2])
            : default;
        return isOne;
    }
}
