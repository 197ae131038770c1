using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Tests.Netlink.Route;

/// <summary>Kinds of links: what is sent is what ip(8) of iproute2 6.1 sends, captured with strace(1), and is read back as it was.</summary>
public sealed class LinkKindTests : IDisposable
{
    private const ushort IFLA_LINKINFO = 18;
    private const ushort IFLA_INFO_KIND = 1;
    private const ushort IFLA_INFO_DATA = 2;

    private static readonly InetAddress A = Text.Address("192.0.2.1"), B = Text.Address("192.0.2.2");
    private static readonly InetAddress A6 = Text.Address("2001:db8::1"), B6 = Text.Address("2001:db8::2");

    private readonly MessageWriter writer = new();

    public static TheoryData<LinkKind> Kinds() =>
    [
        new LinkKind.Tunnel(TunnelProtocol.Ip, new TunnelSettings { Local = A, Remote = B, Ttl = 64 }),
        new LinkKind.Tunnel(TunnelProtocol.Ip, new TunnelSettings { Local = A6, Remote = B6, Ttl = 64 }),
        new LinkKind.Tunnel(TunnelProtocol.Ipip, new TunnelSettings { Local = A, Remote = B, Ttl = 0, LowerIndex = 4 }),
        new LinkKind.Tunnel(TunnelProtocol.Gre, new TunnelSettings { Local = A, Remote = B, Ttl = 64, Key = 7 }),
        new LinkKind.Tunnel(TunnelProtocol.Gre, new TunnelSettings { Local = A6, Remote = B6, LowerIndex = 9 }),
        new LinkKind.Tunnel(TunnelProtocol.Gretap, new TunnelSettings { Local = A, Remote = B }),
        new LinkKind.Tunnel(TunnelProtocol.Gretap, new TunnelSettings { Local = A6, Remote = B6, Key = uint.MaxValue }),
        new LinkKind.Vxlan(new VxlanSettings { Id = 5, Local = A, Remote = B, Ttl = 64, Port = 4789, LowerIndex = 3 }),
        new LinkKind.Vxlan(new VxlanSettings { Id = 0xffffff, Local = A6, Remote = B6, Port = 4789 }),
        new LinkKind.Bond(new BondSettings { Mode = BondMode.Lacp, MonitorMilliseconds = 100, Hash = BondHash.Layer23, LacpRate = BondLacpRate.Fast }),
        new LinkKind.Bond(new BondSettings
        {
            Mode = BondMode.ActiveBackup,
            PrimaryIndex = 7,
            PrimaryReselect = BondReselect.Failure,
            FailOverMac = BondFailOverMac.Follow,
        }),
    ];

    public void Dispose() => writer.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_is_read_back_as_it_was_written(LinkKind kind)
    {
        LinkMessages.Add(writer, "x", kind);

        var link = Decoding.One<Link>(writer.Written, LinkReader.TryRead);
        object? expected = kind switch
        {
            LinkKind.Tunnel tunnel => tunnel.Settings,
            LinkKind.Vxlan vxlan => vxlan.Settings,
            LinkKind.Bond bond => bond.Settings,
            _ => null,
        };
        Assert.Equal(expected, (object?)link.Tunnel ?? (object?)link.Vxlan ?? link.Bond);
    }

    [Fact]
    public void A_service_tag_has_its_own_protocol()
    {
        LinkMessages.Add(writer, "x", new LinkKind.Vlan(3, 5, IsService: true));

        var link = Decoding.One<Link>(writer.Written, LinkReader.TryRead);
        Assert.Equal((3, (ushort)5, (ushort)0x88a8), (link.LowerIndex, link.VlanId, link.VlanProtocol));
        // ip link add x link eth0 type vlan proto 802.1ad id 5
        AssertSent("vlan", "06 00 05 00 88 a8 00 00  06 00 01 00 05 00 00 00");
    }

    [Fact]
    public void A_gif_carries_both_families()
    {
        LinkMessages.Add(writer, "x", Sample(0));

        // ip link add x type sit mode any local 192.0.2.1 remote 192.0.2.2 ttl 64
        AssertSent("sit", """
            05 00 09 00 00 00 00 00  08 00 02 00 c0 00 02 01  08 00 03 00 c0 00 02 02  05 00 0a 00 01 00 00 00
            05 00 05 00 00 00 00 00  05 00 04 00 40 00 00 00  08 00 01 00 00 00 00 00  08 00 14 00 00 00 00 00
            06 00 0f 00 00 00 00 00  06 00 10 00 00 00 00 00  06 00 11 00 00 00 00 00  06 00 12 00 00 00 00 00
            06 00 08 00 00 00 00 00
            """);
    }

