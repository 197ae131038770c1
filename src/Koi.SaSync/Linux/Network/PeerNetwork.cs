using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Linux.Network;

/// <summary>Keeps a connection with each peer: waits for it, and connects to it, whichever comes first.</summary>
/// <remarks>
/// Who is no peer by his address is turned away before a byte is read, and who does not prove himself in five seconds after that; four at
/// once may try.
/// </remarks>
public sealed class PeerNetwork : IAsyncDisposable
{
    private const int MostHandshakes = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly NetworkSetup setup;
    private readonly INetworkSink sink;
    private readonly TimeProvider clock;
    private readonly X509Certificate2 certificate;
    private readonly Handshake? secret;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim handshakes = new(MostHandshakes);
    private readonly ConcurrentDictionary<int, (SecureLink Link, int Peer, CancellationTokenSource Ending)> links = [];
    private readonly ConcurrentDictionary<Task, bool> tasks = [];     // those that have not ended
    private int lastNumber;

    /// <summary>With no connection yet.</summary>
    /// <param name="setup">The peers, and the key.</param>
    /// <param name="certificate">This gateway's.</param>
    /// <param name="sink">Hears what happens.</param>
    /// <param name="clock">For pauses, and for the ages in frames.</param>
    public PeerNetwork(NetworkSetup setup, X509Certificate2 certificate, INetworkSink sink, TimeProvider clock)
    {
        (this.setup, this.certificate, this.sink, this.clock) = (setup, certificate, sink, clock);
        secret = setup.Key is { } key ? new Handshake(key) : null;
    }

    /// <summary>Awaits peers at a socket that listens.</summary>
    public void Listen(Socket socket) => Track(AcceptAsync(socket));

    /// <summary>Connects to all peers, and again whenever a connection is lost.</summary>
    public void Connect()
    {
        for (var peer = 0; peer < setup.Peers.Length; peer++)
        {
            Track(KeepAsync(peer));
        }
    }

    /// <summary>Sends bytes, which are overwritten afterwards; where the connection is gone they are dropped.</summary>
    public void Send(int link, byte[] bytes)
    {
        if (links.TryGetValue(link, out var found))
        {
            found.Link.Send(bytes);
        }
        else
        {
            Array.Clear(bytes);
        }
    }

    /// <summary>Ends a connection.</summary>
    public void Close(int link)
    {
        if (links.TryGetValue(link, out var found))
        {
            try
            {
                found.Ending.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself at this moment.
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(tasks.Keys);
        secret?.Dispose();
        handshakes.Dispose();
        stopping.Dispose();
    }

    private void Track(Task task)
    {
        tasks[task] = true;
        _ = task.ContinueWith(ended => tasks.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await listening.AcceptAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // Of one that went away, or out of descriptors: not at once again.
                await Task.Delay(FirstPause, clock);
                continue;
            }

            Track(AdmitAsync(accepted));
        }
    }

    private async Task AdmitAsync(Socket accepted)
    {
        var from = (accepted.RemoteEndPoint as IPEndPoint)?.Address;
        var address = from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from;
        var peer = address is null ? -1 : setup.Peers.ToList().FindIndex(peer => peer.Addresses.Contains(address));
        var fault = peer < 0 ? "not a peer" : !await handshakes.WaitAsync(0) ? "too many at once" : null;
        if (fault is not null)
        {
            accepted.Close(0);
            sink.OnRejected($"{address}", fault);
            return;
        }

        try
        {
            if (SecureLink.TryOpen(Interlocked.Increment(ref lastNumber), accepted) is not { } link)
            {
                return;
            }

            fault = await AuthenticateAsync(link, peer, isServer: true);
            Track(RunAsync(link, peer, isOutgoing: false, $"{address}", fault));
        }
        finally
        {
            handshakes.Release();
        }
    }

    private async Task KeepAsync(int peer)
    {
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            if (!links.Values.Any(link => link.Peer == peer) && await TryConnectAsync(peer))
            {
                pause = FirstPause;
            }

            // Not all at the same moment.
            var jitter = pause * (0.75 + (Random.Shared.NextDouble() / 2));
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                await Task.Delay(links.Values.Any(link => link.Peer == peer) ? FirstPause : jitter, clock, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Connects, and stays until the connection ends.</summary>
    /// <returns>Whether it stood.</returns>
    private async Task<bool> TryConnectAsync(int peer)
    {
        foreach (var address in setup.Peers[peer].Addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            limit.CancelAfter(SecureLink.HandshakeLimit);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, setup.Peers[peer].Port), limit.Token);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                socket.Close(0);
                continue;
            }

            return SecureLink.TryOpen(Interlocked.Increment(ref lastNumber), socket) is { } link
                && await RunAsync(link, peer, isOutgoing: true, $"{address}", await AuthenticateAsync(link, peer, isServer: false));
        }

        return false;
    }

    private async Task<string?> AuthenticateAsync(SecureLink link, int peer, bool isServer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        limit.CancelAfter(SecureLink.HandshakeLimit);
        try
        {
            return await link.AuthenticateAsync(isServer, certificate, secret, setup.Peers[peer].Fingerprint.AsMemory(), limit.Token);
        }
        catch (OperationCanceledException)
        {
            return "no proof in time";
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            return "it closed the connection before it proved itself";
        }
    }

    private async Task<bool> RunAsync(SecureLink link, int peer, bool isOutgoing, string address, string? fault)
    {
        await using (link)
        {
            if (fault is not null)
            {
                if (!stopping.IsCancellationRequested)
                {
                    sink.OnRejected(address, fault);
                }

                return false;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            links[link.Number] = (link, peer, ending);
            sink.OnUp(link.Number, peer, isOutgoing);
            var reason = await link.RunAsync(sink, () => (ulong)clock.GetUtcNow().ToUnixTimeSeconds(), ending.Token);
            links.TryRemove(link.Number, out _);
            sink.OnDown(link.Number, reason);
            return true;
        }
    }
}
