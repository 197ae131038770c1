using Koi.Interfaces.Carp;
using Koi.Interfaces.Ifconfig;

namespace Koi.Tests.Interfaces.Ifconfig;

public sealed class CarpPlannerTests
{
    private const string Rest = "carppeer 192.0.2.3 syncpeer 10.255.0.2";

    [Theory]
    [InlineData(
        "carp0 vhid 7 carpdev eth0",
        "add carp0 macvlan Bridge on 2; SIOCSVH carp0 generates None; SIOCSVH carp0 'carp vhid 7 advbase 1 advskew 0'; SIOCSVH carp0 00:00:5e:00:01:07; declare carp0 vhid 7 advbase 1 advskew 0; ask reload")]
    [InlineData(
        "carp0 create inet 10.0.0.9 netmask 255.255.255.0 vhid 1 carpdev eth1 pass x advbase 2 advskew 100 inet6 2001:db8::9/64 mtu 1400 up",
        "add carp0 macvlan Bridge on 3; SIOCSVH carp0 generates None; SIOCSVH carp0 'carp vhid 1 advbase 2 advskew 100'; SIOCSVH carp0 00:00:5e:00:01:01; "
        + "declare carp0 vhid 1 advbase 2 advskew 100 pass x inet 10.0.0.9 inet6 2001:db8::9; SIOCSIFMTU carp0 mtu 1400; ask reload")]
    [InlineData(
        "carp0 vhid 7 carpdev eth0 " + Rest + " down",
        "add carp0 macvlan Bridge on 2; SIOCSVH carp0 generates None; SIOCSVH carp0 'carp vhid 7 advbase 1 advskew 0 " + Rest + "'; SIOCSVH carp0 00:00:5e:00:01:07; "
        + "declare carp0 vhid 7 advbase 1 advskew 0 " + Rest + "; ask reload; ask down carp0 (None); SIOCSIFFLAGS carp0 down")]
    [InlineData(
        "carp0 vhid 7 carpdev eth0 lladdr carpdev group ext",
        "add carp0 macvlan Bridge on 2; SIOCSVH carp0 generates None; SIOCSVH carp0 'carp vhid 7 advbase 1 advskew 0 lladdr carpdev'; SIOCSVH carp0 02:00:00:00:00:99; "
        + "declare carp0 vhid 7 advbase 1 advskew 0 lladdr carpdev; carp0 joins ext; ask reload")]
    [InlineData(
        "carp0 vhid 7 carpdev eth0 lladdr 02:00:00:00:00:07 state master",
        "add carp0 macvlan Bridge on 2; SIOCSVH carp0 generates None; SIOCSVH carp0 'carp vhid 7 advbase 1 advskew 0'; SIOCSVH carp0 02:00:00:00:00:07; "
        + "declare carp0 vhid 7 advbase 1 advskew 0 lladdr 02:00:00:00:00:07; ask reload; ask state carp0 master (Now)")]
    [InlineData("carp0 create", "error: carp0: Linux makes a carp interface together with its parent: ifconfig carp0 create vhid VHID carpdev INTERFACE")]
    [InlineData("carp0 vhid 3", "error: carp0: Linux makes a carp interface together with its parent: ifconfig carp0 create vhid 3 carpdev INTERFACE")]
    [InlineData("carp0 carpdev eth0", "error: carp0: Linux makes a carp interface together with its parent: ifconfig carp0 create vhid VHID carpdev eth0")]
    [InlineData("carp0 vhid 3 carpdev eth9", "error: eth9: no such interface")]
    [InlineData("carp0 vhid 3 carpdev lo", "error: carpdev lo: not Ethernet")]
    [InlineData("carp0 vhid 3 carpdev mac0", "error: carpdev mac0: Linux would take its parent instead")]
    [InlineData("carp0 vhid 1 carpdev eth0", "error: SIOCSVH: carp1 has vhid 1 on eth0: Invalid argument")]
    [InlineData("carp0 vhid 3 carpdev eth0 10.0.0.1", "error: SIOCAIFADDR: carp1 has 10.0.0.1: File exists")]
    [InlineData("carp0 vhid 3 carpdev eth0 vnetid 5", "error: vnetid: carp0 has no such parameter")]
    [InlineData("carp0 vhid 3 carpdev eth0 description x", "error: description: carp0 keeps its parameters there")]
    [InlineData("carp0 vhid 3 carpdev eth0 trunkport eth1", "error: SIOCSTRUNKPORT: carp0 is no trunk")]
    public void An_interface_is_made_and_declared(string arguments, string expected) => Assert.Equal(expected, CarpWorld.Plan(arguments));

