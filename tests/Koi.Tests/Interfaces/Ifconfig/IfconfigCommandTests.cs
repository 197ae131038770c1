using Koi.Interfaces.Ifconfig;

namespace Koi.Tests.Interfaces.Ifconfig;

public sealed class IfconfigCommandTests
{
    [Theory]
    [InlineData("eth0 foo", "foo: bad value")]
    [InlineData("eth0 inet 10.0.0", "10.0.0: bad value")]
    [InlineData("eth0 inet 10.0.0.1 netmask 255.0.255.0", "255.0.255.0: bad value")]
    [InlineData("eth0 inet 10.0.0.1 netmask 0xffffff01", "0xffffff01: bad value")]
    [InlineData("eth0 inet 10.0.0.1 netmask 24", "24: bad value")]
    [InlineData("eth0 inet 10.0.0.1/33", "10.0.0.1/33: bad value")]
    [InlineData("eth0 inet 10.0.0.1/24 netmask 255.255.0.0", "255.255.0.0: bad value")]
    [InlineData("eth0 inet 10.0.0.1 prefixlen 33", "10.0.0.1: bad value")]
    [InlineData("eth0 inet 10.0.0.1 prefixlen 129", "prefix 129: too large")]
    [InlineData("eth0 inet 2001:db8::1", "2001:db8::1: bad value")]
    [InlineData("eth0 inet6 10.0.0.1", "10.0.0.1: bad value")]
    [InlineData("eth0 inet6 2001:db8::1 broadcast 10.0.0.1", "2001:db8::1: bad value")]
    [InlineData("eth0 inet6 fe80::1%eth1", "fe80::1%eth1: bad value")]
    [InlineData("eth0 inet 10.0.0.1 10.0.0.2 10.0.0.3", "10.0.0.3: bad value")]
    [InlineData("eth0 inet 10.0.0.1 2001:db8::1", "2001:db8::1: bad value")]
    [InlineData("eth0 inet 10.0.0.1 eui64", "eui64: for inet6 only")]
    [InlineData("eth0 inet6 2001:db8::1 pltime 20 vltime 10", "pltime: more than vltime")]
    [InlineData("eth0 inet6 2001:db8::1 pltime x", "pltime x: invalid")]
    [InlineData("eth0 inet6 delete", "delete: which inet6 address?")]
    [InlineData("eth0 netmask 255.0.0.0", "netmask: an address is missing")]
    [InlineData("eth0 alias", "alias: an address is missing")]
    [InlineData("eth0 mtu", "'mtu' requires argument")]
    [InlineData("eth0 mtu many", "mtu many: invalid")]
    [InlineData("eth0 mtu -1", "mtu -1: too small")]
    [InlineData("eth0 mtu 99999999999999999999", "mtu 99999999999999999999: too large")]
    [InlineData("eth0 lladdr 00:11:22", "malformed link-level address")]
    [InlineData("eth0 group em0", "setifgroup: group names may not end in a digit")]
    [InlineData("eth0 group sixteencharacter", "setifgroup: group name too long")]
    [InlineData("eth0 -group sixteencharacter", "unsetifgroup: group name too long")]
    [InlineData("vlan5 vlan 4095 vlandev eth0", "vlan tag 4095: too large")]
    [InlineData("vlan5 vlan 0 vlandev eth0", "vlan tag 0: too small")]
    [InlineData("gif1 tunnel 10.0.0.1", "'tunnel' requires 2 arguments")]
    [InlineData("gif1 tunnel 10.0.0.1 2001:db8::1", "2001:db8::1: bad value")]
    [InlineData("gif1 tunnel 0.0.0.0 10.0.0.1", "0.0.0.0: bad value")]
    [InlineData("gif1 tunnelttl 256", "tunnelttl 256: too large")]
    [InlineData("trunk0 trunkproto best", "unknown trunk protocol: best")]
    [InlineData("trunk0 trunkproto none trunkport eth0", "trunkproto none: such a trunk has no ports")]
    [InlineData("trunk0 destroy up", "destroy: no other parameter can be given with it")]
    [InlineData("eth0 media autoselect", "media: not supported on Linux; see ifconfig(8), DEPARTURES")]
    [InlineData("carp0 vhid 0", "vhid 0: too small")]
    [InlineData("carp0 vhid 256", "vhid 256: too large")]
    [InlineData("carp0 vhid", "'vhid' requires argument")]
    [InlineData("carp0 advbase 256", "advbase 256: too large")]
    [InlineData("carp0 advbase -1", "advbase -1: too small")]
    [InlineData("carp0 advskew 255", "advskew 255: too large")]
    [InlineData("carp0 advskew x", "advskew x: invalid")]
    [InlineData("carp0 carppeer 2001:db8::1", "carppeer 2001:db8::1: not an IPv4 address")]
    [InlineData("carp0 carppeer 0.0.0.0", "carppeer 0.0.0.0: not an IPv4 address")]
    [InlineData("carp0 syncpeer gate2", "syncpeer gate2: not an address")]
    [InlineData("carp0 state MASTER", "state MASTER: not init, backup or master")]
    [InlineData("carp0 -carpdev", "-carpdev: Linux ties a carp interface to its parent; destroy it and make it again")]
    [InlineData("carp0 balancing ip", "balancing: load balancing is not supported; see ifconfig(8), DEPARTURES")]
    [InlineData("carp0 carpnodes 1:0,2:100", "carpnodes: load balancing is not supported; see ifconfig(8), DEPARTURES")]
    [InlineData("carp0 pass s3\u0001cret", "pass: control characters cannot be in it")]
    [InlineData("carp0 pass", "'pass' requires argument")]
    [InlineData("carp0 -pass", "-pass: bad value")]
    [InlineData("sixteencharacter up", "interface name 'sixteencharacter' too long")]
    [InlineData("a/b up", "a/b: bad value")]
    [InlineData("-g carp carpdemote 129", "invalid carp demotion: too large")]
    [InlineData("-g carp carpdemote -1", "invalid carp demotion: too small")]
    [InlineData("-g carp -carpdemote x", "invalid carp demotion: invalid")]
    public void What_is_wrong_is_said(string arguments, string expected)
    {
        var command = IfconfigCommand.Parse(arguments.Split(' '), out var error);

        Assert.Null(command);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("-")]
    [InlineData("-g")]
    [InlineData("-g carp demote")]
    [InlineData("-g carp carpdemote 1 2")]
    [InlineData("-C eth0")]
    [InlineData("-a eth0")]
    [InlineData("-j eth0 up")]
    [InlineData("-ag carp")]
    public void What_has_no_sense_gets_the_usage(string arguments)
    {
        Assert.Null(IfconfigCommand.Parse(arguments.Split(' '), out var error));
        Assert.Equal("", error);
    }

