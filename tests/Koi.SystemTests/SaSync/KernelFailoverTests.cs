using System.Text.RegularExpressions;
using Koi.Lab;
using Koi.SaSync;

namespace Koi.SystemTests.SaSync;

/// <summary>Two gateways and a remote end that knows only <c>ip xfrm</c>: the tunnel's SAs move between the kernels with their numbers.</summary>
[Trait("Kernel", "full")]
public sealed partial class KernelFailoverTests : IDisposable
{
    private const string Shared = "192.0.2.1";
    private const string Far = "192.0.2.9";
    private const string Gcm = "aead rfc4106(gcm(aes)) 0x000102030405060708090a0b0c0d0e0f10111213 128";
    private const string Cbc = "enc cbc(aes) 0x000102030405060708090a0b0c0d0e0f auth-trunc hmac(sha256) 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 128";

    private readonly Network network = Network.Create();
    private readonly Host far;
    private readonly SyncedGateway a;
    private readonly SyncedGateway b;

    public KernelFailoverTests()
    {
        var bridge = network.AddBridge("wire");
        far = network.AddGateway("far");
        bridge.Attach(far.Card("eth0", $"{Far}/24"));
        far.AddAddress("lo", "10.2.0.1/32");
        var (left, right) = (network.AddGateway("a"), network.AddGateway("b"));
        foreach (var (host, address) in new[] { (left, "192.0.2.2/24"), (right, "192.0.2.3/24") })
        {
            bridge.Attach(host.Card("eth0", address));
            host.AddAddress("lo", "10.1.0.1/32");
            host.AddRoute("10.2.0.0/24", Far);
        }

        far.AddRoute("10.1.0.0/24", Shared);
        (a, b) = (new SyncedGateway(left, "b"), new SyncedGateway(right, "a"));
    }

    public void Dispose()
    {
        a.Dispose();
        b.Dispose();
        network.Dispose();
    }

    [Theory]
    [InlineData(Gcm, "replay-window 32")]
    [InlineData(Gcm, "flag esn replay-window 128")]
    [InlineData(Cbc, "replay-window 32")]
    [InlineData(Cbc, "flag esn replay-window 128")]
    public void The_same_SAs_go_on_at_the_other_gateway_and_no_packet_is_taken_for_a_replay(string algorithm, string window)
    {
        Load(far, algorithm, window, isFar: true);
        Load(a.Host, algorithm, window, isFar: false);
        a.SetRole(SyncRole.Master);
        b.SetRole(SyncRole.Slave);
        SyncedGateway.Connect(a, b);
        SyncedGateway.Settle(a, b);
        Assert.Contains("in step with a: 2 SAs, 3 flows", b.Log);

        var (active, waiting) = (a, b);
        active.Host.AddAddress("eth0", $"{Shared}/24");
        for (var round = 0; round < 4; round++)
        {
            Exchange(active);
            SyncedGateway.Settle(active, waiting);
            StaysSilent(waiting);

            // What the master sends now nobody is told. Then it is gone: the address moves, and the other goes on without a word from it.
            Exchange(active);
            active.Host.Run("ip", "address", "del", $"{Shared}/24", "dev", "eth0").Check();
            waiting.Host.Run("ip", "address", "add", $"{Shared}/24", "dev", "eth0").Check();
            far.Run("ip", "neigh", "flush", "dev", "eth0").Check();
            waiting.SetRole(SyncRole.Master);
            Exchange(waiting);

            // It comes back, and finds another master.
            active.SetRole(SyncRole.Slave);
            SyncedGateway.Settle(active, waiting);
            (active, waiting) = (waiting, active);
        }

        Exchange(active);
        Assert.Equal(0, Count("XfrmInStateSeqError") + Count("XfrmInStateProtoError") + Count("XfrmInNoStates"));
    }

    /// <summary>200 packets each way, none lost.</summary>
    private void Exchange(SyncedGateway active)
    {
        var ping = active.Host.Run("ping", "-n", "-q", "-c200", "-i0.002", "-w60", "-I", "10.1.0.1", "10.2.0.1");
        Assert.True(ping.Output.Contains(" 0% packet loss", StringComparison.Ordinal), $"{ping}\n{Explain(active.Host)}\n{Explain(far)}");
    }

    /// <summary>A slave that has the address all the same sends nothing, in clear or not.</summary>
    private void StaysSilent(SyncedGateway slave)
    {
        using var capture = far.Capture("eth0", $"ether src {slave.Host.HardwareAddress("eth0")} and (esp or icmp)");
        slave.Host.Run("ip", "address", "add", $"{Shared}/32", "dev", "lo").Check();
        Assert.False(slave.Host.Run("ping", "-n", "-c3", "-i0.01", "-w1", "-I", "10.1.0.1", "10.2.0.1").Succeeded);
        slave.Host.Run("ip", "address", "del", $"{Shared}/32", "dev", "lo").Check();
        Assert.Empty(capture.Frames);
        Assert.NotEqual(0, Count(slave.Host, "XfrmOutPolBlock"));
    }

    private static void Load(Host host, string algorithm, string window, bool isFar)
    {
        string[] lines =
        [
            $"xfrm state add src {Shared} dst {Far} proto esp spi 0x1001 reqid 7 mode tunnel {window} {algorithm}",
            $"xfrm state add src {Far} dst {Shared} proto esp spi 0x1002 reqid 7 mode tunnel {window} {algorithm}",
            .. isFar
                ? (string[])
                [
                    Policy("10.2.0.0/24", "10.1.0.0/24", "out", Far, Shared),
                    Policy("10.1.0.0/24", "10.2.0.0/24", "in", Shared, Far),
                ]
                : [
                    Policy("10.1.0.0/24", "10.2.0.0/24", "out", Shared, Far),
                    Policy("10.2.0.0/24", "10.1.0.0/24", "in", Far, Shared),
                    Policy("10.2.0.0/24", "10.1.0.0/24", "fwd", Far, Shared),
                ],
        ];
        host.RunWithInput($"{string.Join('\n', lines)}\n", "ip", "-batch", "-").Check();
    }

    private static string Policy(string source, string destination, string direction, string from, string to) =>
        $"xfrm policy add src {source} dst {destination} dir {direction} priority 1000 tmpl src {from} dst {to} proto esp reqid 7 mode tunnel";

    private int Count(string counter) => Count(far, counter);

    private static int Count(Host host, string counter) => int.Parse(
        Counter().Matches(host.Run("cat", "/proc/net/xfrm_stat").Check().Output).Single(line => string.Equals(line.Groups["name"].Value, counter, StringComparison.Ordinal)).Groups["count"].ValueSpan);

    private static string Explain(Host host) => host.Run("sh", "-c", "grep -v '\t0$' /proc/net/xfrm_stat; ip xfrm policy; ip -s xfrm state").Output;

    [GeneratedRegex(@"^(?<name>\w+)\s+(?<count>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counter();
}
