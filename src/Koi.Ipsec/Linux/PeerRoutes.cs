using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.Ipsec.Linux;

/// <summary>The routes to peers, each looked up once.</summary>
public sealed class PeerRoutes : IDisposable
{
    private readonly Dictionary<InetAddress, InetAddress?> known = [];
    private RouteSocket? socket;

    /// <summary>The source address of packets to a peer; null when there is no route.</summary>
    public InetAddress? FindSource(InetAddress peer)
    {
        if (!known.TryGetValue(peer, out var source))
        {
            socket ??= RouteSocket.Open();
            known.Add(peer, source = socket.LookUp(peer)?.PreferredSource);
        }

        return source;
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => socket?.Dispose();
}
