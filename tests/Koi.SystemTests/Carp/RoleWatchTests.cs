using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Probing;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Carp;

/// <summary>Roles are read from link states, with the moment of each change.</summary>
[Collection(nameof(Alone))]
public sealed class RoleWatchTests
{
    [Fact]
    public void A_link_that_turns_from_dormant_to_up_and_goes_is_followed()
    {
        Assert.SkipUnless(Kernel.HasNamespaces, "network namespaces need root");
        using var segment = new Segment();
        using var watch = new RoleWatch(segment);
        var host = segment.Sites[1].Host;
        host.RunWithInput(
            """
            link add carp0 link eth0 address 00:00:5e:00:01:07 type macvlan mode bridge
            link set carp0 mode dormant
            link set carp0 state DORMANT
            link set carp0 up

            """, "ip", "-batch", "-").Check();
        Assert.True(watch.Wait(w => w[1] == OperState.Dormant, TimeSpan.FromSeconds(5)));
        Assert.Empty(watch.Masters);

        var before = ProbeClock.Now;
        host.Run("ip", "link", "set", "carp0", "state", "UP").Check();
        Assert.True(watch.Wait(w => w.Masters.SequenceEqual([1]), TimeSpan.FromSeconds(5)));
        Assert.InRange(watch.Changes[^1].Time, before, ProbeClock.Now);
        Assert.True(watch.Changes[^1].IsRunning);

        host.Run("ip", "link", "del", "carp0").Check();
        Assert.True(watch.Wait(w => w[1] is null, TimeSpan.FromSeconds(5)));
        Assert.All(watch.Changes, change => Assert.True(change.Gateway == 1 || change.State is null));
    }
}
