using Koi.Lab;
using Koi.SaSync;
using Koi.SaSync.Linux;

namespace Koi.SystemTests.SaSync;

public sealed class RoleFollowerTests : IDisposable
{
    private readonly Network network = Network.Create();
    private readonly Host host;

    public RoleFollowerTests()
    {
        host = network.AddHost("gw");
        Ip("link", "add", "eth0", "type", "veth", "peer", "name", "peer0");
        Ip("link", "set", "peer0", "up");
    }

    public void Dispose() => network.Dispose();

    [Fact]
    public void The_role_is_the_links_and_an_interface_made_anew_is_the_same()
    {
        using var follower = host.Inside(() => RoleFollower.Open("carp0"));
        Assert.Equal(SyncRole.Init, follower.Read());
        for (var round = 0; round < 2; round++)
        {
            Ip("link", "set", "eth0", "up");
            Ip("link", "add", "carp0", "link", "eth0", "type", "macvlan", "mode", "bridge");
            Await(SyncRole.Slave);
            Ip("link", "set", "carp0", "mode", "dormant");
            Ip("link", "set", "carp0", "up");
            Ip("link", "set", "carp0", "state", "dormant");
            Await(SyncRole.Slave);
            Ip("link", "set", "carp0", "state", "up");
            Await(SyncRole.Master);
            Ip("link", "set", "peer0", "down");
            Await(SyncRole.Slave);
            Ip("link", "set", "peer0", "up");
            host.RunWithin(TimeSpan.FromSeconds(5), "sh", "-c", "until ip link show carp0 | grep -q LOWER_UP; do sleep 0.02; done").Check();
            Await(SyncRole.Slave);      // dormant, until koid says otherwise
            Ip("link", "set", "carp0", "state", "up");
            Await(SyncRole.Master);
            Ip("link", "set", "carp0", "name", "other");
            Await(SyncRole.Init);
            Ip("link", "set", "other", "name", "carp0");
            Await(SyncRole.Master);
            Ip("link", "delete", "carp0");
            Await(SyncRole.Init);
        }

        // The kernel tells a link's state a little after the command.
        void Await(SyncRole role)
        {
            for (var attempt = 0; follower.Read() != role; attempt++)
            {
                Assert.True(attempt < 200, $"{follower.Read()} and not {role}: {host.Run("ip", "link").Output}");
                Thread.Sleep(20);
            }
        }
    }

    private void Ip(params ReadOnlySpan<string> arguments) => host.Run("ip", arguments).Check();
}
