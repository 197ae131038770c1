using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Tests.Netlink.Xfrm;

/// <summary>Expected bytes are what ip(8) of iproute2 6.1 sends, captured with strace(1).</summary>
public sealed class PolicyRequestTests : IDisposable
{
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void A_policy_with_a_template_a_mark_and_an_interface()
    {
        XfrmRequests.AddPolicy(writer, Samples.Policy);

        // ip xfrm policy add src 10.0.0.0/24 dst 10.1.0.0/24 proto tcp dport 80 dir out ptype main mark 5 mask 0xff
        // priority 1000 if_id 9 tmpl src 192.0.2.1 dst 198.51.100.1 proto esp reqid 7 mode tunnel
        Hex.Equal(
            """
            1c 01 00 00                                      # nlmsg_len
            13 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags; ip sends 05 00
            00 x8                                            # nlmsg_seq, nlmsg_pid
            0a 01 00 00 00 x12                               # sel.daddr
            0a 00 00 00 00 x12                               # sel.saddr
            00 50 ff ff 00 00 00 00                          # sel.dport, dport_mask, sport, sport_mask
            02 00                                            # sel.family
            18 18                                            # sel.prefixlen_d, prefixlen_s
            06 00 00 00                                      # sel.proto
            00 00 00 00                                      # sel.ifindex
            00 00 00 00                                      # sel.user
            ff x32                                           # lft: soft and hard bytes and packets
            00 x32                                           # lft: soft and hard seconds
            00 x32                                           # curlft
            e8 03 00 00                                      # priority
            00 00 00 00                                      # index
            01 00 00 00 00 00 00 00                          # dir, action, flags, share
            0a 00 10 00                                      # XFRMA_POLICY_TYPE
            00 x8                                            # value
            44 00 05 00                                      # XFRMA_TMPL
            c6 33 64 01 00 x12                               # id.daddr
            00 00 00 00                                      # id.spi
            32 00 00 00                                      # id.proto
            02 00 00 00                                      # family
            c0 00 02 01 00 x12                               # saddr
            07 00 00 00                                      # reqid
            01 00 00 00                                      # mode, share, optional
            ff x12                                           # aalgos, ealgos, calgos
            0c 00 15 00                                      # XFRMA_MARK
            05 00 00 00 ff 00 00 00                          # value
            08 00 1f 00                                      # XFRMA_IF_ID
            09 00 00 00                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_policy_is_deleted_by_its_identity()
    {
        XfrmRequests.DeletePolicy(writer, Samples.Policy.Id);

        // ip xfrm policy delete src 10.0.0.0/24 dst 10.1.0.0/24 proto tcp dport 80 dir out ptype main mark 5 mask 0xff if_id 9
        Hex.Equal(
            """
            70 00 00 00                                      # nlmsg_len
            14 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            0a 01 00 00 00 x12                               # sel.daddr
            0a 00 00 00 00 x12                               # sel.saddr
            00 50 ff ff 00 00 00 00                          # sel.dport, dport_mask, sport, sport_mask
            02 00                                            # sel.family
            18 18                                            # sel.prefixlen_d, prefixlen_s
            06 00 00 00                                      # sel.proto
            00 00 00 00                                      # sel.ifindex
            00 00 00 00                                      # sel.user
            00 00 00 00                                      # index
            01 00 00 00                                      # dir
            0a 00 10 00                                      # XFRMA_POLICY_TYPE
            00 x8                                            # value
            0c 00 15 00                                      # XFRMA_MARK
            05 00 00 00 ff 00 00 00                          # value
            08 00 1f 00                                      # XFRMA_IF_ID
            09 00 00 00                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_policy_is_deleted_by_its_index()
    {
        XfrmRequests.DeletePolicyByIndex(writer, 0x1_0001, PolicyDirection.Out);

        // ip xfrm policy delete dir out index 65537
        Hex.Equal(
            """
            50 00 00 00                                      # nlmsg_len
            14 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 x56                                           # sel
            01 00 01 00                                      # index
            01 00 00 00                                      # dir
            """,
            writer.Written);
    }

    [Fact]
    public void Policies_are_flushed_without_a_body()
    {
        XfrmRequests.FlushPolicies(writer);

        // ip xfrm policy flush
        Hex.Equal(
            """
            10 00 00 00                                      # nlmsg_len
            1d 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            """,
            writer.Written);
    }

    [Fact]
    public void The_default_policy_is_three_bytes()
    {
        XfrmRequests.SetDefaultPolicy(writer, new(DefaultAction.Accept, DefaultAction.Block, DefaultAction.Accept));

        // ip xfrm policy setdefault in accept fwd block out accept
        Hex.Equal(
            """
            13 00 00 00                                      # nlmsg_len
            27 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            02 01 02                                         # in, fwd, out
            """,
            writer.Written);
    }
}
