using Koi.Lab;

namespace Koi.SystemTests.Koid;

/// <summary>What koid does about one thing at a time.</summary>
public sealed class KoidTests : IDisposable
{
    private readonly KoidHost gateway = new();

    public void Dispose() => gateway.Dispose();

    [Fact]
    public void Interfaces_join_the_group_of_their_kind_and_leave_it()
    {
        gateway.Start();

        gateway.Ip("link add veth5 type veth peer name veth6\nlink add br0 type bridge\nlink add mac0 link veth5 type macvlan\n");
        gateway.AwaitMembers("vether", "veth5 veth6");
        gateway.AwaitMembers("bridge", "br0");
        gateway.AwaitMembers("macvlan", "mac0");
        gateway.AwaitMembers("lo", "lo");
        gateway.Ip("link set mac0 address 00:00:5e:00:01:07\n");
        gateway.AwaitMembers("carp", "mac0");
        gateway.AwaitMembers("macvlan", "");
        gateway.Ip("link del veth5\n");

        gateway.AwaitMembers("vether", "");
        gateway.AwaitMembers("carp", "");
    }

    [Fact]
    public void Members_keep_their_groups_under_a_new_name_and_nobody_inherits_the_old_one()
    {
        gateway.Start();
        gateway.Ip("link add eth1 type veth peer name peer1\n");
        gateway.Nft("add set inet koi g_ext { type ifname; }\nadd element inet koi g_ext { eth1 }\n");

        gateway.Ip("link set eth1 name wan\nlink add eth1 type veth peer name peer2\n");

        gateway.AwaitMembers("ext", "wan");
        gateway.AwaitMembers("vether", "eth1 peer1 peer2 wan");
        gateway.Ip("link del wan\nlink add wan type bridge\n");
        gateway.AwaitMembers("ext", "");
        gateway.AwaitMembers("bridge", "wan");
    }

    [Fact]
    public void Names_that_change_places_take_their_groups_along()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\nlink add eth2 type veth peer name peer2\n");
        gateway.Start();
        gateway.Nft("""
            add set inet koi g_ext { type ifname; }
            add set inet koi g_int { type ifname; }
            add element inet koi g_ext { eth1 }
            add element inet koi g_int { eth2 }

            """);
        gateway.AwaitMembers("int", "eth2");
        gateway.Await("ifindex", () => gateway.Elements("g_int", e => e.Comment?[..7]), "the mark of a member by hand");

        gateway.Ip("link set eth1 name tmp0\nlink set eth2 name eth1\nlink set tmp0 name eth2\n");

