using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Netlink.Netfilter;

/// <summary>What Linux 6.18 tells its listeners about commands of nft 1.0.6.</summary>
public sealed class NetfilterEventTests
{
    private static readonly SetId Marks = new(TableFamily.Inet, "koi", "m");
    private static readonly SetElement Carp = SetElement.OfInterface("carp", "x") with { Data = ElementValue.FromMark(3) };

    // nft add table inet koi
    private const string TableAdded = """
        38 00 00 00 00 0a 00 00 01 00 00 00 76 05 00 00 # NFT_MSG_NEWTABLE, nlmsg_pid 1398
        01 00 00 38                                     # nfgenmsg: inet, the generation's lower half
        08 00 01 00 6b 6f 69 00                         # NFTA_TABLE_NAME "koi"
        08 00 03 00 00 00 00 00                         # NFTA_TABLE_USE
        0c 00 04 00 00 00 00 00 00 00 00 0c             # NFTA_TABLE_HANDLE
        08 00 02 00 00 00 00 00                         # NFTA_TABLE_FLAGS
        """;

    private const string Committed = """
        2c 00 00 00 0f 0a 00 00 01 00 00 00 76 05 00 00 # NFT_MSG_NEWGEN
        00 00 00 38                                     # nfgenmsg
        08 00 01 00 00 00 00 38                         # NFTA_GEN_ID
        08 00 02 00 00 00 05 76                         # NFTA_GEN_PROC_PID 1398
        08 00 03 00 6e 66 74 00                         # NFTA_GEN_PROC_NAME "nft"
        """;

    // nft add map inet koi m '{ type ifname : mark; comment "d"; }'
    private const string MapAdded = """
        98 00 00 00 09 0a 00 04 01 00 00 00 77 05 00 00 # NFT_MSG_NEWSET
        01 00 00 39                                     # nfgenmsg: inet
        08 00 01 00 6b 6f 69 00                         # NFTA_SET_TABLE "koi"
        06 00 02 00 6d 00 00 00                         # NFTA_SET_NAME "m"
        0c 00 10 00 00 00 00 00 00 00 00 01             # NFTA_SET_HANDLE
        08 00 03 00 00 00 00 08                         # NFTA_SET_FLAGS map
        08 00 04 00 00 00 00 29                         # NFTA_SET_KEY_TYPE ifname
        08 00 05 00 00 00 00 10                         # NFTA_SET_KEY_LEN
        08 00 06 00 00 00 00 13                         # NFTA_SET_DATA_TYPE mark
        08 00 07 00 00 00 00 04                         # NFTA_SET_DATA_LEN
        1a 00 0d 00 00 04 01 00 00 00 01 04 01 00 00 00 # NFTA_SET_USERDATA
        06 04 00 00 00 00 07 02 64 00 00 00
        04 00 09 00                                     # NFTA_SET_DESC: nothing in it
        17 00 13 00 30 78 66 66 66 66 66 66 66 66 38 32 # NFTA_SET_TYPE, new in 6.15
        35 30 37 66 34 30 00 00
        08 00 14 00 00 00 00 00                         # NFTA_SET_COUNT, the same
        """;

    // nft add element inet koi m '{ "carp" comment "x" : 3 }'
    private const string ElementAdded = """
        58 00 00 00 0c 0a 00 04 00 00 00 00 78 05 00 00 # NFT_MSG_NEWSETELEM, nlmsg_seq 0
        01 00 00 3a                                     # nfgenmsg: inet
        08 00 01 00 6b 6f 69 00                         # NFTA_SET_ELEM_LIST_TABLE "koi"
        06 00 02 00 6d 00 00 00                         # NFTA_SET_ELEM_LIST_SET "m"
        34 00 03 00                                     # NFTA_SET_ELEM_LIST_ELEMENTS
        30 00 01 00                                     # NFTA_LIST_ELEM
        18 00 01 00 14 00 01 00 63 61 72 70 00 x12      # NFTA_SET_ELEM_KEY "carp"
        0c 00 02 00 08 00 01 00 03 00 00 00             # NFTA_SET_ELEM_DATA 3
        08 00 06 00 00 02 78 00                         # NFTA_SET_ELEM_USERDATA: comment "x"
        """;

    // nft flush ruleset
    private const string SetRemoved = """
        30 00 00 00 0b 0a 00 00 01 00 00 00 80 05 00 00 # NFT_MSG_DELSET
        01 00 00 3e                                     # nfgenmsg: inet
        08 00 01 00 6b 6f 69 00                         # NFTA_SET_TABLE "koi"
        06 00 02 00 6d 00 00 00                         # NFTA_SET_NAME "m"
        0c 00 10 00 00 00 00 00 00 00 00 01             # NFTA_SET_HANDLE
        """;

