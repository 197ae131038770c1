using System.Collections.Immutable;
using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.SystemTests.Carp;

/// <summary>A segment with gateways, and the probers.</summary>
internal sealed class GatewaySegment : IDisposable
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromMinutes(2);

    private readonly TimeSpan limit;

    /// <summary>Gateways of one kind, the first wanted as the owner.</summary>
    /// <param name="pace">Of all.</param>
    /// <param name="gateways">How many.</param>
    /// <param name="limit">How long is probed at most.</param>
    public GatewaySegment(Pace pace, int gateways = 2, TimeSpan? limit = null)
        : this([.. Enumerable.Range(0, gateways).Select(rank => (pace, rank))], isOnParent: false, limit)
    {
    }

    /// <summary>Gateways of several kinds, of which that of the least rank is wanted as the owner.</summary>
    /// <param name="gateways">Their kinds and ranks.</param>
    /// <param name="isOnParent">Whether the address is to be answered for under the cards' own Ethernet addresses.</param>
    /// <param name="limit">How long is probed at most.</param>
    public GatewaySegment(ImmutableArray<(Pace Pace, int Rank)> gateways, bool isOnParent = false, TimeSpan? limit = null)
    {
        this.limit = limit ?? UsualLimit;
        Assert.SkipUnless(Kernel.HasNamespaces, "network namespaces need root");
        Segment = new Segment(gateways.Length);
        Gateways = [.. Segment.Sites.Zip(gateways, (site, one) => one.Pace.Create(one.Pace, site, one.Rank))];
        Owners = new OwnerProber(
            Segment, [.. Gateways.Select(g => isOnParent ? g.Site.Host.HardwareAddress(Segment.Card) : g.OwnerHardware)], this.limit);
    }

    public Segment Segment { get; }

    public ImmutableArray<FailoverGateway> Gateways { get; }

    public OwnerProber Owners { get; }

    /// <summary>Starts all, the first as the owner.</summary>
    public void Start()
    {
        Gateways[0].Start();
        Owners.WaitForOwner(0);
        foreach (var gateway in Gateways.Skip(1))
        {
            gateway.Start();
        }

        // ucarp's first second is spent in its scripts.
        Thread.Sleep(300);
    }

    public ClientProber Probe() => new(Segment, limit);

    public void Dispose()
    {
        Owners.Dispose();
        Segment.Dispose();
    }
}
