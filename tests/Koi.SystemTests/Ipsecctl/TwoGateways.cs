using Koi.Lab;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>Two gateways with a wire between them: one has Koi, the other only <c>ip xfrm</c>.</summary>
public sealed class TwoGateways : IDisposable
{
    private const string ConfigurationPath = "/etc/koi/ipsec.conf";

    private readonly Network network = Network.Create();

    /// <summary>Wires, addresses and routes; neighbours are known afterwards.</summary>
    public TwoGateways()
    {
        Koi = network.AddGateway("koi");
        Peer = network.AddGateway("peer");
        network.Connect(
            Koi.Card("eth0", "192.0.2.1/24", "192.0.3.1/24", "fd00::1/64", "fd03::1/64"),
            Peer.Card("eth0", "192.0.2.2/24", "192.0.3.2/24", "fd00::2/64", "fd03::2/64"));
        Koi.AddAddress("lo", "10.1.0.1/32");
        Koi.AddAddress("lo", "fd01::1/128");
        Peer.AddAddress("lo", "10.2.0.1/32");
        Peer.AddAddress("lo", "fd02::1/128");
        Koi.AddRoute("10.2.0.0/24", "192.0.2.2");
        Koi.AddRoute("fd02::/64", "fd00::2");
        Peer.AddRoute("10.1.0.0/24", "192.0.2.1");
        Peer.AddRoute("fd01::/64", "fd00::1");
        Ping(Paths);
    }

    /// <summary>Ends of a tunnel and hosts of a transport SA, in both families.</summary>
    public static IReadOnlyList<TrafficPath> Paths { get; } =
    [
        new("tunnel", "10.1.0.0/24", "10.2.0.0/24", "10.1.0.1", "10.2.0.1", "192.0.2.1", "192.0.2.2", 0x1000),
        new("tunnel", "fd01::/64", "fd02::/64", "fd01::1", "fd02::1", "fd00::1", "fd00::2", 0x2000),
        new("transport", "192.0.3.1", "192.0.3.2", "192.0.3.1", "192.0.3.2", "192.0.3.1", "192.0.3.2", 0x3000),
        new("transport", "fd03::1", "fd03::2", "fd03::1", "fd03::2", "fd03::1", "fd03::2", 0x4000),
    ];

    /// <summary>The gateway that Koi configures.</summary>
    public Gateway Koi { get; }

    /// <summary>The gateway that <c>ip xfrm</c> configures.</summary>
    public Gateway Peer { get; }

    /// <summary>Writes the file and runs ipsecctl on it.</summary>
    public ProgramResult Load(string configuration, params ReadOnlySpan<string> options)
    {
        Koi.WriteFile(ConfigurationPath, configuration);
        return Ipsecctl([.. options, "-f", ConfigurationPath]);
    }

    /// <summary>Runs ipsecctl on Koi's gateway.</summary>
    public ProgramResult Ipsecctl(params ReadOnlySpan<string> arguments) => Koi.Run(Checkout.Koi, ["ipsecctl", .. arguments]);

    /// <summary>Runs lines of <c>ip</c> on the peer, which has no SAs and policies before.</summary>
    public void ConfigurePeer(IEnumerable<string> lines) =>
        Peer.RunWithInput($"xfrm policy flush\nxfrm state flush\n{string.Join('\n', lines)}\n", "ip", "-batch", "-").Check();

    /// <summary>One ping on each path from Koi's side, or a failure with what both kernels counted.</summary>
    public void Ping(params IEnumerable<TrafficPath> paths)
    {
        // One shell for all: to start a program from here takes long in an emulated machine.
        var result = Koi.Run("sh", "-ec", string.Join('\n', paths.Select(p => $"ping -n -c1 -w20 -I {p.From} {p.To}")));
        Assert.True(result.Succeeded, $"{result}\n{Explain(Koi)}\n{Explain(Peer)}");
    }

    /// <summary>One ping from Koi's side.</summary>
    /// <param name="path">Between whom.</param>
    /// <param name="seconds">How long to wait for the answer.</param>
    public ProgramResult TryPing(TrafficPath path, int seconds = 20) =>
        Koi.Run("ping", "-n", "-c1", "-w", $"{seconds}", "-I", path.From, path.To);

    /// <summary>Forgets all SAs and policies on both sides.</summary>
    public void Reset()
    {
        foreach (var gateway in new[] { Koi, Peer })
        {
            gateway.RunWithInput("xfrm policy flush\nxfrm state flush\n", "ip", "-batch", "-").Check();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private static string Explain(Gateway gateway) =>
        $"{gateway.Name}:\n{gateway.Run("sh", "-c", "grep -v '\t0$' /proc/net/xfrm_stat; ip xfrm policy; ip -s xfrm state").Output}";
}

/// <summary>Between whom packets go.</summary>
/// <param name="Mode"><c>tunnel</c> or <c>transport</c>.</param>
/// <param name="Source">Koi's network, as the flow names it.</param>
/// <param name="Destination">The peer's network.</param>
/// <param name="From">Who pings.</param>
/// <param name="To">Who answers.</param>
/// <param name="Local">Koi's end of the SAs.</param>
/// <param name="Remote">The peer's end.</param>
/// <param name="Spi">Of the SA that Koi sends with; the other is one higher.</param>
public sealed record TrafficPath(
    string Mode, string Source, string Destination, string From, string To, string Local, string Remote, int Spi)
{
    /// <summary>The flow and the SAs in the language of ipsec.conf(5).</summary>
    public string Rules(TrafficAlgorithm algorithm) =>
        $"flow {algorithm.Protocol} from {Source} to {Destination} local {Local} peer {Remote}\n"
        + $"{algorithm.Protocol} {Mode} from {Local} to {Remote} spi 0x{Spi:x}:0x{Spi + 1:x} {algorithm.Transforms}{algorithm.RuleKeys}\n";

    /// <summary>The same for the peer, in the language of <c>ip</c>.</summary>
    public IEnumerable<string> PeerLines(TrafficAlgorithm algorithm)
    {
        var template = $"proto {algorithm.Protocol} mode {Mode}";
        yield return $"xfrm state add src {Local} dst {Remote} proto {algorithm.Protocol} spi 0x{Spi:x} mode {Mode} {algorithm.PeerWords(0)}";
        yield return $"xfrm state add src {Remote} dst {Local} proto {algorithm.Protocol} spi 0x{Spi + 1:x} mode {Mode} {algorithm.PeerWords(1)}";
        yield return $"xfrm policy add src {Source} dst {Destination} dir in tmpl src {Local} dst {Remote} {template}";
        yield return $"xfrm policy add src {Destination} dst {Source} dir out tmpl src {Remote} dst {Local} {template}";
    }
}
