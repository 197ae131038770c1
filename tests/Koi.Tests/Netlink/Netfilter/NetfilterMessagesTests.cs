using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Netlink.Netfilter;

/// <summary>What nft 1.0.6 sends for the commands beside, less the sequence numbers and the set's number in elements.</summary>
public sealed class NetfilterMessagesTests : IDisposable
{
    private static readonly SetId Names = Id("g");
    private static readonly SetId Marks = Id("demote");
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void A_batch_is_two_brackets()
    {
        NetfilterBatch.Begin(writer, generation: 0x01020304);
        NetfilterBatch.End(writer);

        Hex.Equal(
            """
            1c 00 00 00 10 00 01 00 00 00 00 00 00 00 00 00 # NFNL_MSG_BATCH_BEGIN
            00 00 00 0a                                     # nfgenmsg: subsystem nftables
            08 00 01 00 01 02 03 04                         # NFNL_BATCH_GENID, big-endian
            14 00 00 00 11 00 01 00 00 00 00 00 00 00 00 00 # NFNL_MSG_BATCH_END
            00 00 00 0a                                     # nfgenmsg
            """,
            writer.Written);
    }

    [Fact]
    public void A_table_is_added_and_deleted() // nft add table inet koi '{ comment "c"; }'; nft delete table inet koi
    {
        TableMessages.Add(writer, new NetfilterTable { Family = TableFamily.Inet, Name = "koi", Comment = "c" });
        TableMessages.Delete(writer, TableFamily.Inet, "koi");

        Hex.Equal(
            """
            2c 00 00 00 00 0a 01 00 00 00 00 00 00 00 00 00 # NFT_MSG_NEWTABLE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_TABLE_NAME "koi"
            08 00 02 00 00 00 00 00                         # NFTA_TABLE_FLAGS
            08 00 06 00 00 02 63 00                         # NFTA_TABLE_USERDATA: comment "c"
            1c 00 00 00 02 0a 01 00 00 00 00 00 00 00 00 00 # NFT_MSG_DELTABLE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_TABLE_NAME "koi"
            """,
            writer.Written);
    }

    [Fact]
    public void A_set_of_names_has_a_byte_order() // nft add set inet koi g '{ type ifname; comment "hello"; }'
    {
        SetMessages.Add(writer, new NetfilterSet { Id = Names, KeyType = SetType.InterfaceName, Comment = "hello" });

        Hex.Equal(
            """
            58 00 00 00 09 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSET, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_TABLE "koi"
            06 00 02 00 67 00 00 00                         # NFTA_SET_NAME "g"
            08 00 03 00 00 00 00 00                         # NFTA_SET_FLAGS
            08 00 04 00 00 00 00 29                         # NFTA_SET_KEY_TYPE ifname
            08 00 05 00 00 00 00 10                         # NFTA_SET_KEY_LEN
            08 00 0a 00 00 00 00 01                         # NFTA_SET_ID
            12 00 0d 00                                     # NFTA_SET_USERDATA
            00 04 01 00 00 00                               # key's byte order: host
            07 06 68 65 6c 6c 6f 00 00 00                   # comment "hello", padding
            """,
            writer.Written);
    }

    [Fact]
    public void A_map_has_two_types() // nft add map inet koi demote '{ type ifname : mark; comment "m"; }'
    {
        SetMessages.Add(writer, new NetfilterSet
        {
            Id = Marks,
            KeyType = SetType.InterfaceName,
            DataType = SetType.Mark,
            Flags = SetFlags.Map,
            Comment = "m",
        });

        Hex.Equal(
            """
            74 00 00 00 09 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSET, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_TABLE "koi"
            0b 00 02 00 64 65 6d 6f 74 65 00 00             # NFTA_SET_NAME "demote"
            08 00 03 00 00 00 00 08                         # NFTA_SET_FLAGS map
            08 00 04 00 00 00 00 29                         # NFTA_SET_KEY_TYPE ifname
            08 00 05 00 00 00 00 10                         # NFTA_SET_KEY_LEN
            08 00 06 00 00 00 00 13                         # NFTA_SET_DATA_TYPE mark
            08 00 07 00 00 00 00 04                         # NFTA_SET_DATA_LEN
            08 00 0a 00 00 00 00 01                         # NFTA_SET_ID
            1a 00 0d 00                                     # NFTA_SET_USERDATA
            00 04 01 00 00 00                               # key's byte order: host
            01 04 01 00 00 00                               # data's byte order: host
            06 04 00 00 00 00                               # data are no ranges
            07 02 6d 00 00 00                               # comment "m", padding
            """,
            writer.Written);
    }

    [Fact] // nft add set inet koi t4 '{ type ipv4_addr; flags timeout; timeout 30s; size 100; }'
    public void A_set_may_have_a_size_and_a_timeout()
    {
        SetMessages.Add(writer, new NetfilterSet
        {
            Id = Id("t4"),
            KeyType = SetType.AddressV4,
            Flags = SetFlags.Timeout,
            Size = 100,
            TimeoutMilliseconds = 30_000,
        });

        Hex.Equal(
            """
            68 00 00 00 09 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSET, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_TABLE "koi"
            07 00 02 00 74 34 00 00                         # NFTA_SET_NAME "t4"
            08 00 03 00 00 00 00 10                         # NFTA_SET_FLAGS timeout
            08 00 04 00 00 00 00 07                         # NFTA_SET_KEY_TYPE ipv4_addr
            08 00 05 00 00 00 00 04                         # NFTA_SET_KEY_LEN
            08 00 0a 00 00 00 00 01                         # NFTA_SET_ID
            0c 00 09 80 08 00 01 00 00 00 00 64             # NFTA_SET_DESC: size 100
            0c 00 0b 00 00 00 00 00 00 00 75 30             # NFTA_SET_TIMEOUT 30000 ms
            0a 00 0d 00 00 04 02 00 00 00 00 00             # NFTA_SET_USERDATA: key's byte order: network, padding
            """,
            writer.Written);
    }

    [Fact] // nft add set inet koi a4 '{ type ipv4_addr; flags interval; auto-merge; }'; nft delete set inet koi a4
    public void A_set_may_have_ranges_that_nft_merges()
    {
        SetMessages.Add(writer, new NetfilterSet
        {
            Id = Id("a4"),
            KeyType = SetType.AddressV4,
            Flags = SetFlags.Interval,
            IsMergedByNft = true,
        });
        SetMessages.Delete(writer, Id("a4"));

        Hex.Equal(
            """
            54 00 00 00 09 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWSET, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_TABLE "koi"
            07 00 02 00 61 34 00 00                         # NFTA_SET_NAME "a4"
            08 00 03 00 00 00 00 04                         # NFTA_SET_FLAGS interval
            08 00 04 00 00 00 00 07                         # NFTA_SET_KEY_TYPE ipv4_addr
            08 00 05 00 00 00 00 04                         # NFTA_SET_KEY_LEN
            08 00 0a 00 00 00 00 01                         # NFTA_SET_ID
            10 00 0d 00                                     # NFTA_SET_USERDATA
            00 04 02 00 00 00                               # key's byte order: network
            02 04 01 00 00 00                               # nft merges
            24 00 00 00 0b 0a 01 00 00 00 00 00 00 00 00 00 # NFT_MSG_DELSET
            01 00 00 00                                     # nfgenmsg: inet
            08 00 01 00 6b 6f 69 00                         # NFTA_SET_TABLE "koi"
            07 00 02 00 61 34 00 00                         # NFTA_SET_NAME "a4"
            """,
            writer.Written);
    }

    private static SetId Id(string name) => new(TableFamily.Inet, "koi", name);
}