    private const string TableRemoved = """
        30 00 00 00 02 0a 00 00 01 00 00 00 80 05 00 00 # NFT_MSG_DELTABLE
        01 00 00 3e                                     # nfgenmsg: inet
        08 00 01 00 6b 6f 69 00                         # NFTA_TABLE_NAME "koi"
        08 00 03 00 00 00 00 00                         # NFTA_TABLE_USE
        0c 00 04 00 00 00 00 00 00 00 00 0c             # NFTA_TABLE_HANDLE
        """;

    // nft add chain netdev k c '{ type filter hook ingress device "carp0" priority -500; policy drop; }'
    private const string ChainAdded = """
        84 00 00 00 03 0a 00 04 01 00 00 00 50 7d 00 00 # NFT_MSG_NEWCHAIN
        05 00 00 04                                     # nfgenmsg: netdev
        06 00 01 00 6b 00 00 00                         # NFTA_CHAIN_TABLE "k"
        06 00 03 00 63 00 00 00                         # NFTA_CHAIN_NAME "c"
        0c 00 02 00 00 00 00 00 00 00 00 02             # NFTA_CHAIN_HANDLE
        30 00 04 00                                     # NFTA_CHAIN_HOOK
        08 00 01 00 00 00 00 00                         # NFTA_HOOK_HOOKNUM ingress
        08 00 02 00 ff ff fe 0c                         # NFTA_HOOK_PRIORITY -500
        10 00 04 00 0a 00 01 00 63 61 72 70 30 00 00 00 # NFTA_HOOK_DEVS "carp0"
        0a 00 03 00 63 61 72 70 30 00 00 00             # NFTA_HOOK_DEV "carp0"
        08 00 05 00 00 00 00 00                         # NFTA_CHAIN_POLICY drop
        0b 00 07 00 66 69 6c 74 65 72 00 00             # NFTA_CHAIN_TYPE "filter"
        08 00 0a 00 00 00 00 01                         # NFTA_CHAIN_FLAGS: it has a hook
        08 00 06 00 00 00 00 00                         # NFTA_CHAIN_USE
        """;

    // nft add rule netdev k c iifname @l accept
    private const string RuleAdded = """
        b4 00 00 00 06 0a 00 0c 01 00 00 00 52 7d 00 00 # NFT_MSG_NEWRULE
        05 00 00 05                                     # nfgenmsg: netdev
        06 00 01 00 6b 00 00 00                         # NFTA_RULE_TABLE "k"
        06 00 02 00 63 00 00 00                         # NFTA_RULE_CHAIN "c"
        0c 00 03 00 00 00 00 00 00 00 00 03             # NFTA_RULE_HANDLE
        84 00 04 00                                     # NFTA_RULE_EXPRESSIONS
        24 00 01 00 09 00 01 00 6d 65 74 61 00 00 00 00 # "meta"
        14 00 02 00                                     # NFTA_EXPR_DATA
        08 00 02 00 00 00 00 06                         # NFTA_META_KEY iifname
        08 00 01 00 00 00 00 01                         # NFTA_META_DREG
        2c 00 01 00 0b 00 01 00 6c 6f 6f 6b 75 70 00 00 # "lookup"
        1c 00 02 00                                     # NFTA_EXPR_DATA
        06 00 01 00 6c 00 00 00                         # NFTA_LOOKUP_SET "l"
        08 00 02 00 00 00 00 01                         # NFTA_LOOKUP_SREG
        08 00 05 00 00 00 00 00                         # NFTA_LOOKUP_FLAGS
        30 00 01 00                                     # NFTA_LIST_ELEM
        0e 00 01 00 69 6d 6d 65 64 69 61 74 65 00 00 00 # "immediate"
        1c 00 02 00                                     # NFTA_EXPR_DATA
        08 00 01 00 00 00 00 00                         # NFTA_IMMEDIATE_DREG: the verdict
        10 00 02 00 0c 00 02 00                         # NFTA_IMMEDIATE_DATA, NFTA_DATA_VERDICT
        08 00 01 00 00 00 00 01                         # NFTA_VERDICT_CODE accept
        """;

    // nft delete chain netdev k c
    private const string ChainRemoved = """
        30 00 00 00 05 0a 00 00 01 00 00 00 a9 7d 00 00 # NFT_MSG_DELCHAIN
        05 00 00 07                                     # nfgenmsg: netdev
        06 00 01 00 6b 00 00 00                         # NFTA_CHAIN_TABLE "k"
        06 00 03 00 63 00 00 00                         # NFTA_CHAIN_NAME "c"
        0c 00 02 00 00 00 00 00 00 00 00 02             # NFTA_CHAIN_HANDLE
        """;

    // nft delete rule netdev k c handle 3
    private static readonly string RuleRemoved =
        RuleAdded.Replace("06 0a 00 0c", "08 0a 00 00", StringComparison.Ordinal);

    private static readonly string ElementRemoved =
        ElementAdded.Replace("0c 0a 00 04", "0e 0a 00 00", StringComparison.Ordinal);

