using Koi.Ipsec;
using Koi.Ipsec.Rules;
using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;
using static Koi.Tests.Ipsec.Show.Samples;

namespace Koi.Tests.Ipsec.Show;

public sealed class RulesFromKernelTests
{
    private static readonly RulePrinter Printer = new(Names, showKeys: false);

    private static string Print(SecurityPolicy policy) => Printer.Print(RulesFromKernel.Flow(policy, 0));

    private static string Print(SecurityAssociation sa) => Printer.Print(RulesFromKernel.Sa(sa, Dialect.Current));

    [Fact]
    public void The_ends_of_a_tunnel_are_local_and_peer_by_direction()
    {
        Assert.Equal(
            "flow esp out from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require",
            Print(Policy(PolicyDirection.Out, "10.1.0.0/24", "10.2.0.0/24", Tunnel("192.0.2.1", "192.0.2.2"))));
        Assert.Equal(
            "flow esp in from 10.2.0.0/24 to 10.1.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require",
            Print(Policy(PolicyDirection.In, "10.2.0.0/24", "10.1.0.0/24", Tunnel("192.0.2.2", "192.0.2.1"))));
    }

    [Fact]
    public void In_transport_mode_the_peer_is_the_remote_host()
    {
        Assert.Equal(
            "flow ah out from 192.0.2.1 to 192.0.2.2 peer 192.0.2.2 type require",
            Print(Policy(PolicyDirection.Out, "192.0.2.1", "192.0.2.2", Transport(XfrmProtocol.Ah))));
        Assert.Equal(
            "flow ah in from 192.0.2.2 to 192.0.2.1 peer 192.0.2.2 type require",
            Print(Policy(PolicyDirection.In, "192.0.2.2", "192.0.2.1", Transport(XfrmProtocol.Ah))));
        Assert.Equal(
            "flow esp out from 192.0.2.1 to 0.0.0.0/0 type require",
            Print(Policy(PolicyDirection.Out, "192.0.2.1", "0.0.0.0/0", Transport())));
    }

    [Fact]
    public void A_wildcard_end_is_none() => Assert.Equal(
        "flow esp out from 10.1.0.0/24 to 10.2.0.0/24 peer 192.0.2.2 type require",
        Print(Policy(PolicyDirection.Out, "10.1.0.0/24", "10.2.0.0/24", Tunnel("0.0.0.0", "192.0.2.2"))));

    [Fact]
    public void Of_compression_inside_esp_the_flow_is_esp_between_the_ends_of_the_tunnel() => Assert.Equal(
        "flow esp out from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2 type require",
        Print(Policy(
            PolicyDirection.Out,
            "10.1.0.0/24",
            "10.2.0.0/24",
            Tunnel("192.0.2.1", "192.0.2.2", XfrmProtocol.Comp, isOptional: true),
            Transport())));

    [Fact]
    public void Compression_alone_is_ipcomp() => Assert.Equal(
        "flow ipcomp out from 10.1.0.0/24 to 10.2.0.0/24 local 192.0.2.1 peer 192.0.2.2 type use",
        Print(Policy(
            PolicyDirection.Out, "10.1.0.0/24", "10.2.0.0/24", Tunnel("192.0.2.1", "192.0.2.2", XfrmProtocol.Comp, isOptional: true))));

    [Fact]
    public void Policies_without_templates_bypass_or_deny()
    {
        var policy = Policy(PolicyDirection.In, "10.1.0.0/24", "10.2.0.0/24");

        Assert.Equal("flow esp in from 10.1.0.0/24 to 10.2.0.0/24 type bypass", Print(policy));
        Assert.Equal(
            "flow esp in from 10.1.0.0/24 to 10.2.0.0/24 type deny", Print(policy with { Action = PolicyAction.Block }));
    }

