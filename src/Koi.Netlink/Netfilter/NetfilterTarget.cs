using System.Text;
using static Koi.Netlink.Netfilter.NetfilterHeader;

namespace Koi.Netlink.Netfilter;

/// <summary>
/// Which table and set a message is about, without decoding the rest and without allocating: for listeners that follow
/// few sets among many. Valid as long as the message.
/// </summary>
public readonly ref struct NetfilterTarget
{
    private NetfilterTarget(TableFamily family, ReadOnlySpan<byte> table, ReadOnlySpan<byte> set)
    {
        Family = family;
        Table = table;
        Set = set;
    }

    /// <summary>The table's family.</summary>
    public TableFamily Family { get; }

    /// <summary>The table's name in UTF-8.</summary>
    public ReadOnlySpan<byte> Table { get; }

    /// <summary>The set's name in UTF-8; empty when the message is about something else.</summary>
    public ReadOnlySpan<byte> Set { get; }

    /// <summary>Reads the names; false for messages that are about no table, such as <see cref="NetfilterEvent.Committed"/>.</summary>
    public static bool TryRead(NetlinkMessage message, out NetfilterTarget target)
    {
        target = default;
        if (message.Type >> 8 != NFNL_SUBSYS_NFTABLES
            || message.Type is NFT_MSG_NEWGEN or NFT_MSG_GETGEN
            || message.Body.Length < GenericMessageSize)
        {
            return false;
        }

        // Every message of nf_tables has its table's name in attribute 1; those of sets have theirs in 2.
        ReadOnlySpan<byte> table = [], set = [];
        var isOfSet = message.Type is NFT_MSG_NEWSET or NFT_MSG_DELSET or NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM;
        var attributes = message.Attributes(GenericMessageSize);
        while ((table.IsEmpty || (isOfSet && set.IsEmpty)) && attributes.Next())
        {
            switch (attributes.Type)
            {
                case NFTA_SET_TABLE: table = UpToZero(attributes.Value); break;
                case NFTA_SET_NAME when isOfSet: set = UpToZero(attributes.Value); break;
                default: break;
            }
        }

        target = new NetfilterTarget((TableFamily)message.Body[0], table, set);
        return !attributes.IsMalformed && !table.IsEmpty;
    }

    /// <summary>Whether it is in this table; names of nft are ASCII, others are never equal.</summary>
    public bool IsIn(TableFamily family, string table) => Family == family && Ascii.Equals(Table, table);

    /// <summary>Whether it is this set; names of nft are ASCII, others are never equal.</summary>
    public bool Is(SetId set) => IsIn(set.Family, set.Table) && Ascii.Equals(Set, set.Name);

    /// <summary>The names as strings.</summary>
    public SetId ToSetId() => new(Family, Encoding.UTF8.GetString(Table), Encoding.UTF8.GetString(Set));

    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)0) is var end and >= 0 ? text[..end] : text;
}
