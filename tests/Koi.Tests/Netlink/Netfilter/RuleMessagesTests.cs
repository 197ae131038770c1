using Koi.Netlink;
using Koi.Netlink.Netfilter;
using static Koi.Netlink.Netfilter.NetfilterExpression;

namespace Koi.Tests.Netlink.Netfilter;

/// <summary>What nft 1.0.6 sends, less the sequence numbers and NFTA_LOOKUP_SET_ID, which names do without.</summary>
public sealed class RuleMessagesTests : IDisposable
{
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void A_rule_looks_a_link_up_counts_and_accepts() // oifname @lease counter accept comment "hi"
    {
        RuleMessages.Add(writer, NetfilterRule.Of(
            Id("out_carp0"),
            new Meta(MetaKey.OutputName),
            new Lookup("lease"),
            new Counter(),
            new Verdict(VerdictCode.Accept)) with
        { Comment = "hi" });

        Hex.Equal(
            """
            d4 00 00 00 06 0a 01 0c 00 00 00 00 00 00 00 00 # NFT_MSG_NEWRULE, NLM_F_CREATE, NLM_F_APPEND
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_RULE_TABLE "koi_carp"
            0e 00 02 00 6f 75 74 5f 63 61 72 70 30 00 00 00 # NFTA_RULE_CHAIN "out_carp0"
            94 00 04 80                                     # NFTA_RULE_EXPRESSIONS
            24 00 01 80 09 00 01 00 6d 65 74 61 00 00 00 00 # "meta"
            14 00 02 80                                     # NFTA_EXPR_DATA
            08 00 02 00 00 00 00 07                         # NFTA_META_KEY oifname
            08 00 01 00 00 00 00 01                         # NFTA_META_DREG
            28 00 01 80 0b 00 01 00 6c 6f 6f 6b 75 70 00 00 # "lookup"
            18 00 02 80                                     # NFTA_EXPR_DATA
            08 00 02 00 00 00 00 01                         # NFTA_LOOKUP_SREG
            0a 00 01 00 6c 65 61 73 65 00 00 00             # NFTA_LOOKUP_SET "lease"
            14 00 01 80 0c 00 01 00 63 6f 75 6e 74 65 72 00 # "counter"
            04 00 02 80                                     # NFTA_EXPR_DATA
            30 00 01 80                                     # NFTA_LIST_ELEM
            0e 00 01 00 69 6d 6d 65 64 69 61 74 65 00 00 00 # "immediate"
            1c 00 02 80                                     # NFTA_EXPR_DATA
            08 00 01 00 00 00 00 00                         # NFTA_IMMEDIATE_DREG: the verdict
            10 00 02 80 0c 00 02 80                         # NFTA_IMMEDIATE_DATA, NFTA_DATA_VERDICT
            08 00 01 00 00 00 00 01                         # NFTA_VERDICT_CODE accept
            09 00 07 00 00 03 68 69 00 00 00 00             # NFTA_RULE_USERDATA: comment "hi", padding
            """,
            writer.Written);
    }

