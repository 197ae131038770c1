using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Koi.SaSync;
using Koi.SaSync.Linux.Network;
using Koi.SaSync.Wire;

namespace Koi.SystemTests.SaSync;

/// <summary>Gateways that find each other, and strangers that try to be one. Loopback only.</summary>
public sealed class PeerNetworkTests : IAsyncDisposable
{
    private const int Key = 1;

    private readonly List<IAsyncDisposable> opened = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(opened))
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public void Peers_find_each_other_and_what_is_sent_comes_in_order()
    {
        var (server, port) = Serve(Key);
        var client = Dial(Key, port);
        var there = client.Up();
        var here = server.Up();
        Assert.True(there.IsOutgoing);
        Assert.False(here.IsOutgoing);

        for (ulong sequence = 1; sequence <= 1000; sequence++)
        {
            client.Network!.Send(there.Link, Frame(sequence));
        }

        Assert.Equal(Enumerable.Range(1, 1000).Select(sequence => (ulong)sequence), Enumerable.Range(1, 1000).Select(_ => server.Frame()));
        server.Network!.Send(here.Link, Frame(7));
        Assert.Equal(7UL, client.Frame());

        server.Network.Close(here.Link);
        Assert.Equal("closed here", server.Down());
        Assert.Equal("the connection broke", client.Down());
        Assert.True(client.Up().Link > there.Link);
    }

    [Fact]
    public void Who_has_another_key_or_none_is_turned_away()
    {
        var (server, port) = Serve(Key);
        var stranger = Dial(Key + 1, port);
        Assert.Equal("another key, or somebody between", server.Rejected());
        Assert.Equal("it closed the connection before it proved itself", stranger.Rejected());
        Assert.Empty(server.Ups);
    }

    [Fact]
    public void Who_passes_on_what_both_say_is_found_out()
    {
        var (server, port) = Serve(Key);
        using var middle = Listening(out var between);
        var relaying = RelayAsync(middle, port);
        var client = Dial(Key, between);
        Assert.Equal("another key, or somebody between", server.Rejected());
        Assert.NotEqual("", client.Rejected());
        Assert.Empty(server.Ups);
        Assert.Empty(client.Ups);
        Assert.False(relaying.IsFaulted);
    }

    [Fact]
    public void Who_has_another_address_is_not_heard()
    {
        var (server, port) = Serve(Key, "127.0.0.77");
        var client = Dial(Key, port);
        Assert.Equal("not a peer", server.Rejected());
        Assert.Empty(client.Ups);
    }

    [Fact]
    public void Who_says_nothing_waits_in_vain_and_keeps_nobody_else_out_for_long()
    {
        var (server, port) = Serve(Key);
        var idle = Enumerable.Range(0, 1000).Select(_ => Connected(port)).ToList();
        Assert.Equal("too many at once", server.Rejected());
        var client = Dial(Key, port);
        Assert.True(client.Up(seconds: 30).IsOutgoing);
        Assert.Contains("no proof in time", server.Rejections.ToArray());
        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Without_a_certificate_or_with_older_TLS_nobody_is_heard()
    {
        var (server, port) = Serve(Key);
        Assert.Equal("no TLS 1.3 with a certificate", await Attempt(port, SslProtocols.Tls13, certificate: null));
        using var own = Certificate.Make(DateTimeOffset.UtcNow);
        Assert.Equal("no TLS 1.3 with a certificate", await Attempt(port, SslProtocols.Tls12, own));
        Assert.Empty(server.Ups);

        async Task<string> Attempt(int to, SslProtocols protocols, X509Certificate2? certificate)
        {
            using var socket = Connected(to);
            await using var stream = new SslStream(new NetworkStream(socket), false, Any);
            try
            {
                await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
                {
                    TargetHost = "koi",
                    EnabledSslProtocols = protocols,
                    ClientCertificates = certificate is null ? [] : [certificate],
                });
                _ = await stream.ReadAsync(new byte[1]);
            }
            catch (Exception failure) when (failure is AuthenticationException or IOException)
            {
                // As it should be.
            }

            return server.Rejected();
        }
    }

    [Theory]
    [InlineData(0xff)]      // a length beyond all
    [InlineData(0)]         // a frame of no kind
    public void A_peer_that_sends_what_is_no_frame_is_cut_off(byte fill)
    {
        var (server, port) = Serve(Key);
        var client = Dial(Key, port);
        client.Network!.Send(client.Up().Link, [.. Enumerable.Repeat(fill, 64)]);
        server.Up();
        Assert.Equal("it sent a frame that cannot be", server.Down());
        Assert.Empty(server.Frames);
    }

    [Fact]
    public void Bytes_are_overwritten_once_they_are_sent()
    {
        var (server, port) = Serve(Key);
        var client = Dial(Key, port);
        var link = client.Up().Link;
        var frame = Frame(5);
        client.Network!.Send(link, frame);
        Assert.Equal(5UL, server.Frame());
        Assert.Equal(frame.Length, client.Sent());
        Assert.DoesNotContain(frame, value => value != 0);
    }

    private static bool Any(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate is not null;

    private static byte[] Frame(ulong sequence)
    {
        var writer = new ByteWriter();
        FrameCodec.Write(writer, new SyncFrame.Pong(sequence), sequence, 1);
        return writer.Bytes.ToArray();
    }

    private static Socket Listening(out int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(1024);
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    private static Socket Connected(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>Speaks TLS with both, with a certificate of its own, and passes every byte on.</summary>
    private static async Task RelayAsync(Socket middle, int port)
    {
        using var own = Certificate.Make(DateTimeOffset.UtcNow);
        using var left = await middle.AcceptAsync();
        using var right = Connected(port);
        await using var toClient = new SslStream(new NetworkStream(left), false, Any);
        await using var toServer = new SslStream(new NetworkStream(right), false, Any);
        await toClient.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = own, ClientCertificateRequired = true });
        await toServer.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "koi", ClientCertificates = [own] });
        try
        {
            await Task.WhenAll(toClient.CopyToAsync(toServer), toServer.CopyToAsync(toClient));
        }
        catch (IOException)
        {
            // They hung up.
        }
    }

    private (Sink Sink, int Port) Serve(int key, string peer = "127.0.0.1")
    {
        var socket = Listening(out var port);
        var sink = Open(key, peer, 1);
        sink.Network!.Listen(socket);
        return (sink, port);
    }

    private Sink Dial(int key, int port)
    {
        var sink = Open(key, "127.0.0.1", port);
        sink.Network!.Connect();
        return sink;
    }

    private Sink Open(int key, string peer, int port)
    {
        var sink = new Sink();
        var setup = new NetworkSetup(
            new SharedKey([.. Enumerable.Repeat((byte)key, 32)], isText: false), [new NetworkPeer([IPAddress.Parse(peer)], (ushort)port, [])]);
        sink.Network = new PeerNetwork(setup, Certificate.Make(DateTimeOffset.UtcNow), sink, TimeProvider.System);
        opened.Add(sink.Network);
        return sink;
    }

    private sealed class Sink : INetworkSink
    {
        private readonly BlockingCollection<string> downs = [];
        private readonly BlockingCollection<int> sent = [];

        public PeerNetwork? Network { get; set; }

        public BlockingCollection<(int Link, bool IsOutgoing)> Ups { get; } = [];

        public BlockingCollection<ulong> Frames { get; } = [];

        public BlockingCollection<string> Rejections { get; } = [];

        public (int Link, bool IsOutgoing) Up(int seconds = 20) => Take(Ups, seconds);

        public ulong Frame() => Take(Frames);

        public string Down() => Take(downs);

        public int Sent() => Take(sent);

        public string Rejected() => Take(Rejections);

        public void OnUp(int link, int peer, bool isOutgoing) => Ups.Add((link, isOutgoing));

        public void OnFrame(int link, ReadOnlySpan<byte> frame)
        {
            FrameCodec.Read(frame, 1, out var sequence);
            Frames.Add(sequence);
        }

        public void OnSent(int link, int bytes) => sent.Add(bytes);

        public void OnDown(int link, string reason) => downs.Add(reason);

        public void OnRejected(string from, string reason) => Rejections.Add(reason);

        private static T Take<T>(BlockingCollection<T> from, int seconds = 20) =>
            from.TryTake(out var item, TimeSpan.FromSeconds(seconds)) ? item : throw new TimeoutException("nothing came");
    }
}
