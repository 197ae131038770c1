using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ifconfig;

/// <summary>What ifconfig does about carp interfaces alone: a link, what the link tells, and a file for koid.</summary>
public sealed class CarpTests : IDisposable
{
    private const string NotRunning = "ifconfig: warning: carp0: koid(8) is not running: it stays in INIT until it does\n";

    private readonly Network network = LabNetwork.Create();
    private readonly Host host;

    public CarpTests()
    {
        host = network.AddHost("gateway");
        network.Connect(host.Card("eth0"), network.AddHost("peer").Card("eth0"));
        host.WriteFile("/run/secret", "s3cret\nmore\n");
    }

    public void Dispose() => network.Dispose();

    [Fact]
    public void A_carp_interface_is_a_link_and_a_declaration()
    {
        Declare("carp0 create vhid 7 carpdev eth0 pass /run/secret advskew 100 192.0.2.1/24 inet6 2001:db8::1/64 group ha");

        var link = host.Run("ip", "-d", "link", "show", "carp0").Check().Output;
        Assert.Matches(@"carp0@eth0: <BROADCAST,MULTICAST> mtu 1500 .* state DOWN mode DEFAULT", link);
        Assert.Contains("link/ether 00:00:5e:00:01:07 ", link, StringComparison.Ordinal);
        Assert.Contains("addrgenmode none", link, StringComparison.Ordinal);
        Assert.Contains("macvlan mode bridge ", link, StringComparison.Ordinal);
        Assert.Contains("alias carp vhid 7 advbase 1 advskew 100\n", link.Replace(" \n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("", host.Run("ip", "-br", "address", "show", "dev", "carp0").Output.Split("DOWN")[1].Trim());
        Assert.Equal(
            "vhid 7\nadvbase 1\nadvskew 100\npass s3cret\ninet 192.0.2.1\ninet6 2001:db8::1\n", Declared());
        Assert.Equal("700 600 \n", host.Run("sh", "-c", "for f in /run/koi/carp.* /run/koi/carp.*/*; do stat -c %a $f; done | tr '\\n' ' '; echo").Output);
        Assert.Equal(
            $"""
            carp0: flags=8802<BROADCAST,SIMPLEX,MULTICAST> mtu 1500
            	lladdr 00:00:5e:00:01:07
            	index {Index()}
            	carp: INIT carpdev eth0 vhid 7 advbase 1 advskew 100
            	groups: carp ha
            	status: invalid
            	inet 192.0.2.1 netmask 0xffffffff
            	inet6 2001:db8::1 prefixlen 128

            """,
            host.Show("carp0").Replace("ha carp", "carp ha", StringComparison.Ordinal));
        Assert.Contains("\"carp\":{\"state\":\"INIT\",\"carpdev\":\"eth0\",\"vhid\":7,", host.Show("-j carp0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_declaration_made_twice_is_made_once()
    {
        const string Words = "carp0 create vhid 7 carpdev eth0 pass /run/secret advbase 2 192.0.2.1 inet alias 192.0.2.2";
        Declare(Words);
        var file = FileState();

        host.Change(Words);
        host.ChangeNothing(Words);
        host.ChangeNothing("carp0 advbase 2 carpdev eth0 vhid 7");

        Assert.Equal(file, FileState());
    }

    [Fact]
    public void Changes_are_declared()
    {
        Declare("carp0 vhid 7 carpdev eth0 192.0.2.1");

        Declare("carp0 advskew 20 carppeer 192.0.2.77 syncpeer fd00::2 pass /run/secret");
        Assert.Equal("vhid 7\nadvbase 1\nadvskew 20\ncarppeer 192.0.2.77\nsyncpeer fd00::2\npass s3cret\ninet 192.0.2.1\n", Declared());
        Assert.Contains("\tcarp: INIT carpdev eth0 vhid 7 advbase 1 advskew 20 carppeer 192.0.2.77 syncpeer fd00::2\n", host.Show("carp0"), StringComparison.Ordinal);

        Declare("carp0 -carppeer -syncpeer alias 192.0.2.2");
        Declare("carp0 192.0.2.3 inet alias 192.0.2.2");
        Assert.Equal("vhid 7\nadvbase 1\nadvskew 20\npass s3cret\ninet 192.0.2.2\ninet 192.0.2.3\n", Declared());

        Declare("carp0 delete 192.0.2.2");
        Declare("carp0 lladdr carpdev");
        Assert.Equal("vhid 7\nadvbase 1\nadvskew 20\nlladdr carpdev\npass s3cret\ninet 192.0.2.3\n", Declared());
        Assert.Contains(" lladdr carpdev\n\tgroups: carp\n", host.Show("carp0"), StringComparison.Ordinal);
        Assert.DoesNotContain("00:00:5e", host.Show("carp0"), StringComparison.Ordinal);
        host.ChangeNothing("carp0 lladdr carpdev");

        Declare("carp0 lladdr 00:00:5e:00:01:07");
        Assert.Equal("vhid 7\nadvbase 1\nadvskew 20\npass s3cret\ninet 192.0.2.3\n", Declared());
        Assert.Contains("\tlladdr 00:00:5e:00:01:07\n", host.Show("carp0"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_destroyed_leaves_nothing()
    {
        Declare("carp0 vhid 7 carpdev eth0 192.0.2.1 pass /run/secret");

        host.Change("carp0 destroy");

        Assert.Equal("", host.Run("sh", "-c", "ls /run/koi/carp.*").Output);
        host.Refuse("carp0", "carp0: no such interface\n");
        Declare("carp0 vhid 7 carpdev eth0");
        Assert.Equal("vhid 7\nadvbase 1\nadvskew 0\n", Declared());
    }

    [Fact]
    public void What_is_refused_has_changed_nothing()
    {
        Declare("carp0 vhid 7 carpdev eth0 192.0.2.1");
        var before = (Declared(), host.Show("-A"));

        host.Refuse("carp1 vhid 7 carpdev eth0", "ifconfig: SIOCSVH: carp0 has vhid 7 on eth0: Invalid argument\n");
        host.Refuse("carp1 vhid 8 carpdev eth0 192.0.2.1", "ifconfig: SIOCAIFADDR: carp0 has 192.0.2.1: File exists\n");
        host.Refuse("carp1 vhid 8 carpdev eth7", "eth7: no such interface\n");
        host.Refuse("carp1 vhid 8 carpdev lo", "ifconfig: carpdev lo: not Ethernet\n");
        host.Refuse("carp0 description uplink", "ifconfig: description: carp0 keeps its parameters there\n");
        host.Refuse(
            "carp0 advskew 3 vhid 8", "ifconfig: carp0: its vhid is 7; make it again: ifconfig carp0 destroy; ifconfig carp0 create vhid 8 carpdev eth0\n");
        host.Refuse("carp0 state master", "ifconfig: carp0: koid(8) is not running\n");
        var powerless = host.Run("setpriv", "--bounding-set=-all", "--inh-caps=-all", Checkout.Koi, "ifconfig", "carp0", "advskew", "3");
        Assert.Equal("ifconfig: SIOCSVH: Operation not permitted\n", powerless.Errors);

        Assert.Equal(before, (Declared(), host.Show("-A")));
    }

    [Fact]
    public void A_declaration_that_cannot_be_kept_leaves_no_link()
    {
        host.Run("sh", "-c", "mkdir -p /run/koi && mount -t tmpfs -o ro none /run/koi").Check();

        var refused = host.Ifconfig("carp0 vhid 7 carpdev eth0");

        Assert.StartsWith("ifconfig: SIOCSVH: ", refused.Errors, StringComparison.Ordinal);
        host.Refuse("carp0", "carp0: no such interface\n");
    }

    [Theory]
    [InlineData("s3cret", "", "pass: a passphrase on the command line can be read by everyone in /proc; give - for standard input or the path of a file")]
    [InlineData("/run/nosuch", "", "pass /run/nosuch: No such file or directory")]
    [InlineData("/run/open", "", "pass /run/open: group/world readable/writeable")]
    [InlineData("/run", "", "pass /run: Permission denied")]
    [InlineData("/run/empty", "", "pass /run/empty: there is no passphrase in the first line")]
    [InlineData("-", "\n", "pass -: there is no passphrase in the first line")]
    [InlineData("-", "s3cret\r\n", "pass -: control characters cannot be in it")]
    public void Secrets_come_from_where_nobody_sees_them(string place, string input, string error)
    {
        host.WriteFile("/run/open", "s3cret\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        host.WriteFile("/run/empty", "");

        var refused = host.RunWithInput(input, Checkout.Koi, "ifconfig", "carp0", "vhid", "7", "carpdev", "eth0", "pass", place);

        Assert.Equal((1, "", $"ifconfig: {error}\n"), (refused.ExitCode, refused.Output, refused.Errors));
        host.Refuse("carp0", "carp0: no such interface\n");
    }

    [Fact]
    public void A_passphrase_may_come_by_standard_input()
    {
        var made = host.RunWithInput(
            "two words, and many\nmore\n", "env", "KOI_TRACE=netlink", Checkout.Koi, "ifconfig", "carp0", "vhid", "7", "carpdev", "eth0", "pass", "-").Check();

        Assert.Equal("vhid 7\nadvbase 1\nadvskew 0\npass two words, and many\n", Declared());
        Assert.DoesNotContain("two words", made.Errors + host.Show("carp0") + host.Show("-j carp0"), StringComparison.Ordinal);
        host.WriteFile("/run/long", "01234567890123456789");
        Assert.Equal(
            $"ifconfig: warning: carp0: only the first 19 bytes of the passphrase count\n{NotRunning}", host.Ifconfig("carp0 pass /run/long").Check().Errors);
    }

    [Fact]
    public void A_declaration_that_others_could_write_is_none()
    {
        Declare("carp0 vhid 7 carpdev eth0 192.0.2.1");
        host.Run("sh", "-c", "chmod 644 /run/koi/carp.*/*").Check();

        Assert.DoesNotContain("192.0.2.1", host.Show("carp0"), StringComparison.Ordinal);
    }

    private void Declare(string arguments)
    {
        var made = host.Ifconfig(arguments);
        Assert.Equal((0, "", NotRunning), (made.ExitCode, made.Output, made.Errors));
    }

    private string Declared() => host.Run("sh", "-c", $"cat /run/koi/carp.*/{Index()}").Check().Output;

    private string FileState() => host.Run("sh", "-c", $"stat -c '%i %y' /run/koi/carp.*/{Index()}").Check().Output;

    private string Index() => host.Run("sh", "-c", "ip -o link show carp0 | cut -d: -f1").Check().Output.Trim();
}
