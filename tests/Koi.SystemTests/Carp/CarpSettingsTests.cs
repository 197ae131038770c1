using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>net.inet.carp and the options of koid that carp has.</summary>
[Collection(nameof(Alone))]
public sealed class CarpSettingsTests : IDisposable
{
    private const double OneProbe = 6;
    private const string File = "/etc/koi-lab/sysctl.conf";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly GatewaySegment set = new(Pace.KoiFast);

    public void Dispose() => set.Dispose();

    [Fact]
    public void A_better_gateway_takes_over_when_it_may()
    {
        StartWorseFirst("net.inet.carp.preempt=1\n");

        set.Gateways[0].WaitForLine("BACKUP -> MASTER (preempting a slower master)");
        set.Owners.WaitForOwner(0, Patience);
        set.Gateways[1].WaitForLine("MASTER -> BACKUP (heard a better master)");
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void A_better_gateway_waits_when_it_may_not_take_over()
    {
        StartWorseFirst("net.inet.carp.preempt=0\n");

        set.Gateways[0].WaitForLine("INIT -> BACKUP (up)");
        Thread.Sleep(500);
        Assert.Equal([1], set.Owners.Owners);

        set.Gateways[0].Site.Host.WriteFile(File, "net.inet.carp.preempt=1\n");
        set.Gateways[0].Reload();
        set.Gateways[0].WaitForLine("BACKUP -> MASTER (preempting a slower master)");
        set.Owners.WaitForOwner(0, Patience);
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void A_file_with_errors_changes_nothing()
    {
        set.Start();
        var before = set.Gateways[0].Transitions();

        set.Gateways[0].ReloadInvalid();
        set.Gateways[0].WaitForLine($"{File}:1:1: ");
        set.Gateways[0].WaitForLine($"{File}:2:1: ");
        set.Gateways[0].Reload();
        set.Gateways[0].WaitForLine("carp: reading all again");

        Assert.Equal([0], set.Owners.Owners);
        Assert.Equal(before, set.Gateways[0].Transitions());
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void The_rule_of_an_old_release_can_be_had()
    {
        set.Gateways[0].Declare($"inet {Segment.Virtual} advbase 1 advskew 0");
        var koid = set.Gateways[0].Site.Host.Start(Checkout.Koi, "koid", "-d", "-C", "4.9");

        koid.WaitForLine("BACKUP -> MASTER (master down)");
        set.Owners.WaitForOwner(0, Patience);
        Assert.NotEqual(0, set.Gateways[1].Site.Host.Run(Checkout.Koi, "koid", "-d", "-C", "4.8").ExitCode);
    }

    private void StartWorseFirst(string settings)
    {
        foreach (var gateway in set.Gateways)
        {
            gateway.Site.Host.WriteFile(File, settings);
        }

        set.Gateways[1].Start();
        set.Owners.WaitForOwner(1, Patience);
        set.Gateways[0].Start();
    }
}
