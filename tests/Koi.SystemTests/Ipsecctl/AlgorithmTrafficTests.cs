namespace Koi.SystemTests.Ipsecctl;

/// <summary>Every algorithm carries packets to SAs that <c>ip xfrm</c> made with the same keys.</summary>
[Trait("Kernel", "full")]
public sealed class AlgorithmTrafficTests(TwoGateways gateways) : IClassFixture<TwoGateways>
{
    private const int Icmp = 1;
    private const int Icmp6 = 58;

    public static TheoryData<string> Algorithms => [.. TrafficAlgorithm.All.Select(a => $"{a}")];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Packets_pass_both_ways_in_tunnel_and_transport_mode_over_both_families(string name)
    {
        var algorithm = TrafficAlgorithm.All.Single(a => string.Equals(a.ToString(), name, StringComparison.Ordinal));
        gateways.Reset();
        gateways.ConfigurePeer(TwoGateways.Paths.SelectMany(p => p.PeerLines(algorithm)));
        gateways.Load(string.Concat(TwoGateways.Paths.Select(p => p.Rules(algorithm))), "-C", algorithm.Dialect).Check();

        using var capture = gateways.Koi.Capture("eth0");
        foreach (var path in TwoGateways.Paths)
        {
            gateways.Ping(path);
        }

        capture.Stop();
        var sent = capture.Frames.Where(f => TwoGateways.Paths.Any(p => f.IsFrom(p.From) || f.IsFrom(p.Local))).ToArray();
        Assert.DoesNotContain(sent, f => f.IpProtocol is Icmp or Icmp6);
        Assert.Equal(TwoGateways.Paths.Count, sent.Count(f => f.IpProtocol == (algorithm.Protocol is "esp" ? 50 : 51)));
        gateways.Ipsecctl("-d", "-C", algorithm.Dialect, "-f", "/etc/koi/ipsec.conf").Check();
        Assert.Equal("", gateways.Koi.RunWithInput("xfrm state\nxfrm policy\n", "ip", "-batch", "-").Check().Output);
    }
}
