using Koi.Lab;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ifconfig;

/// <summary>Changes that every kernel can make: what they do, that the second time they do nothing, and who may.</summary>
public sealed class ChangeTests : IDisposable
{
    private const int MostTries = 20;

    private readonly Network network = LabNetwork.Create();
    private readonly Host host;

    public ChangeTests()
    {
        host = network.AddHost("gateway");
        // Duplicate address detection ends with an event of its own.
        host.SetKernel("net/ipv6/conf/default/accept_dad", "0");
        host.SetKernel("net/ipv6/conf/all/accept_dad", "0");
        network.Connect(host.Card("eth0"), network.AddHost("peer").Card("eth0", "192.0.2.2/24", "2001:db8::2/64"));
    }

    public static TheoryData<string> Changes() =>
    [
        "eth0 inet 192.0.2.1 netmask 255.255.255.0 broadcast 192.0.2.255",
        "eth0 inet 192.0.2.1 netmask 0xffffff00 description uplink mtu 1400 up",
        "eth0 alias 198.51.100.7/32",
        "eth0 inet6 2001:db8::1 prefixlen 64",
        "eth0 inet6 2001:db8:1:: eui64",
        "eth0 alias 10.0.0.1 10.0.0.2",
        "eth0 lladdr 02:00:00:00:00:77",
        "eth0 -arp",
        "eth0 down",
        "eth0 group ext group dmz",
        "bridge7 create",
        "bridge7 add eth0 up",
        "veb8 inet 10.8.0.1/24",
    ];

