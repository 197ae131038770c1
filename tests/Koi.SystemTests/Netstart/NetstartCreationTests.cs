using Koi.Lab;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Netstart;

/// <summary>Interfaces that a start makes: a trunk of two cards, a vlan on it, a tunnel and a bridge.</summary>
[Trait("Kernel", "full")]
public sealed class NetstartCreationTests : IDisposable
{
    private readonly Network network = LabNetwork.Create();

    public void Dispose() => network.Dispose();

    [Fact]
    public void What_is_made_of_others_is_made_after_them_and_once()
    {
        var (host, other) = (network.AddHost("host"), network.AddHost("other"));
        network.Connect(host.Card("eth1"), other.Card("eth1"));
        network.Connect(host.Card("eth2"), other.Card("eth2"));
        host.WriteFile("/etc/koi/hostname.trunk0", "trunkproto failover trunkport eth1\ntrunkport eth2\ninet 10.1.0.1/24\ngroup int\n");
        host.WriteFile("/etc/koi/hostname.vlan5", "inet 10.5.0.1 255.255.255.0\nvnetid 5\nparent trunk0\nup\n");
        host.WriteFile("/etc/koi/hostname.gif0", "tunnel 10.1.0.1 10.1.0.2\ninet 10.9.0.1 255.255.255.255\ndest 10.9.0.2\n");
        host.WriteFile("/etc/koi/hostname.vether0", "inet 10.8.0.1/24\n");
        host.WriteFile("/etc/koi/mygate", "10.9.0.2\n");

        Start(host).Check();
        // A bond looks at its ports every 100 ms; what stands on it follows, and its link-local address comes then.
        host.WaitUntil(links => IsReady(links, "trunk0") && IsReady(links, "vlan5"), "trunk0 and vlan5 are up");
        var made = host.Run("ip", "-d", "-brief", "address").Check().Output;
        using var events = new KernelEvents(host);
        Start(host).Check();

        Assert.Equal([], events.Drain());
        Assert.Matches(@"trunk0 +UP +10\.1\.0\.1/24", made);
        Assert.Matches(@"vlan5@trunk0 +UP +10\.5\.0\.1/24", made);
        Assert.Matches(@"gif0\S* +\S+ +10\.9\.0\.1 peer 10\.9\.0\.2/32", made);
        Assert.Contains("default via 10.9.0.2 dev gif0", host.Run("ip", "route").Output, StringComparison.Ordinal);
    }

    private static bool IsReady(RouteSocket links, string name) => links.FindLink(name) is { OperState: OperState.Up } link
        && links.DumpAddresses(link.Index).Any(address => address.Prefix.Address is { IsV6: true, IsLinkLocal: true });

    private static ProgramResult Start(Host host) => host.Run(Checkout.Koi, "netstart");
}
