using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.SystemTests.Netlink;

/// <summary>A gate that is open while its lease lasts, and the renewal of the lease.</summary>
public sealed class NetfilterLeaseTests : IDisposable
{
    private const byte Carp = 112;
    private const int ENXIO = 6;
    private static readonly InetAddress Group = NetfilterNetwork.Address("224.0.0.18");

    private readonly NetfilterNetwork network = new();
    private readonly LinkPair links;
    private readonly RawSocket here;
    private readonly RawSocket there;
    private readonly byte[] buffer = new byte[256];

    public NetfilterLeaseTests()
    {
        links = new LinkPair(network.Namespace);
        here = network.Namespace.Run(() => RawSocket.Open(isV6: false, Carp, LinkPair.Here));
        there = links.Peer.Run(() => RawSocket.Open(isV6: false, Carp, LinkPair.There));
        here.Join(Group, links.HereIndex);
        there.Join(Group, links.ThereIndex);
        network.Commit(Gate.Write);
    }

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
        links.Dispose();
        network.Dispose();
    }

    [Fact]
    public void Packets_pass_while_there_is_a_lease()
    {
        Send(1);
        network.Commit(batch => Gate.AddLease(batch, 60_000));
        Send(2);
        AssertReceived(2);
        network.Commit(Gate.DeleteLease);
        Send(3);
        network.Commit(batch => Gate.AddLease(batch, 60_000));
        Send(4);
        AssertReceived(4);
    }

    [Fact]
    public void A_renewed_lease_stays_and_one_left_alone_ends()
    {
        network.Commit(batch => Gate.AddLease(batch, 500));
        var renewal = NetfilterSocket.Prepare(Gate.Renewal(500));
        for (var number = 0; number < 15; number++)
        {
            Thread.Sleep(100);
            Assert.Equal(0, network.Socket.Commit(renewal));
            Send((byte)number);
            AssertReceived((byte)number);
        }

        Thread.Sleep(600);
        Send(100);
        Assert.Equal(NetlinkError.ENOENT, network.Socket.Commit(renewal));
        network.Commit(batch => Gate.AddLease(batch, 60_000));
        Send(101);
        AssertReceived(101);
    }

    [Fact]
    public void Adding_a_lease_again_does_not_prolong_it()
    {
        network.Commit(batch => Gate.AddLease(batch, 400));
        Thread.Sleep(250);
        network.Commit(batch => Gate.AddLease(batch, 400));
        Thread.Sleep(250);

        Assert.Equal(NetlinkError.ENOENT, network.Socket.Commit(NetfilterSocket.Prepare(Gate.Renewal(400))));
    }

    [Fact]
    public void Renewing_allocates_nothing()
    {
        network.Commit(batch => Gate.AddLease(batch, 60_000));
        var renewal = NetfilterSocket.Prepare(Gate.Renewal(60_000));
        Assert.Equal(0, network.Socket.Commit(renewal));

        // The runtime itself allocates when it puts faster code in place, some hundred bytes at some time in the first rounds.
        var allocated = Enumerable.Range(0, 4).Select(_ => Renew(renewal, times: 10_000)).ToArray();

        Assert.Contains(0, allocated);
    }

    [Fact]
    public void A_refusal_allocates_nothing_and_does_nothing()
    {
        var renewal = NetfilterSocket.Prepare(Gate.Renewal(60_000));
        Assert.Equal(NetlinkError.ENOENT, network.Socket.Commit(renewal));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var errno = network.Socket.Commit(renewal);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(NetlinkError.ENOENT, errno);
        Assert.Empty(network.Socket.DumpElements(Gate.Leases.Id)!);
    }

    [Fact]
    public void A_packet_socket_on_the_link_is_gated_too()
    {
        using var frames = network.Namespace.Run(PacketSocket.Open);
        byte[] frame = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 0,
            0x45, 0, 0, 21, 0, 0, 0, 0, 255, Carp, 0x2f - 8, 0x66, 10, 0, 0, 1, 10, 0, 0, 2, 0];
        Checksum(frame.AsSpan(14, 20));

        frame[^1] = 1;
        Assert.Equal(NetlinkError.ENOBUFS, frames.Send(links.HereIndex, frame));
        network.Commit(batch => Gate.AddLease(batch, 60_000));
        frame[^1] = 2;
        Assert.Equal(0, frames.Send(links.HereIndex, frame));

        Assert.Equal(2, Receive(there, buffer));
        Assert.Equal(ENXIO, frames.Send(9999, frame));
        Assert.Equal(NetlinkError.EINVAL, frames.Send(links.HereIndex, [1, 2, 3]));
    }

    private static void Checksum(Span<byte> header)
    {
        header[10] = header[11] = 0;
        var sum = 0;
        for (var at = 0; at < header.Length; at += 2)
        {
            sum += (header[at] << 8) | header[at + 1];
        }

        sum = ~((sum & 0xffff) + (sum >> 16));
        (header[10], header[11]) = ((byte)(sum >> 8), (byte)sum);
    }

    /// <summary>The bytes that so many renewals allocate.</summary>
    private long Renew(PreparedBatch renewal, int times)
    {
        var refused = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < times; number++)
        {
            refused |= network.Socket.Commit(renewal);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, refused);
        return allocated;
    }

    /// <summary>Sends both ways, to a group, for which nothing waits for ARP. What an egress chain drops counts as sent.</summary>
    private void Send(byte number)
    {
        Assert.Equal(0, here.Send(Group, [number]));
        Assert.Equal(0, there.Send(Group, [number]));
    }

    private void AssertReceived(byte number)
    {
        Assert.Equal(number, Receive(there, buffer));
        Assert.Equal(number, Receive(here, buffer));
    }

    /// <summary>The payload's first byte.</summary>
    private static byte Receive(RawSocket socket, byte[] buffer)
    {
        RawPacket packet = default;
        Assert.True(SpinWait.SpinUntil(() => socket.TryReceive(buffer, out packet), TimeSpan.FromSeconds(5)));
        return buffer[packet.Offset];
    }
}
