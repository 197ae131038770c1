using System.Security.Cryptography;
using Koi.Lab;
using static Koi.Demo.Screen;

namespace Koi.Demo;

/// <summary>Two networks, a gateway before each, and an ipsec.conf on both that encrypts what goes between them.</summary>
internal sealed class TunnelDemo : IDisposable
{
    private const string Path = "/etc/koi/ipsec.conf";
    private const int Esp = 50;
    private const int Icmp = 1;

    private readonly Network network = Network.Create();
    private readonly Host left;
    private readonly Host right;
    private readonly Gateway leftGateway;
    private readonly Gateway rightGateway;
    private readonly Bridge wan;

    public TunnelDemo()
    {
        left = network.AddHost("left");
        right = network.AddHost("right");
        leftGateway = network.AddGateway("gw-left");
        rightGateway = network.AddGateway("gw-right");
        wan = network.AddBridge("wan");
        network.Connect(left.Card("eth0", "10.1.0.2/24"), leftGateway.Card("eth1", "10.1.0.1/24"));
        network.Connect(right.Card("eth0", "10.2.0.2/24"), rightGateway.Card("eth1", "10.2.0.1/24"));
        wan.Attach(leftGateway.Card("eth0", "192.0.2.1/24"));
        wan.Attach(rightGateway.Card("eth0", "192.0.2.2/24"));
        left.AddRoute("default", "10.1.0.1");
        right.AddRoute("default", "10.2.0.1");
        leftGateway.AddRoute("10.2.0.0/24", "192.0.2.2");
        rightGateway.AddRoute("10.1.0.0/24", "192.0.2.1");
        WriteKeys();
        leftGateway.WriteFile(Path, Configuration("10.1.0.0/24", "10.2.0.0/24", "192.0.2.1", "192.0.2.2", "0x1001:0x1002", "lr", "rl"));
        rightGateway.WriteFile(Path, Configuration("10.2.0.0/24", "10.1.0.0/24", "192.0.2.2", "192.0.2.1", "0x1002:0x1001", "rl", "lr"));
    }

    public void ShowFiles()
    {
        Title("10.1.0.2 - gw-left 192.0.2.1 ===== 192.0.2.2 gw-right - 10.2.0.2");
        Show($"gw-left: {Path}", leftGateway.ReadFile(Path));
        Show($"gw-right: {Path}", rightGateway.ReadFile(Path));
    }

    public void ShowClearTraffic()
    {
        Title("Before: a ping from 10.1.0.2 to 10.2.0.2, and what the network between the gateways sees");
        using var capture = wan.Capture("icmp or esp");
        Ping();
        capture.WaitFor(f => f.IpProtocol == Icmp && f.IsFrom("10.2.0.2"));
        capture.Stop();
        Show("wan", string.Join('\n', capture.Decode()));
    }

    public void Load()
    {
        Title("ipsecctl -f on both gateways");
        Show("gw-left # ipsecctl -vf " + Path, Ipsecctl(leftGateway, "-vf", Path));
        Show("gw-right # ipsecctl -f " + Path, Ipsecctl(rightGateway, "-f", Path));
    }

    public void ShowProtectedTraffic()
    {
        Title("After: the same ping");
        using var inside = left.Capture("eth0", "icmp");
        using var outside = wan.Capture("icmp or esp");
        Ping();
        outside.WaitFor(f => f.IpProtocol == Esp && f.IsFrom("192.0.2.2"));
        inside.WaitFor(f => f.IpProtocol == Icmp && f.IsFrom("10.2.0.2"));
        inside.Stop();
        outside.Stop();
        Show("left: eth0", string.Join('\n', inside.Decode()));
        Show("wan", string.Join('\n', outside.Decode()));
        if (outside.Frames.Any(f => f.IpProtocol == Icmp))
        {
            throw new LabException("a packet passed the wan in clear");
        }
    }

    public void ShowState()
    {
        Title("What the kernel has, in the same language");
        Show("gw-left # ipsecctl -s all", Ipsecctl(leftGateway, "-s", "all"));
    }

    public void Delete()
    {
        Title("ipsecctl -d takes it back");
        Ipsecctl(leftGateway, "-d", "-f", Path);
        Show("gw-left # ipsecctl -s all", Ipsecctl(leftGateway, "-s", "all"));
    }

    public void Dispose() => network.Dispose();

    private void WriteKeys()
    {
        foreach (var (name, bytes) in new[] { ("auth.lr", 32), ("auth.rl", 32), ("enc.lr", 16), ("enc.rl", 16) })
        {
            var key = RandomNumberGenerator.GetHexString(2 * bytes, lowercase: true);
            leftGateway.WriteFile($"/etc/koi/{name}", key);
            rightGateway.WriteFile($"/etc/koi/{name}", key);
        }
    }

    private static string Configuration(
        string from, string to, string local, string peer, string spis, string outgoing, string incoming) =>
        $"""
        flow esp from {from} to {to} local {local} peer {peer}
        esp from {local} to {peer} spi {spis} \
            authkey file "/etc/koi/auth.{outgoing}:/etc/koi/auth.{incoming}" \
            enckey file "/etc/koi/enc.{outgoing}:/etc/koi/enc.{incoming}"

        """;

    private void Ping() => left.Run("ping", "-n", "-c1", "-w20", "10.2.0.2").Check();

    private static string Ipsecctl(Gateway gateway, params ReadOnlySpan<string> arguments) =>
        gateway.Run(Checkout.Koi, ["ipsecctl", .. arguments]).Check().Output;
}
