using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>
/// Requests for routes. rtmsg, 12 bytes: rtm_family 0, rtm_dst_len 1, rtm_src_len 2, rtm_tos 3, rtm_table 4, rtm_protocol 5,
/// rtm_scope 6, rtm_type 7 (1 each), rtm_flags 8 (4).
/// </summary>
/// <remarks>Linux uapi rtnetlink.h. Reading: <see cref="RouteReader"/>.</remarks>
public static class RouteMessages
{
    private const byte RT_SCOPE_NOWHERE = 255;

    /// <summary>Asks for all routes of both families and all tables.</summary>
    public static void Dump(MessageWriter writer) => writer.Begin(RTM_GETROUTE, NLM_F_DUMP, RouteMessageSize);

    /// <summary>Asks for the unicast routes of the main table; ENOENT when the family has no such table yet.</summary>
    /// <remarks>Only a socket with NETLINK_GET_STRICT_CHK, as Koi's have, is heard; older kernels (before 4.20) answer with all routes.</remarks>
    public static void DumpMain(MessageWriter writer, byte family)
    {
        var body = writer.Begin(RTM_GETROUTE, NLM_F_DUMP, RouteMessageSize);
        body[0] = family;
        body[4] = (byte)RouteEntry.MainTable;
        body[7] = RouteEntry.Unicast;
    }

    /// <summary>Asks which route a packet made here would take; its preferred source is the address it would have.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="destination">Where the packet goes.</param>
    /// <param name="source">The source address it is bound to; null to let the kernel choose.</param>
    /// <param name="interfaceIndex">The link it is bound to; null for none.</param>
    /// <param name="mark">Its mark.</param>
    public static void LookUp(
        MessageWriter writer,
        InetAddress destination,
        InetAddress? source = null,
        int? interfaceIndex = null,
        uint mark = 0)
    {
        var body = writer.Begin(RTM_GETROUTE, 0, RouteMessageSize);
        body[0] = destination.Family;
        body[1] = destination.MaxPrefixLength;
        body[2] = source?.MaxPrefixLength ?? 0;
        // IPv4 names the main table whatever the answer, unless asked to look; IPv6 always looks and refuses the flag.
        body.PutHost32(8, destination.IsV6 ? 0 : RTM_F_LOOKUP_TABLE);
        writer.Address(RTA_DST, destination);
        if (source is { } from)
        {
            writer.Address(RTA_SRC, from);
        }

        if (interfaceIndex is { } index)
        {
            writer.Int32(RTA_OIF, index);
        }

        if (mark != 0)
        {
            writer.UInt32(RTA_MARK, mark);
        }
    }

    /// <summary>Adds a route; EEXIST when there is one to that destination with that metric.</summary>
    public static void Add(MessageWriter writer, RouteEntry route) =>
        Write(writer, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, route);

    /// <summary>Adds a route or replaces the one to that destination with that metric.</summary>
    public static void Replace(MessageWriter writer, RouteEntry route) =>
        Write(writer, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, route);

    /// <summary>Deletes a route; ESRCH when there is none. A null gateway, link or metric matches any.</summary>
    public static void Delete(MessageWriter writer, RouteEntry route) =>
        Write(writer, RTM_DELROUTE, 0, route.Scope == 0 ? route with { Scope = RT_SCOPE_NOWHERE } : route);

    private static void Write(MessageWriter writer, ushort type, ushort flags, RouteEntry route)
    {
        var body = writer.Begin(type, flags, RouteMessageSize);
        body[0] = route.Destination.Address.Family;
        body[1] = route.Destination.Length;
        body[2] = route.From?.Length ?? 0;
        body[3] = route.TypeOfService;
        body[4] = route.Table <= byte.MaxValue ? (byte)route.Table : RT_TABLE_UNSPEC;
        body[5] = route.Protocol;
        body[6] = route.Scope;
        body[7] = route.Type;
        body.PutHost32(8, route.Flags);
        WriteDestination(writer, route);
        WriteWay(writer, route);
    }

    private static void WriteDestination(MessageWriter writer, RouteEntry route)
    {
        if (route.Destination.Length > 0)
        {
            writer.Address(RTA_DST, route.Destination.Address);
        }

        if (route.From is { Length: > 0 } from)
        {
            writer.Address(RTA_SRC, from.Address);
        }

        if (route.Table > byte.MaxValue)
        {
            writer.UInt32(RTA_TABLE, route.Table);
        }
    }

    private static void WriteWay(MessageWriter writer, RouteEntry route)
    {
        if (route.Gateway is { } gateway)
        {
            WriteGateway(writer, gateway, route.Destination.Address.IsV6);
        }

        if (route.Metric is { } metric)
        {
            writer.UInt32(RTA_PRIORITY, metric);
        }

        if (route.InterfaceIndex is { } index)
        {
            writer.Int32(RTA_OIF, index);
        }

        if (route.PreferredSource is { } source)
        {
            writer.Address(RTA_PREFSRC, source);
        }

        if (route.NextHopId is { } nextHop)
        {
            writer.UInt32(RTA_NH_ID, nextHop);
        }

        if (route.Mtu is { } mtu)
        {
            using (writer.Nest(RTA_METRICS))
            {
                writer.UInt32(RTAX_MTU, mtu);
            }
        }
    }

    /// <summary>A gateway of the other family goes into rtvia: rtvia_family 0 (2), rtvia_addr 2.</summary>
    private static void WriteGateway(MessageWriter writer, InetAddress gateway, bool isV6)
    {
        if (gateway.IsV6 == isV6)
        {
            writer.Address(RTA_GATEWAY, gateway);
            return;
        }

        var via = writer.Attribute(RTA_VIA, 2 + gateway.ByteLength);
        via.PutHost16(0, gateway.Family);
        via.PutAddress(2, gateway);
    }
}
