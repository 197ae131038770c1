using System.Collections.Immutable;
using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;
using Koi.Lab.Carp.Probing;

namespace Koi.SystemTests.Carp;

/// <summary>A segment whose gateways are of one kind, and the probers.</summary>
internal sealed class GatewaySegment : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public GatewaySegment(Pace pace, int gateways = 2)
    {
        Assert.SkipUnless(Kernel.HasNamespaces, "network namespaces need root");
        Segment = new Segment(gateways);
        Gateways = [.. Segment.Sites.Select(site => pace.Create(pace, site, site.Number))];
        Owners = new OwnerProber(Segment, [.. Gateways.Select(g => g.OwnerHardware)], Limit);
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

    public ClientProber Probe() => new(Segment, Limit);

    public void Dispose()
    {
        Owners.Dispose();
        Segment.Dispose();
    }
}