    public void Dispose() => network.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_made_twice_is_made_once(string arguments)
    {
        host.Change(arguments);
        WaitForAddresses();
        var before = host.Run("ip", "-o", "address").Output;
        using var space = NetworkNamespace.Open($"/run/netns/{host.FullName}");
        using var events = space.Run(() => RouteSocket.Subscribe([RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.AddressV6, RouteGroup.RouteV4]));

        // The kernel has events of its own, now and then; what the command caused would come every time.
        var tries = 0;
        do
        {
            events.Receive(TimeSpan.Zero, _ => { });
            host.Change(arguments);
        }
        while (HasEvents(events) && ++tries < MostTries);

        Assert.InRange(tries, 0, MostTries - 1);
        host.ChangeNothing(arguments);
        Assert.Equal(before, host.Run("ip", "-o", "address").Output);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void Secondary_addresses_outlive_their_primary(string promotes)
    {
        host.SetKernel("net/ipv4/conf/all/promote_secondaries", promotes);
        host.Change("eth0 192.0.2.1/24");
        host.Change("eth0 alias 192.0.2.10/24");
        host.Change("eth0 alias 192.0.2.11/24");

        host.Change("eth0 192.0.2.9/24");
        Assert.Equal(["192.0.2.10", "192.0.2.11", "192.0.2.9"], Addresses());

        host.Change("eth0 delete 192.0.2.9");
        host.Change("eth0 -alias 192.0.2.10");
        Assert.Equal(["192.0.2.11"], Addresses());
        host.Run("ping", "-c1", "-w20", "192.0.2.2").Check();

        host.Refuse("eth0 delete 192.0.2.10", "ifconfig: SIOCDIFADDR: Cannot assign requested address\n");
        host.Change("eth0 -inet");
        Assert.Empty(Addresses());
    }

    [Fact]
    public void What_is_wrong_changes_nothing()
    {
        host.Refuse("eth0 mtu 1300 foo", "ifconfig: foo: bad value\n");
        host.Refuse("eth0 mtu 1300 delete 192.0.2.77", "ifconfig: SIOCDIFADDR: Cannot assign requested address\n");
        host.Refuse("eth0 mtu 1300 -group nosuch", "ifconfig:  SIOCDIFGROUP: No such file or directory\n");
        host.Refuse("bridge9 create add eth9", "eth9: no such interface\n");
        host.Refuse("eth9 up", "eth9: no such interface\n");

        Assert.Contains("mtu 1500\n", host.Show("eth0"), StringComparison.Ordinal);
        host.Refuse("bridge9", "bridge9: no such interface\n");
    }

    [Fact]
    public void Who_may_not_change_may_look()
    {
        host.Change("eth0 192.0.2.1/24 group ext");
        ProgramResult Powerless(params ReadOnlySpan<string> arguments) =>
            host.Run("setpriv", ["--bounding-set=-all", "--inh-caps=-all", Checkout.Koi, "ifconfig", .. arguments]);

        var shown = Powerless("eth0").Check().Output;

        Assert.Contains("\tinet 192.0.2.1 netmask 0xffffff00 broadcast 192.0.2.255\n", shown, StringComparison.Ordinal);
        Assert.Contains("\tstatus: active\n", shown, StringComparison.Ordinal);
        Assert.Equal("ifconfig: SIOCSIFFLAGS: Operation not permitted\n", Powerless("eth0", "down").Errors);
        Assert.Equal("ifconfig: SIOCSIFMTU: Operation not permitted\n", Powerless("eth0", "mtu", "1400").Errors);
        Assert.Equal("ifconfig: SIOCAIFADDR: Operation not permitted\n", Powerless("eth0", "alias", "192.0.2.3/24").Errors);
        Assert.Equal("ifconfig: SIOCIFCREATE: Operation not permitted\n", Powerless("bridge9", "create").Errors);
        Assert.Equal("ifconfig: SIOCAIFGROUP: Operation not permitted\n", Powerless("eth0", "group", "dmz").Errors);
        Assert.Equal("ifconfig: SIOCSIFGATTR: Operation not permitted\n", Powerless("-g", "ext", "carpdemote").Errors);
    }

    [Fact]
    public void Groups_are_joined_shown_demoted_and_left()
    {
        host.Change("eth0 group ext");
        host.Change("lo group ext");
        host.Change("eth0 group all");

        Assert.Matches("\tgroups: (vether ext|ext vether)\n", host.Show("eth0"));
        Assert.Equal(["eth0", "lo"], host.Show("ext").Split('\n').Where(l => l.Length > 0 && l[0] != '\t').Select(l => l.Split(':')[0]));
        Assert.Equal("ext: carp demote count 0\n", host.Show("-g ext"));
        host.Change("-g ext carpdemote 100");
        host.Change("-g ext -carpdemote");
        Assert.Equal("ext: carp demote count 99\n", host.Show("-g ext"));
        host.Refuse("-g ext -carpdemote 100", "ifconfig: SIOCSIFGATTR: Invalid argument\n");
        host.Refuse("-g nosuch", "ifconfig: SIOCGIFGATTR: No such file or directory\n");

        host.Change("eth0 -group ext");
        host.Refuse("eth0 -group ext", "ifconfig:  SIOCDIFGROUP: No such file or directory\n");
        Assert.Contains("\"groups\":[{\"name\":\"ext\",\"carpDemote\":99,\"members\":[\"lo\"]}]", host.Show("-jg ext"), StringComparison.Ordinal);

        var egress = host.Ifconfig("eth0 group egress").Check();
        Assert.StartsWith("ifconfig: warning: egress follows the default routes", egress.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tun3", "POINTOPOINT")]
    [InlineData("tap3", "BROADCAST")]
    public void A_tun_device_stays(string name, string flag)
    {
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "there is no /dev/net/tun");
        host.Change($"{name} create");
        host.ChangeNothing($"{name} create");

        Assert.Contains(flag, host.Show(name), StringComparison.Ordinal);
        Assert.Contains($"\tgroups: {name[..^1]}\n", host.Show(name), StringComparison.Ordinal);
        host.Change($"{name} destroy");
        host.Refuse(name, $"{name}: no such interface\n");
    }

    private static bool HasEvents(NetlinkEventSocket events)
    {
        var seen = 0;
        events.Receive(TimeSpan.Zero, _ => seen++);
        return seen > 0;
    }

    /// <summary>The kernel gives each Ethernet link an address of its own when it has a carrier, and looks for its duplicates.</summary>
    private void WaitForAddresses() => host.WaitUntil(
        routes =>
        {
            var addresses = routes.DumpAddresses();
            return addresses.All(a => (a.Flags & InterfaceAddress.Tentative) == 0) && routes.DumpLinks()
                .Where(l => l is { IsUp: true, HasCarrier: true, HardwareType: Link.Ethernet })
                .All(l => addresses.Any(a => a.InterfaceIndex == l.Index && a.Prefix.Address is { IsV6: true, IsLinkLocal: true }));
        },
        "link-local addresses");

    private string[] Addresses() =>
        [.. host.Show("eth0 inet").Split('\n').Where(l => l.StartsWith("\tinet ", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]).Order(StringComparer.Ordinal)];
}
