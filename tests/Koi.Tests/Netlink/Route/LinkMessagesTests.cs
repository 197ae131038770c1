using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Tests.Netlink.Route;

/// <summary>Expected bytes are what ip(8) of iproute2 6.1 sends, captured with strace(1).</summary>
public sealed class LinkMessagesTests : IDisposable
{
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void A_veth_pair_names_both_ends()
    {
        LinkMessages.Add(writer, "v0", new LinkKind.Veth("v1"));

        // ip link add v0 type veth peer name v1
        Hex.Equal(
            """
            54 00 00 00                                      # nlmsg_len
            10 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 00 00 00                                      # ifi_family, ifi_type
            00 00 00 00                                      # ifi_index
            00 00 00 00                                      # ifi_flags
            00 00 00 00                                      # ifi_change
            07 00 03 00                                      # IFLA_IFNAME
            76 30 00 00                                      # value
            2c 00 12 00                                      # IFLA_LINKINFO
            08 00 01 00                                      # IFLA_INFO_KIND
            76 65 74 68                                      # the kind
            20 00 02 00                                      # IFLA_INFO_DATA
            1c 00 01 00                                      # VETH_INFO_PEER
            00 x16                                           # ifinfomsg
            07 00 03 00                                      # IFLA_IFNAME
            76 31 00 00                                      # the peer's name
            """,
            writer.Written);
    }

    [Fact]
    public void A_macvlan_names_the_link_below()
    {
        LinkMessages.Add(writer, "m0", new LinkKind.Macvlan(3, MacvlanMode.Private));

        // ip link add m0 link v0 type macvlan mode private
        Hex.Equal(
            """
            4c 00 00 00                                      # nlmsg_len
            10 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 00 00 00                                      # ifi_family, ifi_type
            00 00 00 00                                      # ifi_index
            00 00 00 00                                      # ifi_flags
            00 00 00 00                                      # ifi_change
            08 00 05 00                                      # IFLA_LINK
            03 00 00 00                                      # value
            07 00 03 00                                      # IFLA_IFNAME
            6d 30 00 00                                      # value
            1c 00 12 00                                      # IFLA_LINKINFO
            0b 00 01 00                                      # IFLA_INFO_KIND
            6d 61 63 76 6c 61 6e 00                          # the kind
            0c 00 02 00                                      # IFLA_INFO_DATA
            08 00 01 00                                      # IFLA_MACVLAN_MODE
            01 00 00 00                                      # private
            """,
            writer.Written);
    }

    [Fact]
    public void A_link_is_set_up_with_an_mtu()
    {
        LinkMessages.Change(writer, 3, new LinkChange { IsUp = true, Mtu = 1400 });

        // ip link set v0 up mtu 1400
        Hex.Equal(
            """
            28 00 00 00                                      # nlmsg_len
            10 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 00 00 00                                      # ifi_family, ifi_type
            03 00 00 00                                      # ifi_index
            01 00 00 00                                      # ifi_flags
            01 00 00 00                                      # ifi_change
            08 00 04 00                                      # IFLA_MTU
            78 05 00 00                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_macvlan_of_bridge_mode_has_an_address()
    {
        LinkMessages.Add(
            writer,
            "carp0",
            new LinkKind.Macvlan(3, MacvlanMode.Bridge),
            new LinkChange { Address = Text.Hardware("00:00:5e:00:01:07") });

        // ip link add carp0 link eth0 address 00:00:5e:00:01:07 type macvlan mode bridge; the address comes first there
        Hex.Equal(
            """
            5c 00 00 00                                      # nlmsg_len
            10 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 x16                                           # ifinfomsg
            08 00 05 00                                      # IFLA_LINK
            03 00 00 00                                      # value
            0a 00 03 00                                      # IFLA_IFNAME
            63 61 72 70 30 00 00 00                          # "carp0"
            0a 00 01 00                                      # IFLA_ADDRESS
            00 00 5e 00 01 07 00 00                          # value, padding
            1c 00 12 00                                      # IFLA_LINKINFO
            0b 00 01 00                                      # IFLA_INFO_KIND
            6d 61 63 76 6c 61 6e 00                          # the kind
            0c 00 02 00                                      # IFLA_INFO_DATA
            08 00 01 00                                      # IFLA_MACVLAN_MODE
            04 00 00 00                                      # bridge
            """,
            writer.Written);
    }

    [Fact]
    public void Link_mode_and_state_are_set_at_once_and_no_address_is_generated()
    {
        LinkMessages.Change(writer, 4, new LinkChange
        {
            LinkMode = 1,
            OperState = OperState.Dormant,
            AddressGeneration = AddressGeneration.None,
        });

        // ip link set carp0 mode dormant state dormant; ip link set dev carp0 addrgenmode none
        Hex.Equal(
            """
            40 00 00 00                                      # nlmsg_len
            10 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 00 00 00                                      # ifi_family, ifi_type
            04 00 00 00                                      # ifi_index
            00 00 00 00                                      # ifi_flags
            00 00 00 00                                      # ifi_change
            05 00 11 00  01 00 00 00                         # IFLA_LINKMODE dormant
            05 00 10 00  05 00 00 00                         # IFLA_OPERSTATE dormant
            10 00 1a 00                                      # IFLA_AF_SPEC
            0c 00 0a 00                                      # AF_INET6
            05 00 08 00  01 00 00 00                         # IFLA_INET6_ADDR_GEN_MODE none
            """,
            writer.Written);
    }
}
