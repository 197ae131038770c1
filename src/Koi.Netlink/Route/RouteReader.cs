using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>Reads routes from RTM_NEWROUTE and RTM_DELROUTE.</summary>
public static class RouteReader
{
    /// <summary>Reads a route; false for other messages and families, and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out RouteEntry? route)
    {
        route = null;
        var body = message.Body;
        if (message.Type is not (RTM_NEWROUTE or RTM_DELROUTE)
            || body.Length < RouteMessageSize
            || body[0] is not (KernelLayout.AF_INET or KernelLayout.AF_INET6))
        {
            return false;
        }

        var any = body[0] == KernelLayout.AF_INET6 ? InetAddress.AnyV6 : InetAddress.AnyV4;
        if (body[1] > any.MaxPrefixLength || body[2] > any.MaxPrefixLength)
        {
            return false;
        }

        var read = new RouteEntry
        {
            Destination = new InetPrefix(any, body[1]),
            From = body[2] > 0 ? new InetPrefix(any, body[2]) : null,
            TypeOfService = body[3],
            Table = body[4],
            Protocol = body[5],
            Scope = body[6],
            Type = body[7],
            Flags = body.Host32(8),
        };
        var attributes = message.Attributes(RouteMessageSize);
        while (attributes.Next())
        {
            read = Add(read, ref attributes);
        }

        route = attributes.IsMalformed ? null : read;
        return route is not null;
    }

    /// <summary>Whether it is a route that is no default route; nothing else is decoded.</summary>
    public static bool IsOfNetwork(NetlinkMessage message) =>
        message.Type is RTM_NEWROUTE or RTM_DELROUTE && message.Body is [_, not 0, ..];

    /// <summary>Reads a unicast default route of the main table; false for all others, which are not decoded.</summary>
    public static bool TryReadMainDefault(NetlinkMessage message, [NotNullWhen(true)] out RouteEntry? route)
    {
        route = null;
        return message.Body is [_, 0, ..]
            && TryRead(message, out route)
            && route is { Table: RouteEntry.MainTable, Type: RouteEntry.Unicast };
    }

    private static RouteEntry Add(RouteEntry route, ref AttributeReader attributes) => attributes.Type switch
    {
        RTA_DST => route with { Destination = route.Destination with { Address = ReadSame(ref attributes, route) } },
        RTA_SRC => route with { From = new InetPrefix(ReadSame(ref attributes, route), route.From?.Length ?? 0) },
        RTA_TABLE => route with { Table = attributes.AsUInt32() },
        RTA_PRIORITY => route with { Metric = attributes.AsUInt32() },
        RTA_GATEWAY => route with { Gateway = ReadSame(ref attributes, route) },
        RTA_VIA => route with { Gateway = ReadVia(ref attributes) },
        RTA_OIF => route with { InterfaceIndex = attributes.AsInt32() },
        RTA_PREFSRC => route with { PreferredSource = ReadSame(ref attributes, route) },
        RTA_NH_ID => route with { NextHopId = attributes.AsUInt32() },
        RTA_METRICS => route with { Mtu = ReadMtu(ref attributes) },
        RTA_MULTIPATH => route with { Hops = ReadHops(ref attributes) },
        _ => route,
    };

    /// <summary>An address that must be of the route's family.</summary>
    private static InetAddress ReadSame(ref AttributeReader attributes, RouteEntry route)
    {
        var address = attributes.AsAddress();
        if (address.IsV6 == route.Destination.Address.IsV6)
        {
            return address;
        }

        attributes.Reject();
        return route.Destination.Address;
    }

    private static InetAddress? ReadVia(ref AttributeReader attributes)
    {
        if (attributes.Value.Length is 6 or 18)
        {
            return InetAddress.FromBytes(attributes.Value[2..]);
        }

        attributes.Reject();
        return null;
    }

    private static uint? ReadMtu(ref AttributeReader attributes)
    {
        uint? mtu = null;
        var nested = attributes.Nested();
        while (nested.Next())
        {
            mtu = nested.Type == RTAX_MTU ? nested.AsUInt32() : mtu;
        }

        attributes.Join(nested);
        return mtu;
    }

    /// <summary>rtnexthop, 8 bytes: rtnh_len 0 (2, all included), rtnh_flags 2 (1), rtnh_hops 3 (1, weight - 1), rtnh_ifindex 4 (i32).</summary>
    private static ImmutableArray<RouteHop> ReadHops(ref AttributeReader attributes)
    {
        var hops = ImmutableArray.CreateBuilder<RouteHop>();
        var rest = attributes.Value;
        while (rest.Length >= NextHopRecordSize)
        {
            var length = rest.Host16(0);
            if (length < NextHopRecordSize || length > rest.Length)
            {
                attributes.Reject();
                break;
            }

            var nested = new AttributeReader(rest[NextHopRecordSize..length]);
            hops.Add(new RouteHop(rest.HostInt32(4), rest[3] + 1, rest[2], ReadGateway(ref nested)));
            attributes.Join(nested);
            rest = rest[Math.Min(NetlinkHeader.Align(length), rest.Length)..];
        }

        return hops.DrainToImmutable();
    }

    private static InetAddress? ReadGateway(ref AttributeReader attributes)
    {
        InetAddress? gateway = null;
        while (attributes.Next())
        {
            gateway = attributes.Type switch
            {
                RTA_GATEWAY => attributes.AsAddress(),
                RTA_VIA => ReadVia(ref attributes),
                _ => gateway,
            };
        }

        return gateway;
    }
}
