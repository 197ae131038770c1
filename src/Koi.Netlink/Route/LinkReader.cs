using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Route.IfLinkHeader;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>Reads links from RTM_NEWLINK and RTM_DELLINK.</summary>
public static class LinkReader
{
    private const byte AF_UNSPEC = 0;

    /// <summary>Reads a link; false for other messages, for what is cut, and for the bridge's own messages about ports.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out Link? link)
    {
        link = null;
        if (message.Type is not (RTM_NEWLINK or RTM_DELLINK)
            || message.Body.Length < LinkMessageSize
            || message.Body[0] != AF_UNSPEC)
        {
            return false;
        }

        var read = new Link
        {
            Index = message.Body.HostInt32(4),
            Name = "",
            HardwareType = message.Body.Host16(2),
            Flags = (LinkFlags)message.Body.Host32(8),
        };
        var attributes = message.Attributes(LinkMessageSize);
        while (attributes.Next())
        {
            read = Add(read, ref attributes);
        }

        link = attributes.IsMalformed ? null : read;
        return link is not null;
    }

    private static Link Add(Link link, ref AttributeReader attributes) => attributes.Type switch
    {
        IFLA_IFNAME => link with { Name = attributes.AsText() },
        IFLA_MTU => link with { Mtu = attributes.AsUInt32() },
        IFLA_TXQLEN => link with { TransmitQueueLength = attributes.AsUInt32() },
        IFLA_ADDRESS => link with { Address = HardwareAddress.FromBytes(attributes.Value) },
        IFLA_PERM_ADDRESS => link with { PermanentAddress = HardwareAddress.FromBytes(attributes.Value) },
        IFLA_LINK => link with { LowerIndex = attributes.AsInt32() },
        IFLA_LINK_NETNSID => link with { LowerNamespace = attributes.AsInt32() },
        IFLA_MASTER => link with { MasterIndex = attributes.AsInt32() },
        IFLA_OPERSTATE => link with { OperState = (OperState)attributes.AsUInt8() },
        IFLA_LINKMODE => link with { LinkMode = attributes.AsUInt8() },
        IFLA_IFALIAS => link with { Alias = attributes.AsText() },
        IFLA_GROUP => link with { Group = attributes.AsUInt32() },
        IFLA_CARRIER => link with { HasCarrier = attributes.AsUInt8() != 0 },
        IFLA_CARRIER_CHANGES => link with { CarrierChanges = attributes.AsUInt32() },
        IFLA_PROTO_DOWN => link with { IsProtoDown = attributes.AsUInt8() != 0 },
        IFLA_PROTO_DOWN_REASON => link with { ProtoDownReasons = ReadReasons(ref attributes) },
        IFLA_PROP_LIST => link with { AlternativeNames = ReadNames(ref attributes) },
        IFLA_STATS64 => link with { Traffic = ReadTraffic(ref attributes) },
        IFLA_LINKINFO => LinkKindReader.Add(link, ref attributes),
        _ => link,
    };

    private static uint ReadReasons(ref AttributeReader attributes)
    {
        uint reasons = 0;
        var nested = attributes.Nested();
        while (nested.Next())
        {
            reasons = nested.Type == IFLA_PROTO_DOWN_REASON_VALUE ? nested.AsUInt32() : reasons;
        }

        attributes.Join(nested);
        return reasons;
    }

    private static ImmutableArray<string> ReadNames(ref AttributeReader attributes)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var nested = attributes.Nested();
        while (nested.Next())
        {
            if (nested.Type == IFLA_ALT_IFNAME)
            {
                names.Add(nested.AsText());
            }
        }

        attributes.Join(nested);
        return names.DrainToImmutable();
    }

    /// <summary>rtnl_link_stats64, u64 each: rx_packets 0, tx_packets 8, rx_bytes 16, tx_bytes 24, rx_errors 32, tx_errors 40.</summary>
    private static LinkTraffic ReadTraffic(ref AttributeReader attributes)
    {
        var bytes = attributes.Structure(48);
        return new LinkTraffic(
            bytes.Host64(0), bytes.Host64(8), bytes.Host64(16), bytes.Host64(24), bytes.Host64(32), bytes.Host64(40));
    }
}
