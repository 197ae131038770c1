using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ifconfig;

/// <summary>Kinds of interfaces that a whole kernel has: made, shown, carrying packets, removed.</summary>
[Trait("Kernel", "full")]
public sealed class KindTests : IDisposable
{
    private readonly Network network = LabNetwork.Create();
    private readonly Host left;
    private readonly Host right;

    public KindTests()
    {
        (left, right) = (network.AddHost("left"), network.AddHost("right"));
        network.Connect(left.Card("eth0", "192.0.2.1/24", "2001:db8::1/64"), right.Card("eth0", "192.0.2.2/24", "2001:db8::2/64"));
    }

    public static TheoryData<string, string, string> Tunnels() => new()
    {
        { "vlan5", "vnetid 5 parent eth0", "vnetid 5 parent eth0" },
        { "svlan6", "parent eth0", "parent eth0" },
        { "gif1", "tunnel 192.0.2.1 192.0.2.2", "tunnel 192.0.2.2 192.0.2.1" },
        { "gif2", "tunnel 2001:db8::1 2001:db8::2", "tunnel 2001:db8::2 2001:db8::1" },
        { "gre1", "tunnel 192.0.2.1 192.0.2.2", "tunnel 192.0.2.2 192.0.2.1" },
        { "gre2", "tunnel 2001:db8::1 2001:db8::2 vnetid 9", "tunnel 2001:db8::2 2001:db8::1 vnetid 9" },
        { "egre1", "tunnel 192.0.2.1 192.0.2.2", "tunnel 192.0.2.2 192.0.2.1" },
        { "egre2", "tunnel 2001:db8::1 2001:db8::2", "tunnel 2001:db8::2 2001:db8::1" },
        { "vxlan9", "tunnel 192.0.2.1 192.0.2.2", "vnetid 9 tunnel 192.0.2.2 192.0.2.1" },
        { "vxlan10", "tunnel 2001:db8::1 2001:db8::2", "tunnel 2001:db8::2 2001:db8::1" },
    };

    public void Dispose() => network.Dispose();

    [Theory]
    [MemberData(nameof(Tunnels))]
    public void A_tunnel_carries_both_families(string name, string leftWords, string rightWords)
    {
        left.Change($"{name} create {leftWords}");
        left.ChangeNothing($"{name} create {leftWords}");
        left.Change($"{name} 10.9.0.1/24");
        left.Change($"{name} inet6 fd09::1/64");
        right.Change($"{name} {rightWords} 10.9.0.2/24");
        right.Change($"{name} inet6 fd09::2/64");

        Assert.Contains(leftWords.Contains("parent", StringComparison.Ordinal) ? "\tencap: vnetid" : "\ttunnel: inet", left.Show(name), StringComparison.Ordinal);
        Assert.Contains($"\tgroups: {name.TrimEnd([.. "0123456789"])}\n", left.Show(name), StringComparison.Ordinal);
        left.Run("ping", "-c1", "-w20", "10.9.0.2").Check();
        left.Run("ping", "-c1", "-w20", "fd09::2").Check();

        left.Change($"{name} destroy");
        left.Refuse(name, $"{name}: no such interface\n");
    }

    [Theory]
    [InlineData("vether3", "vether")]
    [InlineData("lo7", "lo")]
    [InlineData("wg0", "wg")]
    [InlineData("trunk3", "trunk")]
    [InlineData("aggr3", "trunk")]
    [InlineData("bridge3", "bridge")]
    public void A_kind_is_made_and_removed(string name, string group)
    {
        left.Change($"{name} create");
        left.ChangeNothing($"{name} create");
        left.Change($"{name} 10.9.0.1/24");
        left.ChangeNothing($"{name} 10.9.0.1/24");

        Assert.Contains($"\tgroups: {group}\n", left.Show(name), StringComparison.Ordinal);
        Assert.Contains("\tinet 10.9.0.1 netmask 0xffffff00", left.Show(name), StringComparison.Ordinal);
        left.Change($"{name} destroy");
        left.Refuse(name, $"{name}: no such interface\n");
    }

    [Fact]
    public void What_cannot_be_changed_is_said_and_what_can_be_is_changed()
    {
        left.Change("vlan5 parent eth0");
        left.Refuse(
            "vlan5 vnetid 6",
            "ifconfig: vlan5: its tag is 5, and Linux cannot change that: ifconfig vlan5 destroy; ifconfig vlan5 create vnetid 6 parent eth0\n");
        left.Change("gre1 tunnel 192.0.2.1 192.0.2.7");

        left.Change("gre1 tunnel 192.0.2.1 192.0.2.2 vnetid 3 tunnelttl 9");

        Assert.Contains("\tencap: vnetid 3 parent none\n\ttunnel: inet 192.0.2.1 -> 192.0.2.2 ttl 9\n", left.Show("gre1"), StringComparison.Ordinal);
        left.ChangeNothing("gre1 tunnel 192.0.2.1 192.0.2.2 vnetid 3 tunnelttl 9");
        left.Refuse("gre0 create tunnel 192.0.2.1 192.0.2.2", "ifconfig: gre0: Linux keeps this name for itself; take another number\n");
    }
}
