using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Tests.Netlink.Xfrm;

/// <summary>Expected bytes are what ip(8) of iproute2 6.1 sends, captured with strace(1).</summary>
public sealed class SaRequestTests : IDisposable
{
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void An_ESP_tunnel_with_cipher_authentication_and_UDP()
    {
        XfrmRequests.AddSa(writer, Samples.Tunnel);

        // ip xfrm state add src 192.0.2.1 dst 198.51.100.1 proto esp spi 0x1001 mode tunnel reqid 7 replay-window 32
        // enc cbc(aes) 0x00… auth-trunc hmac(sha256) 0x10… 128 encap espinudp 4500 4501 0.0.0.0
        Hex.Equal(
            """
            c0 01 00 00                                      # nlmsg_len
            10 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags; ip sends 05 00
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 x16                                           # sel.daddr
            00 x16                                           # sel.saddr
            00 x8                                            # sel.dport, dport_mask, sport, sport_mask
            00 00                                            # sel.family
            00 00                                            # sel.prefixlen_d, prefixlen_s
            00 00 00 00                                      # sel.proto
            00 00 00 00                                      # sel.ifindex
            00 00 00 00                                      # sel.user
            c6 33 64 01 00 x12                               # id.daddr
            00 00 10 01                                      # id.spi
            32 00 00 00                                      # id.proto
            c0 00 02 01 00 x12                               # saddr
            ff x32                                           # lft: soft and hard bytes and packets
            00 x32                                           # lft: soft and hard seconds
            00 x32                                           # curlft
            00 x12                                           # stats
            00 00 00 00                                      # seq
            07 00 00 00                                      # reqid
            02 00                                            # family
            01 20                                            # mode, replay_window
            00 x8                                            # flags
            58 00 02 00                                      # XFRMA_ALG_CRYPT
            63 62 63 28 61 65 73 29 00 x56                   # alg_name
            80 00 00 00                                      # alg_key_len in bits
            00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  # alg_key
            5c 00 14 00                                      # XFRMA_ALG_AUTH_TRUNC
            68 6d 61 63 28 73 68 61 32 35 36 29 00 x52       # alg_name
            80 00 00 00                                      # alg_key_len in bits
            80 00 00 00                                      # alg_trunc_len
            10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  # alg_key
            1c 00 04 00                                      # XFRMA_ENCAP
            02 00                                            # encap_type
            11 94 11 95 00 00                                # encap_sport, encap_dport
            00 x16                                           # encap_oa
            """,
            writer.Written);
    }

    [Fact]
    public void An_ESP_transport_SA_with_AEAD_marks_and_extended_numbers()
    {
        XfrmRequests.AddSa(writer, Samples.Transport);

        // ip xfrm state add src 2001:db8::1 dst 2001:db8::2 proto esp spi 0x1002 mode transport reqid 8 replay-window 64
        // flag esn aead rfc4106(gcm(aes)) 0x00… 128 mark 5 mask 0xff if_id 9 output-mark 3 mask 0xf0
        Hex.Equal(
            """
            98 01 00 00                                      # nlmsg_len
            10 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags; ip sends 05 00
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 x16                                           # sel.daddr
            00 x16                                           # sel.saddr
            00 x8                                            # sel.dport, dport_mask, sport, sport_mask
            00 00                                            # sel.family
            00 00                                            # sel.prefixlen_d, prefixlen_s
            00 00 00 00                                      # sel.proto
            00 00 00 00                                      # sel.ifindex
            00 00 00 00                                      # sel.user
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02  # id.daddr
            00 00 10 02                                      # id.spi
            32 00 00 00                                      # id.proto
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01  # saddr
            ff x32                                           # lft: soft and hard bytes and packets
            00 x32                                           # lft: soft and hard seconds
            00 x32                                           # curlft
            00 x12                                           # stats
            00 00 00 00                                      # seq
            08 00 00 00                                      # reqid
            0a 00                                            # family
            00 00                                            # mode, replay_window
            80 00 00 00 00 00 00 00                          # flags
            60 00 12 00                                      # XFRMA_ALG_AEAD
            72 66 63 34 31 30 36 28 67 63 6d 28 61 65 73 29 29 00 00 00 00 x44 # alg_name
            a0 00 00 00                                      # alg_key_len in bits
            80 00 00 00                                      # alg_icv_len
            00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 # alg_key
            24 00 17 00                                      # XFRMA_REPLAY_ESN_VAL
            02 00 00 00                                      # bmp_len
            00 x16                                           # oseq, seq, oseq_hi, seq_hi
            40 00 00 00                                      # replay_window
            00 x8                                            # bmp; ip leaves it out
            0c 00 15 00                                      # XFRMA_MARK
            05 00 00 00 ff 00 00 00                          # value
            08 00 1f 00                                      # XFRMA_IF_ID
            09 00 00 00                                      # value
            08 00 1d 00                                      # XFRMA_SET_MARK
            03 00 00 00                                      # value
            08 00 1e 00                                      # XFRMA_SET_MARK_MASK
            f0 00 00 00                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void An_SA_is_deleted_by_its_identity()
    {
        XfrmRequests.DeleteSa(writer, Samples.Tunnel.Id, source: Samples.Tunnel.Source);

        // ip xfrm state delete src 192.0.2.1 dst 198.51.100.1 proto esp spi 0x1001
        Hex.Equal(
            """
            3c 00 00 00                                      # nlmsg_len
            11 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            c6 33 64 01 00 x12                               # daddr
            00 00 10 01                                      # spi
            02 00 32 00                                      # family, proto
            14 00 0d 00                                      # XFRMA_SRCADDR
            c0 00 02 01 00 x12                               # value
            """,
            writer.Written);
    }

    [Fact]
    public void SAs_of_a_protocol_are_flushed_with_one_byte()
    {
        XfrmRequests.FlushSas(writer, XfrmProtocol.Esp);

        // ip xfrm state flush proto esp
        Hex.Equal(
            """
            11 00 00 00                                      # nlmsg_len
            1c 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            32                                               # proto
            """,
            writer.Written);
    }

    [Fact]
    public void An_SPI_is_allocated_for_a_larval_SA()
    {
        XfrmRequests.AllocateSpi(writer, Samples.Larval with { Limits = default }, 0x1000, 0x1fff);

        // ip xfrm state allocspi src 192.0.2.1 dst 198.51.100.1 proto esp mode tunnel reqid 7 min 0x1000 max 0x1fff
        Hex.Equal(
            """
            f8 00 00 00                                      # nlmsg_len
            16 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 x16                                           # sel.daddr
            00 x16                                           # sel.saddr
            00 x8                                            # sel.dport, dport_mask, sport, sport_mask
            00 00                                            # sel.family
            00 00                                            # sel.prefixlen_d, prefixlen_s
            00 00 00 00                                      # sel.proto
            00 00 00 00                                      # sel.ifindex
            00 00 00 00                                      # sel.user
            c6 33 64 01 00 x12                               # id.daddr
            00 00 00 00                                      # id.spi
            32 00 00 00                                      # id.proto
            c0 00 02 01 00 x12                               # saddr
            00 x32                                           # lft: soft and hard bytes and packets
            00 x32                                           # lft: soft and hard seconds
            00 x32                                           # curlft
            00 x12                                           # stats
            00 00 00 00                                      # seq
            07 00 00 00                                      # reqid
            02 00                                            # family
            01 00                                            # mode, replay_window
            00 x8                                            # flags
            00 10 00 00                                      # min
            ff 1f 00 00                                      # max
            """,
            writer.Written);
    }
}
