using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Route.IfLinkHeader;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>
/// Requests for links. ifinfomsg, 16 bytes: ifi_family 0 (1), ifi_type 2 (2), ifi_index 4 (i32), ifi_flags 8 (4), ifi_change 12 (4).
/// </summary>
/// <remarks>Linux uapi rtnetlink.h, if_link.h. Reading: <see cref="LinkReader"/>.</remarks>
public static class LinkMessages
{
    /// <summary>Asks for all links.</summary>
    public static void Dump(MessageWriter writer) => writer.Begin(RTM_GETLINK, NLM_F_DUMP, LinkMessageSize);

    /// <summary>Asks for one link; ENODEV when there is none.</summary>
    public static void Get(MessageWriter writer, int index) => Begin(writer, RTM_GETLINK, 0, index);

    /// <summary>Asks for one link; ENODEV when there is none.</summary>
    public static void Get(MessageWriter writer, string name)
    {
        Begin(writer, RTM_GETLINK, 0, index: 0);
        writer.Text(IFLA_IFNAME, name);
    }

    /// <summary>Makes a link; EEXIST when the name is taken, EOPNOTSUPP when the kernel lacks the kind.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="name">At most 15 characters.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="settings">Its settings; the name in them is not used. Null for the defaults.</param>
    public static void Add(MessageWriter writer, string name, LinkKind kind, LinkChange? settings = null)
    {
        WriteFlags(writer.Begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, LinkMessageSize), settings);
        if (LowerIndex(kind) is { } lower)
        {
            writer.Int32(IFLA_LINK, lower);
        }

        ((settings ?? new LinkChange()) with { Name = name }).WriteAttributes(writer);

        using (writer.Nest(IFLA_LINKINFO))
        {
            writer.Raw(IFLA_INFO_KIND, KindName(kind));
            WriteKind(writer, kind);
        }
    }

    /// <summary>Changes a link; ENODEV when there is none.</summary>
    public static void Change(MessageWriter writer, int index, LinkChange change)
    {
        WriteFlags(Begin(writer, RTM_NEWLINK, 0, index), change);
        change.WriteAttributes(writer);
    }

    /// <summary>Deletes a software link; of a veth both ends.</summary>
    public static void Delete(MessageWriter writer, int index) => Begin(writer, RTM_DELLINK, 0, index);

    private static Span<byte> Begin(MessageWriter writer, ushort type, ushort flags, int index)
    {
        var body = writer.Begin(type, flags, LinkMessageSize);
        body.PutHostInt32(4, index);
        return body;
    }

    private static void WriteFlags(Span<byte> body, LinkChange? change)
    {
        if (change?.IsUp is { } isUp)
        {
            body.PutHost32(8, isUp ? (uint)LinkFlags.Up : 0);
            body.PutHost32(12, (uint)LinkFlags.Up);
        }
    }

    private static int? LowerIndex(LinkKind kind) => kind switch
    {
        LinkKind.Macvlan macvlan => macvlan.LowerIndex,
        LinkKind.Vlan vlan => vlan.LowerIndex,
        _ => null,
    };

    /// <summary>Without a zero byte at the end, as ip(8) sends it.</summary>
    private static ReadOnlySpan<byte> KindName(LinkKind kind) => kind switch
    {
        LinkKind.Dummy => "dummy"u8,
        LinkKind.Bridge => "bridge"u8,
        LinkKind.Veth => "veth"u8,
        LinkKind.Macvlan => "macvlan"u8,
        LinkKind.Vlan => "vlan"u8,
        LinkKind.Other other => System.Text.Encoding.UTF8.GetBytes(other.Name),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void WriteKind(MessageWriter writer, LinkKind kind)
    {
        switch (kind)
        {
            case LinkKind.Macvlan macvlan:
                using (writer.Nest(IFLA_INFO_DATA))
                {
                    writer.UInt32(IFLA_MACVLAN_MODE, (uint)macvlan.Mode);
                }

                break;

            case LinkKind.Vlan vlan:
                using (writer.Nest(IFLA_INFO_DATA))
                {
                    writer.UInt16(IFLA_VLAN_ID, vlan.Id);
                }

                break;

            case LinkKind.Veth veth:
                using (writer.Nest(IFLA_INFO_DATA))
                using (writer.Nest(VETH_INFO_PEER))
                {
                    WriteFlags(writer.Structure(LinkMessageSize), veth.Peer);
                    ((veth.Peer ?? new LinkChange()) with { Name = veth.PeerName }).WriteAttributes(writer);
                }

                break;

            default:
                break;
        }
    }
}