    [Theory]
    [InlineData("carp1 create vhid 1 carpdev eth0 advbase 1 advskew 0 pass s3cret 10.0.0.1/24 inet6 2001:db8::1", "")]
    [InlineData("carp1 advskew 100", "SIOCSVH carp1 'carp vhid 1 advbase 1 advskew 100'; declare carp1 vhid 1 advbase 1 advskew 100 {0}; ask reload")]
    [InlineData("carp1 advbase 0", "SIOCSVH carp1 'carp vhid 1 advbase 0 advskew 0'; declare carp1 vhid 1 advbase 0 advskew 0 {0}; ask reload")]
    [InlineData("carp1 pass s3cret", "")]
    [InlineData("carp1 pass t", "declare carp1 vhid 1 advbase 1 advskew 0 pass t inet 10.0.0.1 inet6 2001:db8::1; ask reload")]
    [InlineData("carp1 carppeer 10.0.0.9", "SIOCSVH carp1 'carp vhid 1 advbase 1 advskew 0 carppeer 10.0.0.9'; declare carp1 vhid 1 advbase 1 advskew 0 carppeer 10.0.0.9 {0}; ask reload")]
    [InlineData("carp1 -carppeer -syncpeer", "")]
    [InlineData("carp1 lladdr 00:00:5e:00:01:01", "")]
    [InlineData("carp1 lladdr 02:00:00:00:00:07", "SIOCSVH carp1 02:00:00:00:00:07; declare carp1 vhid 1 advbase 1 advskew 0 lladdr 02:00:00:00:00:07 {0}; ask reload")]
    [InlineData("carp1 lladdr carpdev", "SIOCSVH carp1 02:00:00:00:00:99 'carp vhid 1 advbase 1 advskew 0 lladdr carpdev'; declare carp1 vhid 1 advbase 1 advskew 0 lladdr carpdev {0}; ask reload")]
    [InlineData("carp1 vhid 3", "error: carp1: its vhid is 1; make it again: ifconfig carp1 destroy; ifconfig carp1 create vhid 3 carpdev eth0")]
    [InlineData("carp1 carpdev eth1", "error: carp1: its carpdev is eth0, and Linux cannot change that: ifconfig carp1 destroy; ifconfig carp1 create vhid 1 carpdev eth1")]
    [InlineData("carp1 carpdev eth9", "error: eth9: no such interface")]
    [InlineData("carp1 description x", "error: description: carp1 keeps its parameters there")]
    [InlineData("carp1 parent eth0", "error: parent: carp1 has no such parameter")]
    [InlineData("carp1 mtu 1400", "SIOCSIFMTU carp1 mtu 1400")]
    [InlineData("carp1 group ext", "carp1 joins ext")]
    [InlineData("carp1 -group ext", "error:  SIOCDIFGROUP: No such file or directory")]
    [InlineData("carp1 up", "")]
    [InlineData("carp1 down", "ask down carp1 (None); SIOCSIFFLAGS carp1 down")]
    [InlineData("carp1 state backup", "ask state carp1 backup (Now)")]
    [InlineData("carp1 destroy", "ask down carp1 (None); delete carp1; undeclare 4")]
    [InlineData("eth0 advskew 5", "error: advskew: eth0 has no such parameter")]
    [InlineData("eth0 lladdr carpdev", "error: lladdr: eth0 has no such parameter")]
    [InlineData("bridge0 create vhid 5", "error: vhid: bridge0 has no such parameter")]
    public void Only_the_difference_is_declared(string arguments, string expected) =>
        Assert.Equal(expected.Replace("{0}", "pass s3cret inet 10.0.0.1 inet6 2001:db8::1", StringComparison.Ordinal), CarpWorld.Plan(arguments));

