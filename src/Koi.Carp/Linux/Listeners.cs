using System.Runtime.InteropServices;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.Carp.Linux;

/// <summary>Takes a packet that came in.</summary>
internal delegate void HeardHandler(in HeardPacket heard);

/// <summary>A packet of protocol 112; valid during the call.</summary>
internal readonly ref struct HeardPacket
{
    /// <summary>The parent it came by; null when by the other path.</summary>
    public int? ParentIndex { get; init; }

    /// <summary>Whether it came by IPv6.</summary>
    public bool IsV6 { get; init; }

    /// <summary>Whether it came to the group, and not to one of the own addresses.</summary>
    public bool IsMulticast { get; init; }

    /// <summary>Its sender.</summary>
    public InetAddress Source { get; init; }

    /// <summary>The checks so far.</summary>
    public PacketVerdict Verdict { get; init; }

    /// <summary>What it says, when accepted so far.</summary>
    public Advertisement Advertisement { get; init; }

    /// <summary>What came after the IP header.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }
}

/// <summary>
/// The sockets that advertisements come by: for each parent one a family, and where there is a second path one of each family for that.
/// </summary>
internal sealed class Listeners(Action<SafeHandle, Action> watch, Action<SafeHandle> unwatch, Func<Action, Action> then, HeardHandler hear) : IDisposable
{
    private const int MostBytes = 2048;
    private const byte LowDelay = 0x10;     // IPTOS_LOWDELAY

    /// <summary>After so many the timers have their turn.</summary>
    private const int MostAtOnce = 64;

    private readonly Dictionary<(int? Parent, bool IsV6), RawSocket> sockets = [];
    private readonly byte[] buffer = new byte[MostBytes];

    /// <summary>Listens where these hosts want to, and nowhere else.</summary>
    public void Fit(IReadOnlyCollection<VirtualHost> hosts)
    {
        var wanted = new Dictionary<(int? Parent, bool IsV6), string?>();
        foreach (var host in hosts)
        {
            foreach (var isV6 in (ReadOnlySpan<bool>)[false, true])
            {
                if (isV6 ? host.Settings.HasV6 : host.Settings.HasV4)
                {
                    wanted[(host.Parent.Link.Index, isV6)] = host.Parent.Link.Name;
                }
            }

            if (host.Declaration?.SyncPeer is { } peer)
            {
                wanted[(null, peer.IsV6)] = null;
            }
        }

        foreach (var (key, socket) in sockets.Where(one => !wanted.ContainsKey(one.Key)).ToArray())
        {
            unwatch(socket.Handle);
            socket.Dispose();
            sockets.Remove(key);
        }

        foreach (var (key, device) in wanted.Where(one => !sockets.ContainsKey(one.Key)))
        {
            sockets[key] = Open(key.Parent, key.IsV6, device);
        }
    }

    /// <summary>Hears everything that waits.</summary>
    public void HearAll()
    {
        foreach (var ((parent, isV6), socket) in sockets)
        {
            while (Hear(socket, parent, isV6))
            {
                // Until nothing is left.
            }
        }
    }

    /// <summary>Sends an advertisement to a unicast peer, by the parent; the kernel finds its link-layer address.</summary>
    /// <returns>0 or errno.</returns>
    public int Send(VirtualHost host, InetAddress peer, ReadOnlySpan<byte> said) =>
        sockets[(host.Parent.Link.Index, false)].Send(peer, said, LowDelay);

    /// <summary>Tells the peer on the other path that a master goes, if there is such a path.</summary>
    public void BowOutBySync(VirtualHost host)
    {
        if (host.Declaration?.SyncPeer is { } peer && sockets.TryGetValue((null, peer.IsV6), out var socket))
        {
            Span<byte> said = stackalloc byte[Advertisement.Length];
            host.Advertise().AsBowOut().Write(said, host.Digest);
            socket.Send(peer, said);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in sockets.Values)
        {
            socket.Dispose();
        }
    }

    private RawSocket Open(int? parent, bool isV6, string? device)
    {
        var socket = RawSocket.Open(isV6, Frames.Protocol, device);
        if (parent is { } index)
        {
            socket.Join(isV6 ? Frames.GroupV6 : Frames.GroupV4, index);
        }

        watch(socket.Handle, then(() => HearSome(socket, parent, isV6)));
        return socket;
    }

    private void HearSome(RawSocket socket, int? parent, bool isV6)
    {
        for (var count = 0; count < MostAtOnce && Hear(socket, parent, isV6); count++)
        {
            // The next one.
        }
    }

    private bool Hear(RawSocket socket, int? parent, bool isV6)
    {
        if (!socket.TryReceive(buffer, out var packet))
        {
            return false;
        }

        var payload = buffer.AsSpan(packet.Offset, packet.Length);
        var verdict = Advertisement.Read(payload, packet.HopLimit, out var advertisement);
        hear(new HeardPacket
        {
            ParentIndex = parent,
            IsV6 = isV6,
            IsMulticast = packet.Destination == (isV6 ? Frames.GroupV6 : Frames.GroupV4),
            Source = packet.Source,
            Verdict = verdict,
            Advertisement = advertisement,
            Payload = payload,
        });
        return true;
    }
}
