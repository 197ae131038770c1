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
        if (LinkKindWriter.LowerIndex(kind) is { } lower)
        {
            writer.Int32(IFLA_LINK, lower);
        }

        ((settings ?? new LinkChange()) with { Name = name }).WriteAttributes(writer);
        LinkKindWriter.Write(writer, kind);
    }

    /// <summary>Changes a link; ENODEV when there is none.</summary>
    public static void Change(MessageWriter writer, int index, LinkChange change)
    {
        WriteFlags(Begin(writer, RTM_NEWLINK, 0, index), change);
        change.WriteAttributes(writer);
    }

    /// <summary>Changes what is particular to a link's kind; ENODEV when there is no link, EINVAL when it is of another kind.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="index">The link.</param>
    /// <param name="kind">The same kind with other settings; a tunnel takes all of them, a bond those that are not null.</param>
    public static void ChangeKind(MessageWriter writer, int index, LinkKind kind)
    {
        Begin(writer, RTM_NEWLINK, 0, index);
        LinkKindWriter.Write(writer, kind);
    }

    /// <summary>Deletes a software link; of a veth both ends.</summary>
    public static void Delete(MessageWriter writer, int index) => Begin(writer, RTM_DELLINK, 0, index);

    private static Span<byte> Begin(MessageWriter writer, ushort type, ushort flags, int index)
    {
        var body = writer.Begin(type, flags, LinkMessageSize);
        body.PutHostInt32(4, index);
        return body;
    }

    internal static void WriteFlags(Span<byte> body, LinkChange? change)
    {
        var (flags, mask) = change?.Flags ?? default;
        body.PutHost32(8, (uint)flags);
        body.PutHost32(12, (uint)mask);
    }
}
