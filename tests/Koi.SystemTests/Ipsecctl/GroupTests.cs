using Koi.Lab;
using Koi.SystemTests.Lab;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>Interface groups as addresses of rules.</summary>
public sealed class GroupTests : IDisposable
{
    private readonly Network network = LabNetwork.Create();

    public void Dispose() => network.Dispose();

    [Fact]
    public void A_group_stands_for_its_members_addresses()
    {
        var (gateway, peer) = (network.AddHost("gateway"), network.AddHost("peer"));
        network.Connect(gateway.Card("eth0", "192.0.2.1/24", "2001:db8::1/64"), peer.Card("eth0", "192.0.2.2/24"));
        gateway.Run(Checkout.Koi, "ifconfig", "eth0", "group", "ext").Check();

        var rules = gateway.RunWithInput("flow from ext to 10.2.0.0/16 peer 192.0.2.2\n", Checkout.Koi, "ipsecctl", "-nvf", "-").Check();
        var unknown = gateway.RunWithInput("flow from extt to 10.2.0.0/16 peer 192.0.2.2\n", Checkout.Koi, "ipsecctl", "-nf", "-");

        Assert.Contains("flow esp out from 192.0.2.1 to 10.2.0.0/16 peer 192.0.2.2", rules.Output);
        Assert.DoesNotContain("2001:db8", rules.Output);
        Assert.Equal(1, unknown.ExitCode);
    }
}