    [Fact]
    public void A_rule_compares_a_field_and_jumps() // ip daddr 10.0.0.1 jump out2
    {
        RuleMessages.Add(writer, NetfilterRule.Of(
            Id("plain"),
            new Meta(MetaKey.Protocol),
            new Compare(CompareOperator.Equal, ElementValue.FromBytes([0x08, 0x00])),
            new Payload(PayloadBase.Network, 16, 4),
            new Compare(CompareOperator.Equal, ElementValue.FromAddress(Text.Address("10.0.0.1"))),
            new Verdict(VerdictCode.Jump, "out2")));

        Hex.Equal(
            """
            20 01 00 00 06 0a 01 0c 00 00 00 00 00 00 00 00 # NFT_MSG_NEWRULE, NLM_F_CREATE, NLM_F_APPEND
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_RULE_TABLE "koi_carp"
            0a 00 02 00 70 6c 61 69 6e 00 00 00             # NFTA_RULE_CHAIN "plain"
            f0 00 04 80                                     # NFTA_RULE_EXPRESSIONS
            24 00 01 80 09 00 01 00 6d 65 74 61 00 00 00 00 # "meta"
            14 00 02 80                                     # NFTA_EXPR_DATA
            08 00 02 00 00 00 00 01                         # NFTA_META_KEY protocol
            08 00 01 00 00 00 00 01                         # NFTA_META_DREG
            2c 00 01 80 08 00 01 00 63 6d 70 00 20 00 02 80 # "cmp"
            08 00 01 00 00 00 00 01                         # NFTA_CMP_SREG
            08 00 02 00 00 00 00 00                         # NFTA_CMP_OP equal
            0c 00 03 80 06 00 01 00 08 00 00 00             # NFTA_CMP_DATA: IPv4, padding
            34 00 01 80                                     # NFTA_LIST_ELEM
            0c 00 01 00 70 61 79 6c 6f 61 64 00 24 00 02 80 # "payload"
            08 00 01 00 00 00 00 01                         # NFTA_PAYLOAD_DREG
            08 00 02 00 00 00 00 01                         # NFTA_PAYLOAD_BASE network
            08 00 03 00 00 00 00 10                         # NFTA_PAYLOAD_OFFSET
            08 00 04 00 00 00 00 04                         # NFTA_PAYLOAD_LEN
            2c 00 01 80 08 00 01 00 63 6d 70 00 20 00 02 80 # "cmp"
            08 00 01 00 00 00 00 01                         # NFTA_CMP_SREG
            08 00 02 00 00 00 00 00                         # NFTA_CMP_OP equal
            0c 00 03 80 08 00 01 00 0a 00 00 01             # NFTA_CMP_DATA 10.0.0.1
            3c 00 01 80                                     # NFTA_LIST_ELEM
            0e 00 01 00 69 6d 6d 65 64 69 61 74 65 00 00 00 # "immediate"
            28 00 02 80                                     # NFTA_EXPR_DATA
            08 00 01 00 00 00 00 00                         # NFTA_IMMEDIATE_DREG: the verdict
            1c 00 02 80 18 00 02 80                         # NFTA_IMMEDIATE_DATA, NFTA_DATA_VERDICT
            08 00 01 00 ff ff ff fd                         # NFTA_VERDICT_CODE jump
            09 00 02 00 6f 75 74 32 00 00 00 00             # NFTA_VERDICT_CHAIN "out2"
            """,
            writer.Written);
    }