    [Theory]
    [InlineData("", "Show { Name = , ShowsAliases = False, Family = Any, PrintsJson = False }")]
    [InlineData("-a", "Show { Name = , ShowsAliases = False, Family = Any, PrintsJson = False }")]
    [InlineData("-A inet6", "Show { Name = , ShowsAliases = True, Family = Inet6, PrintsJson = False }")]
    [InlineData("-j", "Show { Name = , ShowsAliases = False, Family = Any, PrintsJson = True }")]
    [InlineData("-Aj", "Show { Name = , ShowsAliases = True, Family = Any, PrintsJson = True }")]
    [InlineData("eth0", "Show { Name = eth0, ShowsAliases = True, Family = Any, PrintsJson = False }")]
    [InlineData("eth0 inet", "Show { Name = eth0, ShowsAliases = True, Family = Inet, PrintsJson = False }")]
    [InlineData("-g ext", "ShowGroup { Group = ext, PrintsJson = False }")]
    [InlineData("-jg ext", "ShowGroup { Group = ext, PrintsJson = True }")]
    [InlineData("-g ext carpdemote", "Demote { Group = ext, Amount = 1 }")]
    [InlineData("-g ext -carpdemote 128", "Demote { Group = ext, Amount = -128 }")]
    [InlineData("-C", "ListCloners { }")]
    public void Arguments_are_read(string arguments, string expected) =>
        Assert.Equal(expected, $"{IfconfigCommand.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _)}");

    [Theory]
    [InlineData("vlan5", true)]
    [InlineData("trunk0", true)]
    [InlineData("vlan", false)]
    [InlineData("eth0", false)]
    [InlineData("5", false)]
    [InlineData("vlan5x", false)]
    [InlineData("vlan123456789012", false)]
    public void Names_of_cloned_interfaces_have_a_number(string name, bool expected) =>
        Assert.Equal(expected, CreationWords.IsCloned(name));

    [Fact]
    public void The_words_for_creation_are_parameters_with_as_many_operands() =>
        Assert.All(CreationWords.Operands, word => Assert.Equal(word.Value, Parameters.All[word.Key].Operands));
}