    public static TheoryData<string> Samples =>
        [TableAdded, Committed, MapAdded, ElementAdded, ElementRemoved, SetRemoved, TableRemoved, ChainAdded, ChainRemoved,
            RuleAdded, RuleRemoved];

    [Fact]
    public void Tables_are_told()
    {
        var added = Assert.IsType<NetfilterEvent.TableAdded>(Read(TableAdded));

        Assert.Equal(new NetfilterTable { Family = TableFamily.Inet, Name = "koi", Handle = 12 }, added.Table);
        Assert.Equal((1398u, 1u), (added.Port, added.Sequence));
        Assert.Equal(
            new NetfilterEvent.TableRemoved(TableFamily.Inet, "koi") { Port = 1408, Sequence = 1 }, Read(TableRemoved));
    }

    [Fact]
    public void Sets_are_told()
    {
        var map = new NetfilterSet
        {
            Id = Marks,
            KeyType = SetType.InterfaceName,
            DataType = SetType.Mark,
            Flags = SetFlags.Map,
            Comment = "d",
            Handle = 1,
        };

        Assert.Equal(map, Assert.IsType<NetfilterEvent.SetAdded>(Read(MapAdded)).Set);
        Assert.Equal(Marks, Assert.IsType<NetfilterEvent.SetRemoved>(Read(SetRemoved)).Set);
    }

    [Fact]
    public void Elements_are_told()
    {
        var added = Assert.IsType<NetfilterEvent.ElementsAdded>(Read(ElementAdded));
        var removed = Assert.IsType<NetfilterEvent.ElementsRemoved>(Read(ElementRemoved));

        Assert.Equal((Marks, Marks), (added.Set, removed.Set));
        Assert.Equal([Carp], added.Elements);
        Assert.Equal([Carp], removed.Elements);
    }

    [Fact]
    public void Chains_are_told()
    {
        var id = new ChainId(TableFamily.NetDev, "k", "c");

        Assert.Equal(
            NetfilterChain.Filter(id, ChainHook.IngressOf("carp0", -500), ChainPolicy.Drop) with { Handle = 2 },
            Assert.IsType<NetfilterEvent.ChainAdded>(Read(ChainAdded)).Chain);
        Assert.Equal(id, Assert.IsType<NetfilterEvent.ChainRemoved>(Read(ChainRemoved)).Chain);
    }

    [Fact]
    public void Rules_are_told()
    {
        var rule = Assert.IsType<NetfilterEvent.RuleAdded>(Read(RuleAdded)).Rule;
        var removed = Assert.IsType<NetfilterEvent.RuleRemoved>(Read(RuleRemoved));

        Assert.Equal(3ul, rule.Handle);
        Assert.Equal(
            [
                new NetfilterExpression.Meta(MetaKey.InputName),
                new NetfilterExpression.Lookup("l"),
                new NetfilterExpression.Verdict(VerdictCode.Accept),
            ],
            rule.Expressions);
        Assert.Equal((rule.Chain, rule.Handle), (removed.Chain, removed.Handle));
    }

    [Fact]
    public void The_commit_is_told() => Assert.Equal(
        new NetfilterEvent.Committed(0x38, 1398, "nft") { Port = 1398, Sequence = 1 }, Read(Committed));

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_is_cut_is_unknown(string sample)
    {
        var bytes = Hex.Bytes(sample);
        bytes[20] = 0xff;

        Assert.IsType<NetfilterEvent.Unknown>(NetfilterEvent.Read(First(bytes)));
    }

    [Fact]
    public void Every_kind_of_event_has_a_sample() => Assert.Equal(
        typeof(NetfilterEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(NetfilterEvent)))
            .Select(type => type.Name).Order(StringComparer.Ordinal),
        Samples.Select(sample => Read(sample.Data).GetType().Name).Append("Unknown").Order(StringComparer.Ordinal));

    [Fact]
    public void A_target_names_the_table_and_the_set()
    {
        Assert.True(NetfilterTarget.TryRead(First(Hex.Bytes(ElementAdded)), out var element));
        Assert.True(element.Is(Marks));
        Assert.False(element.Is(Marks with { Name = "mm" }));
        Assert.False(element.IsIn(TableFamily.V4, "koi"));
        Assert.Equal(Marks, element.ToSetId());

        Assert.True(NetfilterTarget.TryRead(First(Hex.Bytes(TableRemoved)), out var table));
        Assert.True(table.IsIn(TableFamily.Inet, "koi"));
        Assert.True(table.Set.IsEmpty);
        Assert.False(NetfilterTarget.TryRead(First(Hex.Bytes(Committed)), out _));
    }

    private static NetfilterEvent Read(string hex) => NetfilterEvent.Read(First(Hex.Bytes(hex)));

    private static NetlinkMessage First(byte[] bytes)
    {
        var messages = new MessageReader(bytes);
        Assert.True(messages.Next());
        return messages.Current;
    }
}