    [Fact]
    public void A_gif_in_IPv6_sends_no_encapsulation_limit()
    {
        LinkMessages.Add(writer, "x", Sample(1));

        // ip link add x type ip6tnl mode any local 2001:db8::1 remote 2001:db8::2 encaplimit none
        AssertSent("ip6tnl", """
            05 00 09 00 00 00 00 00
            14 00 02 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01
            14 00 03 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
            05 00 04 00 40 00 00 00  05 00 06 00 04 00 00 00  08 00 07 00 00 00 00 00  08 00 08 00 01 00 00 00
            """);
    }

    [Fact]
    public void A_gre_has_its_key_both_ways()
    {
        LinkMessages.Add(writer, "x", Sample(3));

        // ip link add x type gre local 192.0.2.1 remote 192.0.2.2 ttl 64 key 7
        AssertSent("gre", """
            08 00 04 00 00 00 00 07  08 00 05 00 00 00 00 07  06 00 02 00 20 00 00 00  06 00 03 00 20 00 00 00
            08 00 06 00 c0 00 02 01  08 00 07 00 c0 00 02 02  05 00 0a 00 01 00 00 00  05 00 09 00 00 00 00 00
            05 00 08 00 40 00 00 00  08 00 14 00 00 00 00 00
            """);
    }

    [Fact]
    public void A_vxlan_has_its_port_in_network_order()
    {
        LinkMessages.Add(writer, "x", new LinkKind.Vxlan(new VxlanSettings { Id = 5, Local = A, Remote = B, Ttl = 64, Port = 4789 }));

        // ip link add x type vxlan id 5 local 192.0.2.1 remote 192.0.2.2 ttl 64 dstport 4789
        AssertSent("vxlan", """
            05 00 05 00 40 00 00 00  08 00 01 00 05 00 00 00  08 00 04 00 c0 00 02 01  08 00 02 00 c0 00 02 02
            05 00 07 00 01 00 00 00  06 00 0f 00 12 b5 00 00
            """);
    }

    [Fact]
    public void A_bond_has_its_mode_first()
    {
        LinkMessages.Add(writer, "x", new LinkKind.Bond(new BondSettings
        {
            Mode = BondMode.Lacp,
            MonitorMilliseconds = 100,
            Hash = BondHash.Layer23,
            LacpRate = BondLacpRate.Slow,
        }));

        // ip link add x type bond mode 802.3ad miimon 100 xmit_hash_policy layer2+3 lacp_rate slow
        AssertSent("bond", "05 00 01 00 04 00 00 00  08 00 03 00 64 00 00 00  05 00 0e 00 02 00 00 00  05 00 15 00 00 00 00 00");
    }

    [Fact]
    public void A_wireguard_has_no_data()
    {
        LinkMessages.Add(writer, "wg0", new LinkKind.Wireguard());

        // ip link add wg0 type wireguard
        Hex.Equal(
            """
            3c 00 00 00 10 00 01 06                          # nlmsg_len, nlmsg_type, nlmsg_flags
            00 x8                                            # nlmsg_seq, nlmsg_pid
            00 x16                                           # ifinfomsg
            08 00 03 00 77 67 30 00                          # IFLA_IFNAME
            14 00 12 00                                      # IFLA_LINKINFO
            0d 00 01 00                                      # IFLA_INFO_KIND
            77 69 72 65 67 75 61 72 64 00 x3                 # the kind, padded
            """,
            writer.Written);
    }

    private static LinkKind Sample(int number) => Kinds().ElementAt(number).Data;

    /// <summary>The kind is the same, and each attribute is one that ip(8) sends; it sends defaults besides.</summary>
    private void AssertSent(string kind, string captured)
    {
        var info = Attributes(writer.Written[32..]).Single(a => a.Type == IFLA_LINKINFO).Value;
        var nested = Attributes(info);
        var sent = Attributes(Hex.Bytes(captured));

        Assert.Equal(kind, System.Text.Encoding.UTF8.GetString(nested.Single(a => a.Type == IFLA_INFO_KIND).Value));
        Assert.All(Attributes(nested.Single(a => a.Type == IFLA_INFO_DATA).Value), own =>
            Assert.Contains(sent, a => a.Type == own.Type && a.Value.AsSpan().SequenceEqual(own.Value)));
    }

    private static List<(ushort Type, byte[] Value)> Attributes(ReadOnlySpan<byte> bytes)
    {
        var found = new List<(ushort, byte[])>();
        var reader = new AttributeReader(bytes);
        while (reader.Next())
        {
            found.Add((reader.Type, reader.Value.ToArray()));
        }

        Assert.False(reader.IsMalformed);
        return found;
    }
}
