using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.SystemTests.Netlink;

public sealed class RawSocketTests : IDisposable
{
    private const byte Carp = 112;

    private readonly NetworkNamespace network = TestNetwork.Create();
    private readonly LinkPair links;
    private readonly byte[] buffer = new byte[256];

    public RawSocketTests() => links = new LinkPair(network);

    public void Dispose()
    {
        links.Dispose();
        network.Dispose();
    }

    [Theory]
    [InlineData("224.0.0.18", "10.0.0.1", "10.0.0.2", 20)]
    [InlineData("ff02::12", "2001:db8::1", "2001:db8::2", 0)]
    public void Packets_go_both_ways_with_all_hops_left(string group, string own, string peer, int offset)
    {
        var to = NetfilterNetwork.Address(group);
        using var here = Open(network, to.IsV6, LinkPair.Here);
        using var there = Open(links.Peer, to.IsV6, LinkPair.There);
        here.Join(to, links.HereIndex);
        here.Join(to, links.HereIndex);
        there.Join(to, links.ThereIndex);

        Assert.Equal(0, here.Send(to, [1, 2, 3], typeOfService: 0x10));
        var packet = Receive(there);
        Assert.Equal(new RawPacket(NetfilterNetwork.Address(own), to, 255, offset, 3), packet);
        Assert.Equal([1, 2, 3], buffer[offset..(offset + 3)]);
        Assert.True(to.IsV6 || buffer[1] == 0x10);

        Assert.Equal(0, there.Send(NetfilterNetwork.Address(own), [4]));
        Assert.Equal(new RawPacket(NetfilterNetwork.Address(peer), NetfilterNetwork.Address(own), 255, offset, 1), Receive(here));
        Assert.False(here.TryReceive(buffer, out _));
        Assert.False(there.TryReceive(buffer, out _));
    }

    [Theory]
    [InlineData("224.0.0.18", false)]
    [InlineData("ff02::12", true)]
    public void Groups_that_others_joined_are_not_heard_in_v4(string group, bool isHeard)
    {
        var to = NetfilterNetwork.Address(group);
        using var here = Open(network, to.IsV6, LinkPair.Here);
        using var there = Open(links.Peer, to.IsV6, LinkPair.There);
        using var other = Open(links.Peer, to.IsV6, LinkPair.There);
        here.Join(to, links.HereIndex);
        other.Join(to, links.ThereIndex);

        Assert.Equal(0, here.Send(to, [1]));

        Receive(other);
        Assert.Equal(isHeard, there.TryReceive(buffer, out _));
    }

    [Theory]
    [InlineData("224.0.0.18", "10.0.0.1")]
    [InlineData("ff02::12", "2001:db8::1")]
    public void Sending_and_receiving_allocate_nothing(string group, string own)
    {
        var (to, back) = (NetfilterNetwork.Address(group), NetfilterNetwork.Address(own));
        using var here = Open(network, to.IsV6, LinkPair.Here);
        using var there = Open(links.Peer, to.IsV6, LinkPair.There);
        there.Join(to, links.ThereIndex);
        here.Join(to, links.HereIndex);
        Exchange(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var received = Exchange(1000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(received, 1, 2000);

        int Exchange(int times)
        {
            var count = 0;
            for (var time = 0; time < times; time++)
            {
                here.Send(to, [1, 2, 3], 0x10);
                count += there.TryReceive(buffer, out _) ? 1 : 0;
                there.Send(back, [1, 2, 3]);
                count += here.TryReceive(buffer, out _) ? 1 : 0;
            }

            return count;
        }
    }

    [Fact]
    public void A_long_packet_is_cut_to_the_buffer()
    {
        using var here = Open(network, isV6: false, LinkPair.Here);
        using var there = Open(links.Peer, isV6: false, LinkPair.There);

        here.Send(NetfilterNetwork.Address("10.0.0.2"), new byte[1000]);

        Assert.Equal(256 - 20, Receive(there).Length);
    }

    [Fact]
    public void A_link_that_is_not_there_is_refused()
    {
        var missing = Assert.Throws<LinuxException>(() => Open(network, isV6: false, "absent"));
        using var here = Open(network, isV6: false, LinkPair.Here);

        Assert.Equal(NetlinkError.ENODEV, missing.Errno);
        Assert.Throws<LinuxException>(() => here.Join(NetfilterNetwork.Address("10.0.0.2"), links.HereIndex));
        Assert.Equal(NetlinkError.ENETUNREACH, OpenAndSend("192.0.2.1"));
    }

    [Fact]
    public void A_link_that_goes_down_is_no_failure()
    {
        using var here = Open(network, isV6: false, LinkPair.Here);
        using var routes = network.Run(() => RouteSocket.Open());
        using var writer = new MessageWriter();
        Koi.Netlink.Route.LinkMessages.Change(writer, links.HereIndex, new() { IsUp = false });
        routes.Execute(writer, "set link down");

        Assert.NotEqual(0, here.Send(NetfilterNetwork.Address("10.0.0.2"), [1]));
        Assert.False(here.TryReceive(buffer, out _));
    }

    private int OpenAndSend(string destination)
    {
        using var socket = network.Run(() => RawSocket.Open(isV6: false, Carp));
        return socket.Send(NetfilterNetwork.Address(destination), [1]);
    }

    private static RawSocket Open(NetworkNamespace network, bool isV6, string device) =>
        network.Run(() => RawSocket.Open(isV6, Carp, device));

    private RawPacket Receive(RawSocket socket)
    {
        RawPacket packet = default;
        Assert.True(SpinWait.SpinUntil(() => socket.TryReceive(buffer, out packet), TimeSpan.FromSeconds(5)));
        return packet;
    }
}