        gateway.AwaitMembers("ext", "eth2");
        gateway.AwaitMembers("int", "eth1");
    }

    [Fact]
    public void Nobody_is_a_member_before_it_exists()
    {
        gateway.Start();

        gateway.Nft("add set inet koi g_ext { type ifname; }\nadd element inet koi g_ext { ppp0 }\n");

        gateway.AwaitMembers("ext", "");
    }

    [Fact]
    public void Egress_cannot_be_joined_or_left_by_hand()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\nlink set eth1 up\nlink set peer1 up\naddr add 192.0.2.1/24 dev eth1\nroute add default via 192.0.2.2\n");
        gateway.Start();
        gateway.AwaitMembers("egress", "eth1");

        gateway.Nft("add element inet koi g_egress { peer1 }\ndelete element inet koi g_egress { eth1 }\n");

        gateway.AwaitMembers("egress", "eth1");
    }

    [Fact]
    public void A_flush_of_the_ruleset_loses_nothing()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\nlink set eth1 up\nlink set peer1 up\naddr add 192.0.2.1/24 dev eth1\nroute add default via 192.0.2.2\n");
        var koid = gateway.Start();
        gateway.Nft("""
            add set inet koi g_ext { type ifname; }
            add element inet koi g_ext { eth1 }
            add element inet koi demote { carp : 3 }
            add set inet koi a4_mine { type ipv4_addr; comment "(ext)"; }

            """);
        gateway.Await("192.0.2.1", () => gateway.Addresses("a4_mine"), "addresses");

        for (var times = 0; times < 20; times++)
        {
            gateway.Nft("flush ruleset\n");

            gateway.AwaitMembers("ext", "eth1");
            gateway.AwaitMembers("egress", "eth1");
            gateway.Await("192.0.2.1", () => gateway.Addresses("a4_mine"), "addresses");
            gateway.Await("carp 3", () => gateway.Elements("demote", e => $"{e.Key.ToInterfaceName()} {e.Data?.ToMark()}"), "counters");
        }

        koid.WaitForLine("has flushed table inet koi");
    }

    [Fact]
    public void A_ruleset_that_flushes_and_declares_the_table_anew_gets_its_members_back()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\n");
        gateway.Start();
        gateway.Nft("add set inet koi g_ext { type ifname; }\nadd element inet koi g_ext { eth1 }\n");
        gateway.Await("ifindex", () => gateway.Elements("g_ext", e => e.Comment?[..7]), "the mark");

        gateway.Nft("""
            flush ruleset
            table inet koi {
                set g_ext { type ifname; }
                chain input { type filter hook input priority 0; iifname @g_ext accept; }
            }

            """);

        gateway.AwaitMembers("ext", "eth1");
        gateway.AwaitMembers("vether", "eth1 peer1");
    }

    [Fact]
    public void What_was_flushed_while_koid_was_dead_comes_back_with_it()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\nlink add eth2 type veth peer name peer2\n");
        var koid = gateway.Start();
        gateway.Nft("add set inet koi g_ext { type ifname; }\nadd element inet koi g_ext { eth1, eth2 }\nadd element inet koi demote { carp : 7 }\n");
        gateway.Await("demote carp 7 member ext eth1 member ext eth2", Mirror, "the copy");
        koid.Send(Signal.Kill);
        koid.WaitForExit();

        gateway.Nft("flush ruleset\n");
        gateway.Ip("link set eth1 name wan\nlink del eth2\nlink add eth2 type bridge\n");
        gateway.Start();

        gateway.AwaitMembers("ext", "wan");
        gateway.Await("carp 7", () => gateway.Elements("demote", e => $"{e.Key.ToInterfaceName()} {e.Data?.ToMark()}"), "counters");
    }

    [Fact]
    public void Who_left_while_koid_was_dead_does_not_come_back()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\nlink add eth2 type veth peer name peer2\n");
        var koid = gateway.Start();
        gateway.Nft("add set inet koi g_ext { type ifname; }\nadd element inet koi g_ext { eth1, eth2 }\n");
        gateway.Await("ifindex ifindex", () => gateway.Elements("g_ext", e => e.Comment?[..7]), "marks");
        koid.Send(Signal.Kill);
        koid.WaitForExit();

        gateway.Nft("delete element inet koi g_ext { eth1 }\n");
        gateway.Start();

        gateway.AwaitMembers("ext", "eth2");
    }

    [Fact]
    public void A_second_koid_in_the_namespace_is_refused()
    {
        gateway.Start();

        var second = gateway.Host.Run(Checkout.Koi, "koid", "-d");

        Assert.Equal((1, "koid: koid runs already in this network namespace\n"), (second.ExitCode, second.Errors));
    }

    [Fact]
    public void It_opens_no_port_and_stops_in_good_order()
    {
        var koid = gateway.Start();

        Assert.Equal("", gateway.Host.Run("ss", "-Hlntup").Check().Output);
        Assert.Equal(0, koid.Stop());
        Assert.Equal("lo", gateway.Members("lo"));
    }

    [Fact]
    public void A_plan_changes_nothing()
    {
        var plan = gateway.Host.Run(Checkout.Koi, "koid", "-n").Check().Output;

        Assert.Contains("add g_lo lo", plan);
        Assert.Equal("no set", gateway.Members("lo"));
    }

    [Fact]
    public void Wrong_declarations_of_address_sets_are_told_and_left_alone()
    {
        gateway.Nft("""
            add table inet koi
            add set inet koi a4_net { type ipv4_addr; comment "(lo:network)"; }
            add set inet koi a4_two { type ipv4_addr; comment "(lo:peer:broadcast)"; }
            add set inet koi a4_six { type ipv6_addr; comment "(lo)"; }
            add set inet koi a4_none { type ipv4_addr; elements = { 192.0.2.7 } }

            """);

        var koid = gateway.Start();

        var lines = koid.Lines;
        Assert.Contains("koid: set a4_net: a4_net: networks need flags interval", lines);
        Assert.Contains("koid: set a4_two: illegal combination of interface modifiers", lines);
        Assert.Contains("koid: set a4_six: the key of an a4 set must be ipv4_addr", lines);
        Assert.Contains("koid: set a4_none: the comment must be an expression in parentheses, such as (ext:network)", lines);
        Assert.Equal("192.0.2.7", gateway.Addresses("a4_none"));
    }

    [Fact]
    public void Sets_and_elements_of_another_shape_are_left_alone_and_stop_nothing()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\n");
        var koid = gateway.Start();

        gateway.Nft("""
            flush ruleset
            table inet koi {
                set g_vether { type ifname; flags interval; elements = { "ppp*" } }
                set g_ext { type ifname; elements = { eth1, * } }
                map demote { type ifname : mark; elements = { "ext" : 0 } }
            }

            """);
        koid.WaitForLine("set g_vether is no plain set of interface names; group vether is not kept");

        gateway.AwaitMembers("lo", "lo");
        gateway.Await("ifindex", () => gateway.Elements("g_ext", e => e.IsCatchAll ? "" : e.Comment?[..7]).Trim(), "the mark beside what matches all");
        gateway.Ip("link add br0 type bridge\n");
        gateway.AwaitMembers("bridge", "br0");
    }

    [Fact]
    public void A_counter_ends_with_the_last_member_of_its_group()
    {
        gateway.Ip("link add eth1 type veth peer name peer1\n");
        gateway.Start();
        gateway.Nft("""
            add set inet koi g_ext { type ifname; }
            add element inet koi g_ext { eth1 }
            add element inet koi demote { "ext" : 3, "carp" : 1 }

            """);
        gateway.Await("ifindex", () => gateway.Elements("g_ext", e => e.Comment?[..7]), "the mark");

        gateway.Nft("delete element inet koi g_ext { eth1 }\n");

        gateway.Await("carp 1", () => gateway.Elements("demote", e => $"{e.Key.ToInterfaceName()} {e.Data?.ToMark()}"), "counters");
    }

    /// <summary>Counters and members in koid's copy, without numbers that the kernel chose.</summary>
    private string Mirror() => string.Join(' ', gateway.Host.Run("sh", "-c", "cat /run/koi/groups.*").Output.Split('\n')
        .Select(line => line.Split(' '))
        .Where(words => words[0] is "member" or "demote")
        .Select(words => words[0] is "member" ? $"member {words[1]} {words[3]}" : string.Join(' ', words))
        .Order(StringComparer.Ordinal));
}