    [Fact]
    public void A_prefix_is_compared_behind_a_mask() // the middle of: ip6 saddr 2001:db8::/36 return
    {
        var mask = ElementValue.FromBytes([0xff, 0xff, 0xff, 0xff, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        RuleMessages.Add(writer, NetfilterRule.Of(Id("plain"), new Bitwise(mask, ElementValue.FromBytes(new byte[16]))));

        EndsWith(
            """
            60 00 04 80                                     # NFTA_RULE_EXPRESSIONS
            5c 00 01 80 0c 00 01 00 62 69 74 77 69 73 65 00 # "bitwise"
            4c 00 02 80                                     # NFTA_EXPR_DATA
            08 00 01 00 00 00 00 01                         # NFTA_BITWISE_SREG
            08 00 02 00 00 00 00 01                         # NFTA_BITWISE_DREG
            08 00 03 00 00 00 00 10                         # NFTA_BITWISE_LEN
            18 00 04 80 14 00 01 00 ff x4 f0 00 x11         # NFTA_BITWISE_MASK
            18 00 05 80 14 00 01 00 00 x16                  # NFTA_BITWISE_XOR
            """);
    }

    [Fact]
    public void A_lookup_may_be_inverted() // the middle of: ip daddr != @v4 drop
    {
        RuleMessages.Add(writer, NetfilterRule.Of(Id("plain"), new Lookup("v4", IsInverted: true)));

        EndsWith(
            """
            30 00 04 80                                     # NFTA_RULE_EXPRESSIONS
            2c 00 01 80 0b 00 01 00 6c 6f 6f 6b 75 70 00 00 # "lookup"
            1c 00 02 80                                     # NFTA_EXPR_DATA
            08 00 02 00 00 00 00 01                         # NFTA_LOOKUP_SREG
            07 00 01 00 76 34 00 00                         # NFTA_LOOKUP_SET "v4"
            08 00 05 00 00 00 00 01                         # NFTA_LOOKUP_FLAGS
            """);
    }

    [Fact]
    public void A_rule_may_write_into_the_packet() // the end of: ether saddr set 00:00:5e:00:01:07
    {
        RuleMessages.Add(writer, NetfilterRule.Of(
            Id("plain"),
            new Immediate(ElementValue.FromBytes([0x00, 0x00, 0x5e, 0x00, 0x01, 0x07])),
            new Payload(PayloadBase.Link, 6, 6) { IsStore = true }));

        EndsWith(
            """
            68 00 04 80                                     # NFTA_RULE_EXPRESSIONS
            30 00 01 80                                     # NFTA_LIST_ELEM
            0e 00 01 00 69 6d 6d 65 64 69 61 74 65 00 00 00 # "immediate"
            1c 00 02 80                                     # NFTA_EXPR_DATA
            08 00 01 00 00 00 00 01                         # NFTA_IMMEDIATE_DREG
            10 00 02 80 0a 00 01 00 00 00 5e 00 01 07 00 00 # NFTA_IMMEDIATE_DATA, padding
            34 00 01 80                                     # NFTA_LIST_ELEM
            0c 00 01 00 70 61 79 6c 6f 61 64 00 24 00 02 80 # "payload"
            08 00 05 00 00 00 00 01                         # NFTA_PAYLOAD_SREG
            08 00 02 00 00 00 00 00                         # NFTA_PAYLOAD_BASE link
            08 00 03 00 00 00 00 06                         # NFTA_PAYLOAD_OFFSET
            08 00 04 00 00 00 00 06                         # NFTA_PAYLOAD_LEN
            """);
    }

    [Fact]
    public void Rules_are_deleted_one_or_all() // nft delete rule netdev koi_carp plain handle 7; nft flush chain netdev koi_carp plain
    {
        RuleMessages.Delete(writer, Id("plain"), 7);
        RuleMessages.Flush(writer, Id("plain"));

        Hex.Equal(
            """
            3c 00 00 00 08 0a 01 00 00 00 00 00 00 00 00 00 # NFT_MSG_DELRULE
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_RULE_TABLE "koi_carp"
            0a 00 02 00 70 6c 61 69 6e 00 00 00             # NFTA_RULE_CHAIN "plain"
            0c 00 03 00 00 00 00 00 00 00 00 07             # NFTA_RULE_HANDLE
            30 00 00 00 08 0a 01 00 00 00 00 00 00 00 00 00 # NFT_MSG_DELRULE
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_RULE_TABLE "koi_carp"
            0a 00 02 00 70 6c 61 69 6e 00 00 00             # NFTA_RULE_CHAIN "plain"
            """,
            writer.Written);
    }

    [Fact]
    public void What_Koi_does_not_know_is_read_but_not_written()
    {
        var rule = NetfilterRule.Of(Id("plain"), new Unknown("limit"));

        Assert.Throws<InvalidOperationException>(() => RuleMessages.Add(writer, rule));
    }

    private static ChainId Id(string name) => new(TableFamily.NetDev, "koi_carp", name);

    /// <summary>Compares what follows the chain's name.</summary>
    private void EndsWith(string expected) => Hex.Equal(expected, writer.Written[48..]);
}