    [Theory]
    [InlineData("10.0.0.1/8", "")]
    [InlineData("10.0.0.2", "10.0.0.2 2001:db8::1")]
    [InlineData("alias 10.0.0.2", "10.0.0.1 10.0.0.2 2001:db8::1")]
    [InlineData("10.0.0.2 netmask 255.255.255.0 broadcast 10.0.0.255 alias inet alias 10.0.0.1", "10.0.0.1 10.0.0.2 2001:db8::1")]
    [InlineData("inet 10.0.0.3 inet alias 10.0.0.1", "10.0.0.1 10.0.0.3 2001:db8::1")]
    [InlineData("inet alias 10.0.0.2 inet alias 10.0.0.3 inet 10.0.0.4", "10.0.0.2 10.0.0.3 10.0.0.4 2001:db8::1")]
    [InlineData("inet6 2001:db8::2 prefixlen 64", "10.0.0.1 2001:db8::1 2001:db8::2")]
    [InlineData("inet6 fe80::1", "10.0.0.1 2001:db8::1 fe80::1")]
    [InlineData("delete", "2001:db8::1")]
    [InlineData("delete 10.0.0.1", "2001:db8::1")]
    [InlineData("inet6 2001:db8::1 -alias", "10.0.0.1")]
    [InlineData("-inet", "2001:db8::1")]
    [InlineData("-inet6", "10.0.0.1")]
    [InlineData("-inet -inet6", " ")]
    [InlineData("delete 10.0.0.2", "error: SIOCDIFADDR: Cannot assign requested address")]
    [InlineData("alias 10.0.0.2 inet alias 10.0.0.3 inet delete", "error: carp1: it has several addresses, and none is the first: alias ADDRESS adds one, delete ADDRESS removes one")]
    [InlineData("10.0.0.2 10.0.0.3", "error: 10.0.0.2: an address of a carp interface has no other end, no lifetimes and no eui64")]
    [InlineData("inet6 2001:db8:: eui64", "error: 2001:db8::: an address of a carp interface has no other end, no lifetimes and no eui64")]
    [InlineData("0.0.0.0", "error: 0.0.0.0: bad value")]
    [InlineData("255.255.255.255", "error: 255.255.255.255: bad value")]
    [InlineData("224.0.0.18", "error: 224.0.0.18: bad value")]
    [InlineData("127.0.0.1", "error: 127.0.0.1: bad value")]
    [InlineData("inet6 ::1", "error: ::1: bad value")]
    [InlineData("inet6 ff02::1", "error: ff02::1: bad value")]
    [InlineData("alias 10.0.0.5", "error: SIOCAIFADDR: carp2 has 10.0.0.5: File exists")]
    public void Addresses_are_declared(string words, string addresses)
    {
        string[] each = addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var expected = addresses.Length == 0 || addresses.StartsWith("error", StringComparison.Ordinal) ? addresses
            : $"declare carp1 vhid 1 advbase 1 advskew 0 pass s3cret{string.Concat(each.Select(a => $" inet{(a.Contains(':', StringComparison.Ordinal) ? "6" : "")} {a}"))}; ask reload";

        Assert.Equal(expected, CarpWorld.Plan($"carp1 {words}"));
    }

