namespace Koi.SystemTests.Ipsecctl;
/// <summary>Every algorithm carries packets to SAs that <c>ip xfrm</c> made with the same keys.</summary>
[Trait("Kernel", "full")]
public sealed class AlgorithmTrafficTests(TwoGateways gateways) : IClassFixture<TwoGateways>
{
    // Neighbours may be asked for at any time; pings may not be seen.
    private const string EchoOrProtected = "esp or ah or icmp[icmptype] == icmp-echo or (icmp6 and ip6[40] == 128)";

    public static TheoryData<string> Algorithms => [.. TrafficAlgorithm.All.Select(a => $"{a}")];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Packets_pass_both_ways_in_tunnel_and_transport_mode_over_both_families(string name)
    {
        var algorithm = TrafficAlgorithm.All.Single(a => string.Equals(a.ToString(), name, StringComparison.Ordinal));
        gateways.ConfigurePeer(TwoGateways.Paths.SelectMany(p => p.PeerLines(algorithm)));
        gateways.Load(string.Concat(TwoGateways.Paths.Select(p => p.Rules(algorithm))), "-C", algorithm.Dialect).Check();

        using var capture = gateways.Koi.Capture("eth0", EchoOrProtected);
        gateways.Ping(TwoGateways.Paths);

        var protocol = algorithm.Protocol is "esp" ? 50 : 51;
        Assert.All(TwoGateways.Paths, path => Assert.Contains(capture.Frames, f => f.IsFrom(path.Local) && f.IpProtocol == protocol));
        Assert.DoesNotContain(capture.Frames, f => f.IpProtocol != protocol && TwoGateways.Paths.Any(p => f.IsFrom(p.From)));
        gateways.Ipsecctl("-d", "-C", algorithm.Dialect, "-f", "/etc/koi/ipsec.conf").Check();
        Assert.Equal("", gateways.Koi.RunWithInput("xfrm state\nxfrm policy\n", "ip", "-batch", "-").Check().Output);
    }
}
