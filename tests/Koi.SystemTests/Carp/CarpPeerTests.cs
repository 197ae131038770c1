using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>Advertisements to one peer alone, and by a second path.</summary>
[Collection(nameof(Alone))]
public sealed class CarpPeerTests : IDisposable
{
    private const double OneProbe = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly GatewaySegment set = new(Pace.KoiFast);

    public void Dispose() => set.Dispose();

    [Fact]
    public void Advertisements_to_a_peer_go_to_nobody_else()
    {
        using var capture = set.Segment.Capture("ip proto 112");
        set.Gateways[0].Declare($"inet {Segment.Virtual} carppeer {set.Segment.Sites[1].Address}");
        set.Gateways[1].Declare($"inet {Segment.Virtual} carppeer {set.Segment.Sites[0].Address}");
        set.Start();

        set.Gateways[0].Stop();
        set.Owners.WaitForOwner(1, Patience);
        set.Gateways[1].WaitForLine("BACKUP -> MASTER (the master bows out)");
        capture.WaitFor(frame => frame.IsFrom(set.Segment.Sites[1].Address));
        set.Gateways[0].Start();
        set.Gateways[0].WaitForLine("INIT -> BACKUP (up)");
        Thread.Sleep(500);

        Assert.Equal([1], set.Owners.Owners);
        Assert.All(capture.Frames, frame => Assert.Contains($"{frame.Destination}", (string[])["10.9.0.1", "10.9.0.2"]));
        Assert.InRange(set.Gateways[0].Counter("ipackets"), 3, 100);
        Assert.Equal(0, set.Gateways[0].Counter("badvhid"));
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    [Fact]
    public void A_master_whose_wire_is_pulled_says_so_by_the_other_path()
    {
        set.Segment.ConnectSync();
        set.Gateways[0].Declare($"inet {Segment.Virtual} syncpeer {Segment.Sync1}");
        set.Gateways[1].Declare($"inet {Segment.Virtual} syncpeer {Segment.Sync0}");
        set.Start();

        set.Segment.Sites[0].Unplug();
        set.Owners.WaitForOwner(1, Patience);

        set.Gateways[0].WaitForLine("MASTER -> INIT (the parent is down)");
        set.Gateways[1].WaitForLine("BACKUP -> MASTER (the master bows out)");
        set.Segment.Sites[0].Plug();
        set.Gateways[0].WaitForLine("INIT -> BACKUP (up)");
        Thread.Sleep(300);
        Assert.Equal([1], set.Owners.Owners);
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }
}
