using Koi.Lab;

namespace Koi.SystemTests.Ifstate;

/// <summary>Every way in which Linux makes interfaces come and go.</summary>
public sealed class InterfaceTests : IDisposable
{
    private readonly IfstatedHost gateway = new();

    public void Dispose() => gateway.Dispose();

    [Fact]
    public void A_rename_is_a_departure_and_an_arrival()
    {
        gateway.AddWire("eth0");
        var ifstated = StartFollowing("eth0.link.up", "wan0.link.up");
        ifstated.WaitForLine("changing state to first");
        gateway.Ip("link", "set", "eth0", "down");
        ifstated.WaitForLine("changing state to neither");
        gateway.Ip("link", "set", "eth0", "name", "wan0");
        gateway.Ip("link", "set", "wan0", "up");
        ifstated.WaitForLine("interface eth0 departed");
        ifstated.WaitForLine("changing state to second");
        gateway.Ip("link", "set", "wan0", "down");
        gateway.Ip("link", "set", "wan0", "name", "eth0");
        gateway.Ip("link", "set", "eth0", "up");
        ifstated.WaitForLine("changing state to first");
        Assert.Equal(0, ifstated.Stop());
    }

    [Fact]
    [Trait("Kernel", "full")]
    public void Names_may_have_dots()
    {
        gateway.AddWire("eth0");
        var ifstated = StartFollowing("eth0.100.link.up", "\"eth0.200\".link.up");
        ifstated.WaitForLine("changing state to neither");
        AddVlan(100);
        ifstated.WaitForLine("interface eth0.100 arrived");
        ifstated.WaitForLine("changing state to first");
        gateway.SetWire("eth0", false);
        ifstated.WaitForLine("changing state to neither");
        gateway.SetWire("eth0", true);
        ifstated.WaitForLine("changing state to first");
        gateway.Ip("link", "delete", "eth0.100");
        ifstated.WaitForLine("changing state to neither");
        AddVlan(200);
        ifstated.WaitForLine("changing state to second");
        Assert.Equal(0, ifstated.Stop());
        Assert.Contains("interface eth0.100 departed", ifstated.Lines);
    }

    /// <summary>A macvlan of VRRP's kind, as keepalived and FRR make them: down or deleted as backup.</summary>
    [Fact]
    public void Macvlans_of_other_daemons_are_interfaces()
    {
        gateway.AddWire("eth0");
        var ifstated = StartFollowing("vrrp.51.link.up", "vrrp4-2-1.inet.\"192.0.2.254\"");
        ifstated.WaitForLine("changing state to neither");
        gateway.Ip("link", "add", "vrrp.51", "link", "eth0", "address", "00:00:5e:00:01:33", "type", "macvlan", "mode", "private");
        gateway.Ip("link", "set", "vrrp.51", "up");
        ifstated.WaitForLine("changing state to first");
        gateway.Ip("link", "delete", "vrrp.51");
        ifstated.WaitForLine("changing state to neither");
        gateway.Ip("link", "add", "vrrp4-2-1", "link", "eth0", "address", "00:00:5e:00:01:01", "type", "macvlan", "mode", "bridge");
        gateway.Ip("address", "add", "192.0.2.254/24", "dev", "vrrp4-2-1");
        ifstated.WaitForLine("changing state to second");
        gateway.Ip("link", "set", "vrrp4-2-1", "protodown", "on");
        gateway.Ip("address", "flush", "dev", "vrrp4-2-1");
        ifstated.WaitForLine("changing state to neither");
        Assert.Equal(0, ifstated.Stop());
    }

    [Fact]
    [Trait("Kernel", "full")]
    public void A_tunnel_whose_link_is_unknown_counts_as_up()
    {
        gateway.AddWire("eth0");
        var ifstated = StartFollowing("tun7.link.up", "tun7.link.unknown");
        ifstated.WaitForLine("changing state to neither");
        gateway.Ip("link", "add", "tun7", "type", "wireguard");
        gateway.Ip("link", "set", "tun7", "up");
        ifstated.WaitForLine("changing state to first");
        Assert.Contains("true\ttun7.link.up", gateway.Status(), StringComparison.Ordinal);
        gateway.Ip("link", "delete", "tun7");
        ifstated.WaitForLine("changing state to neither");
        Assert.Equal(0, ifstated.Stop());
    }

