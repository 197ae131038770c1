using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ipsec;

/// <summary>ESP between two gateways, with SAs and policies made by ip-xfrm(8): what the lab can show on a full kernel.</summary>
[Trait("Kernel", "full")]
public sealed class TunnelTests : IDisposable
{
    private const int Esp = 50;

    private readonly Network network = LabNetwork.Create();

    public void Dispose() => network.Dispose();

    [Fact]
    public void What_two_networks_say_to_each_other_is_encrypted_between_their_gateways()
    {
        Assert.SkipUnless(Kernel.HasEsp, "the kernel has no ESP");
        var (client, server) = (network.AddHost("client"), network.AddHost("server"));
        var (west, east) = (network.AddGateway("west"), network.AddGateway("east"));
        network.Connect(client.Card("eth0", "10.1.0.2/24"), west.Card("eth1", "10.1.0.1/24"));
        network.Connect(server.Card("eth0", "10.2.0.2/24"), east.Card("eth1", "10.2.0.1/24"));
        var wan = network.AddBridge("wan");
        wan.Attach(west.Card("eth0", "192.0.2.1/24"));
        wan.Attach(east.Card("eth0", "192.0.2.2/24"));
        client.AddRoute("default", "10.1.0.1");
        server.AddRoute("default", "10.2.0.1");
        west.AddRoute("default", "192.0.2.2");
        east.AddRoute("default", "192.0.2.1");
        AddTunnel(west, "192.0.2.1", "192.0.2.2", "10.1.0.0/24", "10.2.0.0/24", isFar: false);
        AddTunnel(east, "192.0.2.2", "192.0.2.1", "10.2.0.0/24", "10.1.0.0/24", isFar: true);
        // A bridge asks for multicast groups now and then, by IGMP; what the hosts say would be ICMP.
        using var wire = wan.Capture("esp or icmp");

        client.Run("ping", "-c1", "-w20", "10.2.0.2").Check();

        var (there, back) = (wire.WaitFor(_ => true), wire.WaitFor(_ => true));
        Assert.Equal((Esp, "192.0.2.1"), (there.IpProtocol, $"{there.Source}"));
        Assert.Equal((Esp, "192.0.2.2"), (back.IpProtocol, $"{back.Source}"));
        Assert.All(wire.Decode(), line => Assert.Contains("ESP(spi=0x0000010", line, StringComparison.Ordinal));
    }

    /// <summary>Both SAs and the three policies of one end.</summary>
    private static void AddTunnel(Host gateway, string own, string peer, string inside, string beyond, bool isFar)
    {
        var (outgoing, incoming) = isFar ? ("0x102", "0x101") : ("0x101", "0x102");
        var key = "0x" + string.Concat(Enumerable.Repeat("1f", 20));
        gateway.RunWithInput(
            $"""
            xfrm state add src {own} dst {peer} proto esp spi {outgoing} reqid 1 mode tunnel aead rfc4106(gcm(aes)) {key} 128
            xfrm state add src {peer} dst {own} proto esp spi {incoming} reqid 1 mode tunnel aead rfc4106(gcm(aes)) {key} 128
            xfrm policy add src {inside} dst {beyond} dir out tmpl src {own} dst {peer} proto esp reqid 1 mode tunnel
            xfrm policy add src {beyond} dst {inside} dir in tmpl src {peer} dst {own} proto esp reqid 1 mode tunnel
            xfrm policy add src {beyond} dst {inside} dir fwd tmpl src {peer} dst {own} proto esp reqid 1 mode tunnel

            """,
            "ip", "-batch", "-").Check();
    }
}