    [Fact]
    public void Several_addresses_have_no_first_one()
    {
        var declarations = CarpWorld.Declarations;
        declarations[4] = declarations[4] with { Addresses = [World.Ip("10.0.0.1"), World.Ip("10.0.0.2")] };

        string Plan(string words) => World.Plan(CarpWorld.Table(), $"carp1 {words}", declarations: declarations);

        Assert.StartsWith("error: carp1: it has several addresses", Plan("10.0.0.3"), StringComparison.Ordinal);
        Assert.StartsWith("error: carp1: it has several addresses", Plan("delete"), StringComparison.Ordinal);
        Assert.Contains("inet 10.0.0.2 inet 10.0.0.3;", Plan("10.0.0.3 inet alias 10.0.0.2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up", CarpRoles.DormantMode, "SIOCSIFFLAGS carp1 up")]
    [InlineData("10.0.0.1", CarpRoles.DormantMode, "SIOCSIFFLAGS carp1 up")]
    [InlineData("10.0.0.1 down", CarpRoles.DormantMode, "")]
    [InlineData("advskew 0", CarpRoles.DormantMode, "")]
    [InlineData("up", 0, "ask reload")]
    [InlineData("10.0.0.1", 0, "")]
    [InlineData("down", 0, "")]
    public void Who_sets_a_link_up_depends_on_its_gate(string words, byte mode, string expected)
    {
        var carp = CarpWorld.Carp(4, "carp1", CarpWorld.Alias) with { Flags = World.CardFlags, LinkMode = mode };

        Assert.Equal(expected, World.Plan(CarpWorld.Table(carp), $"carp1 {words}", declarations: CarpWorld.Declarations));
    }

    [Fact]
    public void A_lost_declaration_is_made_again()
    {
        string Plan(string words) => World.Plan(CarpWorld.Table(), $"carp1 {words}");

        Assert.Equal(
            "declare carp1 vhid 1 advbase 1 advskew 0 pass x inet 10.0.0.1; ask reload", Plan("create vhid 1 carpdev eth0 pass x 10.0.0.1"));
        Assert.Equal(
            "declare carp1 vhid 1 advbase 1 advskew 0 inet 10.0.0.1; ask reload; "
            + "warning: carp1: its passphrase and its addresses were lost; without pass it has no passphrase",
            Plan("10.0.0.1"));
        Assert.Equal("", Plan("up"));
    }

    [Fact]
    public void A_passphrase_that_is_cut_is_told_of_once()
    {
        const string Long = "01234567890123456789";
        var declarations = CarpWorld.Declarations;

        Assert.EndsWith("ask reload; warning: carp1: only the first 19 bytes of the passphrase count", CarpWorld.Plan($"carp1 pass {Long}"), StringComparison.Ordinal);
        Assert.EndsWith("ask reload", CarpWorld.Plan($"carp1 pass {Long[1..]}"), StringComparison.Ordinal);
        declarations[4] = declarations[4] with { Passphrase = Long };
        Assert.Equal("", World.Plan(CarpWorld.Table(), $"carp1 pass {Long}", declarations: declarations));
    }

    [Theory]
    [InlineData("carp9 create", "vether", "error: SIOCIFCREATE: File exists")]
    [InlineData("carp9 vhid 3", "vether", "error: vhid: carp9 has no such parameter")]
    public void Another_link_of_that_name_is_no_carp_interface(string arguments, string kind, string expected)
    {
        var table = World.Table(World.Card(2, "eth0"), World.Card(3, "carp9") with { Kind = kind });

        Assert.Equal(expected, World.Plan(table, arguments));
    }

    [Fact]
    public void No_text_of_a_plan_has_the_secret()
    {
        var change = World.Change("carp0 vhid 7 carpdev eth0 pass s3cret 10.0.0.9");
        var plan = Planner.Make(CarpWorld.Table(), World.NoGroups, change, () => World.RandomAddress, CarpWorld.Declarations);

        Assert.DoesNotContain("s3cret", $"{change} {string.Concat(change.Operations)} {string.Concat(plan.Requests)}", StringComparison.Ordinal);
    }
}
