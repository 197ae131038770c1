using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Netlink.Netfilter;

/// <summary>What nft 1.0.6 sends, less the sequence numbers.</summary>
public sealed class ChainMessagesTests : IDisposable
{
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void A_chain_of_a_link_names_it() // chain in_carp0 { type filter hook ingress device "carp0" priority -500; policy drop; }
    {
        ChainMessages.Add(writer, NetfilterChain.Filter(
            Id("in_carp0"), ChainHook.IngressOf("carp0", -500), ChainPolicy.Drop));

        Hex.Equal(
            """
            68 00 00 00 03 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWCHAIN, NLM_F_CREATE
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_CHAIN_TABLE "koi_carp"
            0d 00 03 00 69 6e 5f 63 61 72 70 30 00 00 00 00 # NFTA_CHAIN_NAME "in_carp0"
            0b 00 07 00 66 69 6c 74 65 72 00 00             # NFTA_CHAIN_TYPE "filter"
            08 00 05 00 00 00 00 00                         # NFTA_CHAIN_POLICY drop
            20 00 04 80                                     # NFTA_CHAIN_HOOK
            08 00 01 00 00 00 00 00                         # NFTA_HOOK_HOOKNUM ingress
            08 00 02 00 ff ff fe 0c                         # NFTA_HOOK_PRIORITY -500
            0a 00 03 00 63 61 72 70 30 00 00 00             # NFTA_HOOK_DEV "carp0"
            """,
            writer.Written);
    }

    [Fact]
    public void A_chain_may_have_a_comment() // chain out_carp0 { type filter hook egress …; policy drop; comment "c"; }
    {
        ChainMessages.Add(writer, NetfilterChain.Filter(
            Id("out_carp0"), ChainHook.EgressOf("carp0", 500), ChainPolicy.Drop) with
        { Comment = "c" });

        Hex.Equal(
            """
            70 00 00 00 03 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWCHAIN, NLM_F_CREATE
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_CHAIN_TABLE "koi_carp"
            0e 00 03 00 6f 75 74 5f 63 61 72 70 30 00 00 00 # NFTA_CHAIN_NAME "out_carp0"
            0b 00 07 00 66 69 6c 74 65 72 00 00             # NFTA_CHAIN_TYPE "filter"
            08 00 05 00 00 00 00 00                         # NFTA_CHAIN_POLICY drop
            20 00 04 80                                     # NFTA_CHAIN_HOOK
            08 00 01 00 00 00 00 01                         # NFTA_HOOK_HOOKNUM egress
            08 00 02 00 00 00 01 f4                         # NFTA_HOOK_PRIORITY 500
            0a 00 03 00 63 61 72 70 30 00 00 00             # NFTA_HOOK_DEV "carp0"
            08 00 0c 00 00 02 63 00                         # NFTA_CHAIN_USERDATA: comment "c"
            """,
            writer.Written);
    }

    [Fact]
    public void A_chain_of_inet_has_no_link() // table inet i { chain pre { type filter hook prerouting priority -100; policy accept; } }
    {
        var id = new ChainId(TableFamily.Inet, "i", "pre");
        ChainMessages.Add(writer, NetfilterChain.Filter(id, new(ChainHook.PreRouting, -100), ChainPolicy.Accept));

        Hex.Equal(
            """
            4c 00 00 00 03 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWCHAIN, NLM_F_CREATE
            01 00 00 00                                     # nfgenmsg: inet
            06 00 01 00 69 00 00 00                         # NFTA_CHAIN_TABLE "i"
            08 00 03 00 70 72 65 00                         # NFTA_CHAIN_NAME "pre"
            0b 00 07 00 66 69 6c 74 65 72 00 00             # NFTA_CHAIN_TYPE "filter"
            08 00 05 00 00 00 00 01                         # NFTA_CHAIN_POLICY accept
            14 00 04 80                                     # NFTA_CHAIN_HOOK
            08 00 01 00 00 00 00 00                         # NFTA_HOOK_HOOKNUM prerouting
            08 00 02 00 ff ff ff 9c                         # NFTA_HOOK_PRIORITY -100
            """,
            writer.Written);
    }

    [Fact]
    public void A_plain_chain_is_a_name() // chain out2 { }; nft delete chain netdev koi_carp out2
    {
        ChainMessages.Add(writer, new NetfilterChain { Id = Id("out2") });
        ChainMessages.Delete(writer, Id("out2"));

        Hex.Equal(
            """
            30 00 00 00 03 0a 01 04 00 00 00 00 00 00 00 00 # NFT_MSG_NEWCHAIN, NLM_F_CREATE
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_CHAIN_TABLE "koi_carp"
            09 00 03 00 6f 75 74 32 00 00 00 00             # NFTA_CHAIN_NAME "out2"
            30 00 00 00 05 0a 01 00 00 00 00 00 00 00 00 00 # NFT_MSG_DELCHAIN
            05 00 00 00                                     # nfgenmsg: netdev
            0d 00 01 00 6b 6f 69 5f 63 61 72 70 00 00 00 00 # NFTA_CHAIN_TABLE "koi_carp"
            09 00 03 00 6f 75 74 32 00 00 00 00             # NFTA_CHAIN_NAME "out2"
            """,
            writer.Written);
    }

    private static ChainId Id(string name) => new(TableFamily.NetDev, "koi_carp", name);
}
