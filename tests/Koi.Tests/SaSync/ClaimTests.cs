using Koi.Netlink.Xfrm;
using Koi.SaSync;
using Koi.SaSync.Node;
using Koi.SaSync.Wire;
using Koi.Tests.Netlink.Xfrm;

namespace Koi.Tests.SaSync;

/// <summary>What a master makes of a slave that says how far it went when it was master.</summary>
public sealed class ClaimTests
{
    private const uint Leap = 1000;

    private static readonly SyncTime Now = new(0, 1_700_000_000);

    private readonly SyncNode master = new(new SyncConfiguration { Leap = Leap, Peers = [new SyncPeer("b", 500, [])] }, [], static () => 1, Now);
    private ulong sequence = 1;

    public ClaimTests()
    {
        master.SetRole(SyncRole.Master, Now);
        master.OnKernelRead([Samples.Tunnel with { Replay = new ReplayState(500, 0, 0) }], [], Now);
        master.OnLinkUp(1, 0, isOutgoing: true, Now);
        master.OnFrame(1, new SyncFrame.Hello(FrameCodec.Version, 2, SyncRole.Slave, 0, "a", ["a"]), 1, Now);
    }

    [Theory]
    [InlineData(499, null)]         // not as far as the master itself
    [InlineData(500, 2000u)]
    [InlineData(4500, 6000u)]       // into its own block, a leap further at least
    [InlineData(4501, null)]        // further than a slave can have got
    public void It_leaps_over_what_was_sent_elsewhere(ulong claim, uint? number) => Assert.Equal(number, Claim(claim));

    [Fact]
    public void A_slave_that_says_it_again_and_again_uses_up_nothing()
    {
        Assert.Equal(4000u, Claim(1200));
        Assert.Null(Claim(5000));
    }

    private uint? Claim(ulong sent)
    {
        master.Done();
        master.OnFrame(1, new SyncFrame.Final([new LastNumber(SaKey.Of(Samples.Tunnel), sent)]), ++sequence, Now);
        return master.Effects.OfType<SyncEffect.WriteNumbers>().SingleOrDefault()?.Counters.Replay?.OutboundSequence;
    }
}
