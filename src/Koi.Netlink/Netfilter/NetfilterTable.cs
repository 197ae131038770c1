using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>NFT_TABLE_F_* of Linux uapi nf_tables.h.</summary>
[Flags]
public enum TableFlags : uint
{
    /// <summary>An ordinary table: anyone with CAP_NET_ADMIN may change it, and it stays until somebody deletes it.</summary>
    None = 0,

    /// <summary>Its chains see no packets.</summary>
    Dormant = 1,

    /// <summary>
    /// Only the socket that made it can change it: others get EPERM, their <c>flush ruleset</c> spares it. It ends with that
    /// socket unless <see cref="Persist"/> is set, too. Linux 5.12.
    /// </summary>
    Owner = 2,

    /// <summary>
    /// Outlives its owner: then it is an ordinary table with this flag, and a socket that adds it with
    /// <see cref="Owner"/> and <see cref="Persist"/> is its next owner. Linux 6.9; older kernels answer EOPNOTSUPP (very old ones
    /// EINVAL), as any does to a flag that it does not know.
    /// </summary>
    Persist = 4,
}

/// <summary>A table of nf_tables: a name space of sets, chains and rules.</summary>
public sealed record NetfilterTable
{
    /// <summary>The packets it sees; the same name may exist in each family.</summary>
    public required TableFamily Family { get; init; }

    /// <summary>1-255 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Who may change it, and whether it works.</summary>
    public TableFlags Flags { get; init; }

    /// <summary>The port of the socket that owns it; null when none does. Told by the kernel.</summary>
    public uint? OwnerPort { get; init; }

    /// <summary>Chains, sets, objects and flow tables in it; told by the kernel.</summary>
    public uint UseCount { get; init; }

    /// <summary>Told by the kernel; a table made anew has another.</summary>
    public ulong Handle { get; init; }

    /// <summary>nft's comment, at most 128 bytes; null when it has none.</summary>
    public string? Comment { get; init; }
}

/// <summary>Requests and replies for tables. Those that change go between a batch's begin and end.</summary>
public static class TableMessages
{
    /// <summary>Asks for all tables of a family.</summary>
    public static void Dump(MessageWriter writer, TableFamily family) =>
        writer.BeginTables(NFT_MSG_GETTABLE, NLM_F_DUMP, family);

    /// <summary>Asks for a table; ENOENT when there is none.</summary>
    public static void Get(MessageWriter writer, TableFamily family, string name) =>
        Write(writer, NFT_MSG_GETTABLE, family, name);

    /// <summary>
    /// Adds a table; one that is there stays as it is. EPERM when another socket owns it; EOPNOTSUPP when it is there, and its
    /// <see cref="TableFlags.Owner"/> and <see cref="TableFlags.Persist"/> are others: its owner must repeat them each time.
    /// </summary>
    public static void Add(MessageWriter writer, NetfilterTable table)
    {
        Write(writer, NFT_MSG_NEWTABLE, table.Family, table.Name);
        writer.BigUInt32(NFTA_TABLE_FLAGS, (uint)table.Flags);
        if (table.Comment is not null)
        {
            var data = new UserDataWriter(stackalloc byte[UserDataWriter.MaxLength]);
            data.Comment(UserDataWriter.NFTNL_UDATA_TABLE_COMMENT, table.Comment);
            writer.Raw(NFTA_TABLE_USERDATA, data.Written);
        }
    }

    /// <summary>Deletes a table with all in it; ENOENT when there is none.</summary>
    public static void Delete(MessageWriter writer, TableFamily family, string name) =>
        Write(writer, NFT_MSG_DELTABLE, family, name);

    /// <summary>Reads a table from NFT_MSG_NEWTABLE or DELTABLE; false for other messages and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out NetfilterTable? table)
    {
        table = null;
        if (message.Type is not (NFT_MSG_NEWTABLE or NFT_MSG_DELTABLE) || message.Body.Length < GenericMessageSize)
        {
            return false;
        }

        var read = new NetfilterTable { Family = (TableFamily)message.Body[0], Name = "" };
        var attributes = message.Attributes(GenericMessageSize);
        while (attributes.Next())
        {
            read = attributes.Type switch
            {
                NFTA_TABLE_NAME => read with { Name = attributes.AsText() },
                NFTA_TABLE_FLAGS => read with { Flags = (TableFlags)attributes.AsBigUInt32() },
                NFTA_TABLE_OWNER => read with { OwnerPort = attributes.AsBigUInt32() },
                NFTA_TABLE_USE => read with { UseCount = attributes.AsBigUInt32() },
                NFTA_TABLE_HANDLE => read with { Handle = attributes.AsBigUInt64() },
                NFTA_TABLE_USERDATA => read with
                {
                    Comment = UserDataReader.FindText(attributes.Value, UserDataWriter.NFTNL_UDATA_TABLE_COMMENT),
                },
                _ => read,
            };
        }

        table = attributes.IsMalformed ? null : read;
        return table is not null;
    }

    private static void Write(MessageWriter writer, ushort type, TableFamily family, string name)
    {
        writer.BeginTables(type, 0, family);
        writer.Text(NFTA_TABLE_NAME, name);
    }
}
