using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>Requests for elements. Those that change go between a batch's begin and end.</summary>
/// <remarks>Attributes in the order of libnftnl's.</remarks>
public static class ElementMessages
{
    /// <summary>An attribute holds less than 64 KiB; a list this long is ended, and another message begun.</summary>
    private const int ListBytes = 32 * 1024;

    internal const uint NFT_SET_ELEM_INTERVAL_END = 1;
    internal const uint NFT_SET_ELEM_CATCHALL = 2;

    /// <summary>Asks for all elements; ENOENT when there is no such set.</summary>
    public static void Dump(MessageWriter writer, SetId set) => Begin(writer, NFT_MSG_GETSETELEM, NLM_F_DUMP, set);

    /// <summary>
    /// Adds elements, in as many messages as it takes, none for none. One that is there stays as it is, with its comment
    /// and what is left of its timeout; EEXIST when its datum is another.
    /// </summary>
    /// <remarks>
    /// Adding does not make an element stay longer: kernels before 6.12 never change its timeout, later ones only when the
    /// message has another. To renew it, delete and add it in one batch, which is ENOENT when its time has come already.
    /// </remarks>
    public static void Add(MessageWriter writer, SetId set, params ReadOnlySpan<SetElement> elements) =>
        Write(writer, NFT_MSG_NEWSETELEM, NLM_F_CREATE, set, elements);

    /// <summary>Deletes elements; ENOENT when one is not there. Of an element the key and whether it ends a range count.</summary>
    public static void Delete(MessageWriter writer, SetId set, params ReadOnlySpan<SetElement> elements) =>
        Write(writer, NFT_MSG_DELSETELEM, 0, set, elements);

    /// <summary>Deletes all elements that there are; ENOENT when there is no such set.</summary>
    public static void Flush(MessageWriter writer, SetId set) => Begin(writer, NFT_MSG_DELSETELEM, 0, set);

    private static void Write(
        MessageWriter writer, ushort type, ushort flags, SetId set, ReadOnlySpan<SetElement> elements)
    {
        while (!elements.IsEmpty)
        {
            Begin(writer, type, flags, set);
            using (writer.Nest(NFTA_SET_ELEM_LIST_ELEMENTS | NLA_F_NESTED))
            {
                var end = writer.Written.Length + ListBytes;
                do
                {
                    Write(writer, elements[0]);
                    elements = elements[1..];
                }
                while (!elements.IsEmpty && writer.Written.Length < end);
            }
        }
    }

    private static void Begin(MessageWriter writer, ushort type, ushort flags, SetId set)
    {
        writer.BeginTables(type, flags, set.Family);
        writer.Text(NFTA_SET_ELEM_LIST_TABLE, set.Table);
        writer.Text(NFTA_SET_ELEM_LIST_SET, set.Name);
    }

    private static void Write(MessageWriter writer, SetElement element)
    {
        using var item = writer.Nest(NFTA_LIST_ELEM | NLA_F_NESTED);
        var flags = (element.IsIntervalEnd ? NFT_SET_ELEM_INTERVAL_END : 0)
            | (element.IsCatchAll ? NFT_SET_ELEM_CATCHALL : 0);
        if (flags != 0)
        {
            writer.BigUInt32(NFTA_SET_ELEM_FLAGS, flags);
        }

        if (element.TimeoutMilliseconds is { } timeout)
        {
            writer.BigUInt64(NFTA_SET_ELEM_TIMEOUT, timeout);
        }

        if (element.ExpirationMilliseconds is { } expiration)
        {
            writer.BigUInt64(NFTA_SET_ELEM_EXPIRATION, expiration);
        }

        if (!element.IsCatchAll)
        {
            writer.Value(NFTA_SET_ELEM_KEY, element.Key);
        }

        writer.Value(NFTA_SET_ELEM_KEY_END, element.LastKey);
        writer.Value(NFTA_SET_ELEM_DATA, element.Data);
        if (element.Comment is not null || element.IsOpenInterval)
        {
            WriteUserData(writer, element);
        }
    }

    private static void WriteUserData(MessageWriter writer, SetElement element)
    {
        var data = new UserDataWriter(stackalloc byte[UserDataWriter.MaxLength]);
        data.Comment(UserDataWriter.NFTNL_UDATA_SET_ELEM_COMMENT, element.Comment);
        if (element.IsOpenInterval)
        {
            data.UInt32(UserDataWriter.NFTNL_UDATA_SET_ELEM_FLAGS, UserDataWriter.NFTNL_SET_ELEM_F_INTERVAL_OPEN);
        }

        writer.Raw(NFTA_SET_ELEM_USERDATA, data.Written);
    }
}
