using Koi.Lab;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>ESP with IPcomp, and ESP in UDP.</summary>
[Trait("Kernel", "full")]
public sealed class EncapsulationTests : IClassFixture<TwoGateways>
{
    private const int Esp = 50;
    private const int Udp = 17;

    private static readonly TrafficAlgorithm Standard = TrafficAlgorithm.All[0];

    private readonly TwoGateways gateways;
    private readonly TrafficPath tunnel = TwoGateways.Paths[0];

    public EncapsulationTests(TwoGateways gateways)
    {
        this.gateways = gateways;
        gateways.Reset();
    }

    public static TheoryData<int> TunnelsByFamily => [0, 1];

    [Theory]
    [MemberData(nameof(TunnelsByFamily))]
    public void A_bundle_compresses_and_encrypts(int family)
    {
        var path = TwoGateways.Paths[family];
        var (local, remote) = (path.Local, path.Remote);
        gateways.ConfigurePeer(
        [
            $"xfrm state add src {local} dst {remote} proto comp spi 0x5001 mode tunnel comp deflate",
            $"xfrm state add src {remote} dst {local} proto comp spi 0x5002 mode tunnel comp deflate",
            $"xfrm state add src {local} dst {remote} proto esp spi 0x6001 mode transport {Standard.PeerWords(0)}",
            $"xfrm state add src {remote} dst {local} proto esp spi 0x6002 mode transport {Standard.PeerWords(1)}",
            $"xfrm policy add src {path.Destination} dst {path.Source} dir out "
                + $"tmpl src {remote} dst {local} proto comp mode tunnel tmpl src {remote} dst {local} proto esp mode transport",
            $"xfrm policy add src {path.Source} dst {path.Destination} dir in "
                + $"tmpl src {local} dst {remote} proto comp mode tunnel level use tmpl src {local} dst {remote} proto esp mode transport",
        ]);
        gateways.Load(
            $"ipcomp from {local} to {remote} spi 0x5001:0x5002 bundle b\n"
            + $"esp transport from {local} to {remote} spi 0x6001:0x6002 {Standard.RuleKeys} bundle b\n"
            + $"flow ipcomp from {path.Source} to {path.Destination} local {local} peer {remote} type require\n").Check();

        using var capture = gateways.Koi.Capture("eth0");
        gateways.Ping(path);
        gateways.Koi.Run("ping", "-c1", "-w20", "-s", "1300", "-p", "00", "-I", path.From, path.To).Check();

        capture.Stop();
        var sent = capture.Frames.Where(f => $"{f.Source}" == local && f.IpProtocol == Esp).ToArray();
        Assert.Equal(2, sent.Length);
        // 1,300 equal bytes compress well; a small packet is not compressed and still gets through.
        Assert.True(sent[1].Bytes.Length < 400, $"{sent[1].Bytes.Length} bytes on the wire");
    }

    [Fact]
    public void ESP_travels_in_UDP()
    {
        using var atKoi = gateways.Koi.OpenEspInUdp(4500);
        using var atPeer = gateways.Peer.OpenEspInUdp(4500);
        gateways.ConfigurePeer(tunnel.PeerLines(Standard)
            .Select(l => l.Contains("state", StringComparison.Ordinal) ? $"{l} encap espinudp 4500 4500 0.0.0.0" : l));
        gateways.Load(tunnel.Rules(Standard).Replace("0x1001 ", "0x1001 udpencap ", StringComparison.Ordinal)).Check();

        using var capture = gateways.Koi.Capture("eth0", "udp port 4500 or esp");
        gateways.Ping(tunnel);

        capture.WaitFor(f => f.IpProtocol == Udp && $"{f.Source}" == tunnel.Local);
        capture.WaitFor(f => f.IpProtocol == Udp && $"{f.Source}" == tunnel.Remote);
        Assert.Contains("spi 0x00001000 udpencap", gateways.Ipsecctl("-s", "sa").Output, StringComparison.Ordinal);
    }
}
