using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.SystemTests.Ifconfig;

namespace Koi.SystemTests.Carp;

/// <summary>lladdr carpdev: the addresses live on the parent, under the parent's own Ethernet address.</summary>
[Collection(nameof(Alone))]
public sealed class CarpOnParentTests : IDisposable
{
    private const double OneProbe = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly GatewaySegment set = new([(Pace.KoiFast, 0), (Pace.KoiFast, 1)], isOnParent: true);

    public CarpOnParentTests()
    {
        foreach (var gateway in set.Gateways)
        {
            gateway.Declare($"lladdr carpdev inet {Segment.Virtual} inet6 {Segment.VirtualV6}");
        }

        set.Start();
    }

    public void Dispose() => set.Dispose();

    [Fact]
    public void The_addresses_move_between_the_parents()
    {
        using var client = set.Probe();
        Assert.True(HasAddresses(0));
        Assert.False(HasAddresses(1));
        Assert.True(set.Segment.Sites[0].IsMaster());
        Assert.False(set.Segment.Sites[1].IsMaster());
        Assert.Contains("\tgroups: carp\n", set.Segment.Sites[0].Host.Show("carp0"), StringComparison.Ordinal);

        set.Gateways[0].Stop();
        set.Owners.WaitForOwner(1, Patience);

        Assert.False(HasAddresses(0));
        Assert.True(HasAddresses(1));
        Assert.True(set.Segment.Sites[1].IsMaster());
        Assert.NotEmpty(client.Stop().Announcements);
        Reach();
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void A_master_that_is_killed_falls_silent_though_it_has_the_addresses()
    {
        set.Gateways[0].Kill();
        set.Owners.WaitForOwner(1, Patience);

        set.Gateways[1].WaitForLine("BACKUP -> MASTER (master down)");
        Assert.True(HasAddresses(0));
        Reach();
        set.Gateways[0].Start();
        set.Gateways[0].WaitForLine("INIT -> BACKUP (up)");
        Assert.False(HasAddresses(0));
        set.Owners.WaitForOwner(1, Patience);
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    /// <summary>By both families, and by a client that knew the old owner.</summary>
    private void Reach()
    {
        foreach (var address in (string[])[Segment.Virtual, Segment.VirtualV6])
        {
            set.Segment.Client.Run("ping", "-c1", "-w5", address).Check();
        }
    }

    private bool HasAddresses(int gateway)
    {
        var addresses = set.Segment.Sites[gateway].Host.Run("ip", "address", "show", "dev", Segment.Card).Check().Output;
        var hasV4 = addresses.Contains($"inet {Segment.Virtual}/32 ", StringComparison.Ordinal);
        Assert.Equal(hasV4, addresses.Contains($"inet6 {Segment.VirtualV6}/128 ", StringComparison.Ordinal));
        return hasV4;
    }
}
