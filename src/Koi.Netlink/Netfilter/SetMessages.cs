using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.Netfilter.UserDataWriter;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>Requests and replies for sets and maps. Those that change go between a batch's begin and end.</summary>
/// <remarks>User data is written as nft 1.0.6 does, in its order; without the byte order nft prints keys wrongly.</remarks>
public static class SetMessages
{
    private const uint NFT_DATA_VERDICT = 0xffffff00;

    /// <summary>Asks for the sets of a family, or of one of its tables; ENOENT when there is no such table.</summary>
    public static void DumpAll(MessageWriter writer, TableFamily family, string? table = null)
    {
        writer.BeginTables(NFT_MSG_GETSET, NLM_F_DUMP, family);
        if (table is not null)
        {
            writer.Text(NFTA_SET_TABLE, table);
        }
    }

    /// <summary>Asks for a set; ENOENT when there is none.</summary>
    public static void Get(MessageWriter writer, SetId set) => Write(writer, NFT_MSG_GETSET, 0, set);

    /// <summary>Adds a set. One that is there stays as it is; newer kernels answer EEXIST when it is of another kind.</summary>
    public static void Add(MessageWriter writer, NetfilterSet set)
    {
        Write(writer, NFT_MSG_NEWSET, NLM_F_CREATE, set.Id);
        writer.BigUInt32(NFTA_SET_FLAGS, (uint)set.Flags);
        writer.BigUInt32(NFTA_SET_KEY_TYPE, set.KeyType.Number);
        writer.BigUInt32(NFTA_SET_KEY_LEN, set.KeyType.Length);
        if (set.DataType is { } data)
        {
            writer.BigUInt32(NFTA_SET_DATA_TYPE, data.Number);
            writer.BigUInt32(NFTA_SET_DATA_LEN, data.Length);
        }

        // The kernel insists on a number that is the set's own within the batch; the batch's begin is message 0.
        writer.BigUInt32(NFTA_SET_ID, (uint)Math.Max(writer.MessageCount - 1, 1));
        if (set.Size is { } size)
        {
            using (writer.Nest(NFTA_SET_DESC | NLA_F_NESTED))
            {
                writer.BigUInt32(NFTA_SET_DESC_SIZE, size);
            }
        }

        if (set.TimeoutMilliseconds is { } timeout)
        {
            writer.BigUInt64(NFTA_SET_TIMEOUT, timeout);
        }

        WriteUserData(writer, set);
    }

    /// <summary>Deletes a set with its elements; ENOENT when there is none, EBUSY when a rule uses it.</summary>
    public static void Delete(MessageWriter writer, SetId set) => Write(writer, NFT_MSG_DELSET, 0, set);

    /// <summary>Reads a set from NFT_MSG_NEWSET or DELSET; false for other messages and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out NetfilterSet? set)
    {
        set = null;
        if (message.Type is not (NFT_MSG_NEWSET or NFT_MSG_DELSET) || message.Body.Length < GenericMessageSize)
        {
            return false;
        }

        var id = new SetId((TableFamily)message.Body[0], "", "");
        SetType key = default, data = default;
        var read = new NetfilterSet { Id = id, KeyType = key };
        ReadOnlySpan<byte> userData = [];
        var attributes = message.Attributes(GenericMessageSize);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NFTA_SET_TABLE: id = id with { Table = attributes.AsText() }; break;
                case NFTA_SET_NAME: id = id with { Name = attributes.AsText() }; break;
                case NFTA_SET_FLAGS: read = read with { Flags = (SetFlags)attributes.AsBigUInt32() }; break;
                case NFTA_SET_KEY_TYPE: key = key with { Number = attributes.AsBigUInt32() }; break;
                case NFTA_SET_KEY_LEN: key = key with { Length = attributes.AsBigUInt32() }; break;
                case NFTA_SET_DATA_TYPE: data = data with { Number = attributes.AsBigUInt32() }; break;
                case NFTA_SET_DATA_LEN: data = data with { Length = attributes.AsBigUInt32() }; break;
                case NFTA_SET_DESC: read = read with { Size = ReadSize(ref attributes) ?? read.Size }; break;
                case NFTA_SET_TIMEOUT: read = read with { TimeoutMilliseconds = attributes.AsBigUInt64() }; break;
                case NFTA_SET_HANDLE: read = read with { Handle = attributes.AsBigUInt64() }; break;
                case NFTA_SET_USERDATA: userData = attributes.Value; break;
                default: break;
            }
        }

        if (attributes.IsMalformed)
        {
            return false;
        }

        set = ReadUserData(userData, read with
        {
            Id = id,
            KeyType = key,
            DataType = data.Length == 0 || data.Number == NFT_DATA_VERDICT ? null : data,
        });
        return true;
    }

    private static void Write(MessageWriter writer, ushort type, ushort flags, SetId set)
    {
        writer.BeginTables(type, flags, set.Family);
        writer.Text(NFTA_SET_TABLE, set.Table);
        writer.Text(NFTA_SET_NAME, set.Name);
    }

    private static uint? ReadSize(ref AttributeReader description)
    {
        uint? size = null;
        var nested = description.Nested();
        while (nested.Next())
        {
            size = nested.Type == NFTA_SET_DESC_SIZE ? nested.AsBigUInt32() : size;
        }

        description.Join(nested);
        return size;
    }

    private static void WriteUserData(MessageWriter writer, NetfilterSet set)
    {
        var data = new UserDataWriter(stackalloc byte[MaxLength]);
        if (set.KeyType.Order != ValueOrder.Unknown)
        {
            data.UInt32(NFTNL_UDATA_SET_KEYBYTEORDER, (uint)set.KeyType.Order);
        }

        if (set.DataType is { Order: not ValueOrder.Unknown } type)
        {
            data.UInt32(NFTNL_UDATA_SET_DATABYTEORDER, (uint)type.Order);
        }

        if (set.IsMergedByNft)
        {
            data.UInt32(NFTNL_UDATA_SET_MERGE_ELEMENTS, 1);
        }

        if (set.DataType is not null)
        {
            data.UInt32(NFTNL_UDATA_SET_DATA_INTERVAL, 0);
        }

        data.Comment(NFTNL_UDATA_SET_COMMENT, set.Comment);
        writer.Raw(NFTA_SET_USERDATA, data.Written);
    }

    private static NetfilterSet ReadUserData(ReadOnlySpan<byte> bytes, NetfilterSet set)
    {
        var entries = new UserDataReader(bytes);
        while (entries.Next())
        {
            set = entries.Type switch
            {
                NFTNL_UDATA_SET_KEYBYTEORDER => set with { KeyType = set.KeyType with { Order = Order(entries) } },
                NFTNL_UDATA_SET_DATABYTEORDER => set with
                {
                    DataType = set.DataType is { } type ? type with { Order = Order(entries) } : null,
                },
                NFTNL_UDATA_SET_MERGE_ELEMENTS => set with { IsMergedByNft = entries.AsUInt32() != 0 },
                NFTNL_UDATA_SET_COMMENT => set with { Comment = entries.AsText() },
                _ => set,
            };
        }

        return set;

        static ValueOrder Order(UserDataReader entry) =>
            entry.AsUInt32() is (uint)ValueOrder.Host or (uint)ValueOrder.Network
                ? (ValueOrder)entry.AsUInt32()
                : ValueOrder.Unknown;
    }
}
