using System.Net;

namespace Koi.Lab.Carp.Probing;

/// <summary>A client that pings the virtual addresses each millisecond, and hears gratuitous ARP; until disposed.</summary>
/// <remarks>Nothing is allocated while it probes.</remarks>
public sealed class ClientProber : IDisposable
{
    private const long Period = ProbeClock.Millisecond;
    private const int MostAnnouncements = 10_000;

    private readonly Ping[] pings;
    private readonly ProbeSocket link;
    private readonly byte[] buffer = new byte[2048];
    private readonly byte[] target = IPAddress.Parse(Segment.Virtual).GetAddressBytes();
    private readonly Announcement[] announcements = new Announcement[MostAnnouncements];
    private readonly ProbeThread thread;
    private int announced;
    private bool isStopped;

    /// <summary>Starts to probe.</summary>
    /// <param name="segment">The network.</param>
    /// <param name="limit">How long it can probe at most.</param>
    /// <param name="withV6">Ping the IPv6 address too.</param>
    public ClientProber(Segment segment, TimeSpan limit, bool withV6 = false)
    {
        var capacity = (int)(ProbeClock.Nanoseconds(limit) / Period);
        string[] addresses = withV6 ? [Segment.Virtual, Segment.VirtualV6] : [Segment.Virtual];
        (pings, link) = segment.Client.Inside(() => (
            addresses.Select(a => new Ping(IPAddress.Parse(a), capacity)).ToArray(),
            ProbeSocket.OnLink(segment.Client.Wiring.Find(Segment.Card))));
        thread = new ProbeThread("client prober", Period, Step);
    }

    /// <summary>Whether the kernel let the prober go before other threads.</summary>
    public bool IsRealTime => thread.IsRealTime;

    /// <summary>Ends the probing.</summary>
    public ClientView Stop()
    {
        if (!isStopped)
        {
            isStopped = true;
            thread.Stop();
            Thread.Sleep(5);
            Drain();
        }

        return new ClientView(
            PingView.Of(pings[0].Log),
            pings.Length > 1 ? PingView.Of(pings[1].Log) : null,
            [.. announcements.AsSpan(0, announced)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        link.Dispose();
        Array.ForEach(pings, ping => ping.Socket.Dispose());
    }

    private bool Step()
    {
        Drain();
        foreach (var ping in pings)
        {
            if (ping.Log.IsFull)
            {
                return false;
            }

            ping.Send();
        }

        return true;
    }

    private void Drain()
    {
        var wall = ProbeClock.SinceWall;
        foreach (var ping in pings)
        {
            ping.Drain(buffer, wall);
        }

        for (var length = link.Receive(buffer, wall, out var time); length > 0; length = link.Receive(buffer, wall, out time))
        {
            if (announced < MostAnnouncements && Announcement.TryRead(buffer.AsSpan(0, length), target, time, out var one))
            {
                announcements[announced] = one;
                announced++;
            }
        }
    }

    /// <summary>The probes to one address.</summary>
    private sealed class Ping(IPAddress address, int capacity)
    {
        private readonly bool isV6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        private readonly ushort id = (ushort)(0x6c00 + address.GetAddressBytes().Length);
        private readonly byte[] message = new byte[Echo.Length];

        public ProbeSocket Socket { get; } = ProbeSocket.ToAddress(address);

        public ProbeLog Log { get; } = new(capacity);

        public void Send()
        {
            Log.Add(ProbeClock.Now);
            Echo.Write(message, isV6, id, Log.Count - 1);
            Socket.Send(message);
        }

        public void Drain(Span<byte> buffer, long wall)
        {
            for (var length = Socket.Receive(buffer, wall, out var time); length > 0; length = Socket.Receive(buffer, wall, out time))
            {
                var packet = buffer[..length];
                Log.Answer(isV6 ? Echo.ReadMessage(packet, isV6: true, id) : Echo.ReadPacketV4(packet, id), time);
            }
        }
    }
}
