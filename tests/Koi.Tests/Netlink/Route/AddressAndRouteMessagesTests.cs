using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Tests.Netlink.Route;

/// <summary>Expected bytes are what ip(8) of iproute2 6.1 sends, captured with strace(1).</summary>
public sealed class AddressAndRouteMessagesTests : IDisposable
{
    private readonly MessageWriter writer = new();

    public void Dispose() => writer.Dispose();

    [Fact]
    public void An_address_is_local_and_its_own_peer()
    {
        AddressMessages.Add(writer, new InterfaceAddress { InterfaceIndex = 3, Prefix = Text.Prefix("2001:db8::9/64") });

        // ip addr add 2001:db8::9/64 dev v0
        Hex.Equal(
            """
            40 00 00 00                                      # nlmsg_len
            14 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            0a 40 00 00                                      # ifa_family, prefixlen, flags, scope
            03 00 00 00                                      # ifa_index
            14 00 02 00                                      # IFA_LOCAL
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09  # value
            14 00 01 00                                      # IFA_ADDRESS
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09  # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_default_route_has_no_destination()
    {
        RouteMessages.Add(writer, RouteEntry.Via(Text.Prefix("0.0.0.0/0"), Text.Address("192.0.2.254"), 3) with { Metric = 7 });

        // ip route add default via 192.0.2.254 dev v0 metric 7
        Hex.Equal(
            """
            34 00 00 00                                      # nlmsg_len
            18 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            02 00 00 00                                      # rtm_family, dst_len, src_len, tos
            fe 03 00 01                                      # rtm_table, protocol, scope, type
            00 00 00 00                                      # rtm_flags
            08 00 05 00                                      # RTA_GATEWAY
            c0 00 02 fe                                      # value
            08 00 06 00                                      # RTA_PRIORITY
            07 00 00 00                                      # value
            08 00 04 00                                      # RTA_OIF
            03 00 00 00                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_route_through_a_router()
    {
        RouteMessages.Add(writer, RouteEntry.Via(Text.Prefix("2001:db8:9::/48"), Text.Address("2001:db8::fe"), 3));

        // ip route add 2001:db8:9::/48 via 2001:db8::fe dev v0
        Hex.Equal(
            """
            4c 00 00 00                                      # nlmsg_len
            18 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            0a 30 00 00                                      # rtm_family, dst_len, src_len, tos
            fe 03 00 01                                      # rtm_table, protocol, scope, type
            00 00 00 00                                      # rtm_flags
            14 00 01 00                                      # RTA_DST
            20 01 0d b8 00 09 00 00 00 x8                    # value
            14 00 05 00                                      # RTA_GATEWAY
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 fe  # value
            08 00 04 00                                      # RTA_OIF
            03 00 00 00                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_route_is_looked_up()
    {
        RouteMessages.LookUp(writer, Text.Address("203.0.113.9"));

        // ip route get 203.0.113.9
        Hex.Equal(
            """
            24 00 00 00                                      # nlmsg_len
            1a 00                                            # nlmsg_type
            01 00                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            02 20 00 00                                      # rtm_family, dst_len, src_len, tos
            00 00 00 00                                      # rtm_table, protocol, scope, type
            00 10 00 00                                      # rtm_flags
            08 00 01 00                                      # RTA_DST
            cb 00 71 09                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_permanent_neighbour()
    {
        NeighbourMessages.Add(writer, new Neighbour(3, Text.Address("192.0.2.5"), Text.Hardware("02:00:00:00:00:05"), NeighbourState.Permanent));

        // ip neigh add 192.0.2.5 lladdr 02:00:00:00:00:05 dev v0
        Hex.Equal(
            """
            30 00 00 00                                      # nlmsg_len
            1c 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            02 00 00 00                                      # ndm_family
            03 00 00 00                                      # ndm_ifindex
            80 00 00 00                                      # ndm_state, flags, type
            08 00 01 00                                      # NDA_DST
            c0 00 02 05                                      # value
            0a 00 02 00                                      # NDA_LLADDR
            02 00 00 00 00 05 00 00                          # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_next_hop()
    {
        NextHopMessages.Add(writer, new NextHop { Id = 7, Gateway = Text.Address("192.0.2.7"), InterfaceIndex = 3, Protocol = 0 });

        // ip nexthop add id 7 via 192.0.2.7 dev v0
        Hex.Equal(
            """
            30 00 00 00                                      # nlmsg_len
            68 00                                            # nlmsg_type
            01 06                                            # nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            02 00 00 00                                      # nh_family, scope, protocol
            00 00 00 00                                      # nh_flags
            08 00 01 00                                      # NHA_ID
            07 00 00 00                                      # value
            08 00 06 00                                      # NHA_GATEWAY
            c0 00 02 07                                      # value
            08 00 05 00                                      # NHA_OIF
            03 00 00 00                                      # value
            """,
            writer.Written);
    }

    [Fact]
    public void A_local_route_is_added_and_deleted()
    {
        var route = RouteEntry.LocalOf(Text.Address("10.0.0.1"), 4);
        RouteMessages.Add(writer, route);
        RouteMessages.Delete(writer, route);

        // ip route add local 10.0.0.1 dev carp0 table local proto kernel scope host src 10.0.0.1, and del; the source comes before the link there
        Hex.Equal(
            """
            34 00 00 00  18 00 01 06  00 x8                  # RTM_NEWROUTE, NLM_F_CREATE, NLM_F_EXCL
            02 20 00 00  ff 02 fe 02  00 00 00 00            # rtmsg: /32, table local, proto kernel, scope host, local
            08 00 01 00  0a 00 00 01                         # RTA_DST
            08 00 04 00  04 00 00 00                         # RTA_OIF
            08 00 07 00  0a 00 00 01                         # RTA_PREFSRC
            34 00 00 00  19 00 01 00  00 x8                  # RTM_DELROUTE
            02 20 00 00  ff 02 fe 02  00 00 00 00            # rtmsg, the same
            08 00 01 00  0a 00 00 01                         # RTA_DST
            08 00 04 00  04 00 00 00                         # RTA_OIF
            08 00 07 00  0a 00 00 01                         # RTA_PREFSRC
            """,
            writer.Written);
    }

    [Fact]
    public void An_address_without_detection_and_without_route_has_long_flags()
    {
        AddressMessages.Add(writer, new InterfaceAddress
        {
            InterfaceIndex = 4,
            Prefix = Text.Prefix("2001:db8::1/128"),
            Flags = InterfaceAddress.NoDad | InterfaceAddress.NoPrefixRoute,
        });

        // ip addr add 2001:db8::1/128 dev carp0 nodad noprefixroute; the flags come before IFA_ADDRESS there, and not in ifaddrmsg
        Hex.Equal(
            """
            48 00 00 00  14 00 01 06  00 x8                  # RTM_NEWADDR, NLM_F_CREATE, NLM_F_EXCL
            0a 80 02 00  04 00 00 00                         # ifaddrmsg
            14 00 02 00  20 01 0d b8 00 x11 01               # IFA_LOCAL
            14 00 01 00  20 01 0d b8 00 x11 01               # IFA_ADDRESS
            08 00 08 00  02 02 00 00                         # IFA_FLAGS
            """,
            writer.Written);
    }
}