    /// <summary>An address that is taken away and given back at once, as by a renumbering of PPPoE, is one change or none.</summary>
    [Fact]
    public void Addresses_that_change_at_once_are_one_event()
    {
        gateway.AddWire("ppp0");
        gateway.Ip("address", "add", "192.0.2.1/32", "peer", "192.0.2.254", "dev", "ppp0");
        var ifstated = gateway.StartWith("""
            if ppp0.inet.changed
            	run "echo now $IFSTATED_ADDR by $IFSTATED_EVENT on $IFSTATED_IF"

            """);
        // The same again: no event. The next one differs.
        Batch("address del 192.0.2.1/32 peer 192.0.2.254 dev ppp0\naddress add 192.0.2.1/32 peer 192.0.2.254 dev ppp0\n");
        gateway.Host.Run("sleep", "0.5").Check();
        Batch("address del 192.0.2.1/32 peer 192.0.2.254 dev ppp0\naddress add 192.0.2.7/32 peer 192.0.2.254 dev ppp0\n");
        ifstated.WaitForLine("now 192.0.2.7 by inet:ppp0 on ppp0");
        gateway.Ip("address", "flush", "dev", "ppp0", "scope", "global");
        ifstated.WaitForLine("now by inet:ppp0 on ppp0");
        Assert.Equal(0, ifstated.Stop());
        Assert.Equal(2, ifstated.Lines.Count(line => line.StartsWith("now", StringComparison.Ordinal)));
    }

    /// <summary>Groups of koid's: kinds, egress, and those that an administrator fills.</summary>
    [Fact]
    public void Groups_and_egress_are_followed()
    {
        gateway.AddWire("eth0");
        gateway.AddWire("eth1");
        gateway.Host.Start(Checkout.Koi, "koid", "-d").WaitForLine("keeping groups");
        var ifstated = StartFollowing(
            "eth0.group.egress && eth0.route.inet && egress.link.up", "all:wan.link.up && eth1.group.wan && group:wan.demoted");
        ifstated.WaitForLine("changing state to neither");
        gateway.Ip("address", "add", "192.0.2.1/24", "dev", "eth0");
        gateway.Ip("route", "add", "default", "via", "192.0.2.254");
        ifstated.WaitForLine("changing state to first");
        gateway.Ip("route", "delete", "default");
        ifstated.WaitForLine("changing state to neither");
        Ifconfig("eth1", "group", "wan");
        Ifconfig("-g", "wan", "carpdemote", "5");
        ifstated.WaitForLine("changing state to second");
        Ifconfig("eth0", "group", "wan");
        gateway.SetWire("eth0", false);
        ifstated.WaitForLine("changing state to neither");
        Ifconfig("eth0", "-group", "wan");
        ifstated.WaitForLine("changing state to second");
        Ifconfig("-g", "wan", "-carpdemote", "5");
        ifstated.WaitForLine("changing state to neither");
        Assert.Equal(0, ifstated.Stop());
    }

    private void Ifconfig(params ReadOnlySpan<string> arguments) => gateway.Host.Run(Checkout.Koi, ["ifconfig", .. arguments]).Check();

    private void AddVlan(int id)
    {
        gateway.Ip("link", "add", "link", "eth0", "name", $"eth0.{id}", "type", "vlan", "id", $"{id}");
        gateway.Ip("link", "set", $"eth0.{id}", "up");
    }

    private void Batch(string commands) => Assert.Equal(0, gateway.Host.RunWithInput(commands, "ip", "-batch", "-").ExitCode);

    /// <summary>Three states: <c>first</c> and <c>second</c> while their test is true, else <c>neither</c>.</summary>
    private RunningProgram StartFollowing(string first, string second)
    {
        gateway.Write($$"""
            first = '{{first}}'
            second = '{{second}}'
            state neither {
            	if ( $second )
            		set-state second
            	if ( $first )
            		set-state first
            }
            state first {
            	if ! ( $first )
            		set-state neither
            }
            state second {
            	if ! ( $second )
            		set-state neither
            }

            """);
        return gateway.Host.Start(Checkout.Koi, "ifstated", "-df", IfstatedHost.File);
    }
}