    [Fact]
    public void Protocol_and_single_ports_are_shown()
    {
        var policy = Policy(PolicyDirection.Out, "2001:db8::1", "2001:db8::2");
        var selector = policy.Selector with
        {
            Protocol = 6,
            SourcePort = 1024,
            SourcePortMask = 0xfc00,
            DestinationPort = 22,
            DestinationPortMask = 0xffff,
        };

        Assert.Equal(
            "flow esp out proto tcp from 2001:db8::1 to 2001:db8::2 port ssh type bypass",
            Print(policy with { Selector = selector }));
    }

    [Fact]
    public void Networks_are_networks_and_hosts_are_hosts()
    {
        var flow = RulesFromKernel.Flow(Policy(PolicyDirection.Out, "10.1.0.0/24", "10.2.0.9"), 0);

        Assert.Equal((true, false), (flow.Source.IsNetwork, flow.Destination.IsNetwork));
    }

    [Fact]
    public void Forwarding_and_socket_policies_are_no_flows_and_the_rest_keeps_its_order()
    {
        var flows = RulesFromKernel.Flows(
        [
            Policy(PolicyDirection.Out, "10.1.0.0/24", "10.9.0.0/24"),
            Policy(PolicyDirection.Forward, "10.9.0.0/24", "10.1.0.0/24"),
            Policy(PolicyDirection.In, "0.0.0.0/0", "0.0.0.0/0") with { Index = 3 },
            Policy(PolicyDirection.In, "10.2.0.0/24", "10.1.0.0/24"),
        ]);

        Assert.Equal(
            [(0, "10.1.0.0/24"), (1, "10.2.0.0/24")], flows.Select(flow => (flow.Flow.Number, $"{flow.Flow.Source}")));
    }

    [Fact]
    public void Sas_stand_in_the_order_of_their_spis_and_equal_ones_in_the_kernels()
    {
        var sas = RulesFromKernel.Sas(
            [EspTunnel(0x3000), EspTunnel(0x1000) with { RequestId = 1 }, EspTunnel(0x1000) with { RequestId = 2 }],
            Dialect.Current);

        Assert.Equal([(0x1000u, 1u), (0x1000u, 2u), (0x3000u, 0u)], sas.Select(sa => (sa.Rule.Spi, sa.Sa.RequestId)));
    }

    [Fact]
    public void What_the_kernel_makes_for_itself_is_not_shown()
    {
        var helper = EspTunnel() with { Id = new SaId(Address("192.0.2.2"), 0xc0000201, 4) };

        Assert.Empty(RulesFromKernel.Sas([Sa("192.0.2.1", "192.0.2.2", 0), helper, Sa("192.0.2.1", "192.0.2.2", 0x1000)], Dialect.Current));
    }

    [Fact]
    public void Sas_have_the_names_of_their_transforms()
    {
        Assert.Equal(
            "esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001001 auth hmac-sha2-256 enc aes", Print(EspTunnel()));
        Assert.Equal(
            "esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001001 enc aes-256-gcm",
            Print(Sa("192.0.2.1", "192.0.2.2", 0x1001) with { Aead = new AeadAlgorithm("rfc4106(gcm(aes))", Key(36), 128) }));
        Assert.Equal(
            "esp transport from 192.0.2.1 to 192.0.2.2 spi 0x00001001 auth cmac(aes) enc null",
            Print(EspTunnel() with
            {
                Mode = XfrmMode.Transport,
                Authentication = new AuthenticationAlgorithm("cmac(aes)", Key(16), 96),
                Encryption = new Algorithm(KernelAlgorithms.NullCipher, KeyMaterial.Empty),
            }));
    }

    [Theory]
    [InlineData(4500, 4500, "udpencap")]
    [InlineData(4500, 1024, "udpencap port 1024")]
    [InlineData(1024, 4500, "udpencap port 1024")]
    public void The_peers_port_is_the_one_that_is_not_the_standards(ushort from, ushort to, string text) => Assert.Equal(
        $"esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x00001001 {text} auth hmac-sha2-256 enc aes",
        Print(EspTunnel() with { Encapsulation = new Encapsulation(2, from, to, InetAddress.AnyV4) }));
}
