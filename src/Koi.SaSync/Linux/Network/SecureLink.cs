using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Linux.Network;

/// <summary>A connection with a peer, from TLS on.</summary>
internal sealed class SecureLink : IAsyncDisposable
{
    /// <summary>From the connection to the last proof.</summary>
    public static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(5);

    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;      // linux/tcp.h
    private const int SilenceMilliseconds = 3000;

    private readonly Socket socket;
    private readonly SslStream stream;
    private readonly Channel<byte[]> outbound = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private byte[] peerHash = [];

    private SecureLink(int number, Socket socket)
    {
        (Number, this.socket) = (number, socket);
        stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            // Any certificate will do here: what it is worth is said by the proofs.
            peerHash = certificate is null ? [] : Certificate.HashOf(certificate);
            return certificate is not null;
        });
    }

    public int Number { get; }

    /// <summary>Takes a socket over; null when it is connected no longer.</summary>
    public static SecureLink? TryOpen(int number, Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(SilenceMilliseconds));
            return new SecureLink(number, socket);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            socket.Close(0);
            return null;
        }
    }

    /// <summary>TLS and the proofs.</summary>
    /// <param name="isServer">Whether the other side connected.</param>
    /// <param name="own">This side's certificate.</param>
    /// <param name="secret">Null without a key.</param>
    /// <param name="fingerprint">Of the only certificate that is good; empty for any.</param>
    /// <param name="stopping">Cancelled at the latest after <see cref="HandshakeLimit"/>.</param>
    /// <returns>Why the peer is not believed; null when it is.</returns>
    public async Task<string?> AuthenticateAsync(
        bool isServer, X509Certificate2 own, Handshake? secret, ReadOnlyMemory<byte> fingerprint, CancellationToken stopping)
    {
        try
        {
            await (isServer ? stream.AuthenticateAsServerAsync(ServerOptions(own), stopping) : stream.AuthenticateAsClientAsync(ClientOptions(own), stopping));
        }
        catch (AuthenticationException) when (!stopping.IsCancellationRequested)
        {
            return "no TLS 1.3 with a certificate";
        }

        if (!fingerprint.IsEmpty && !CryptographicOperations.FixedTimeEquals(fingerprint.Span, peerHash))
        {
            return "another certificate than its fingerprint says";
        }

        var ownHash = Certificate.HashOf(own);
        var isProved = isServer ? await ServeProofAsync(ownHash, secret, stopping) : await GiveProofAsync(ownHash, secret, stopping);
        return isProved ? null : "another key, or somebody between";
    }

    /// <summary>Queues bytes, which are overwritten when they have been sent.</summary>
    public void Send(byte[] bytes)
    {
        if (!outbound.Writer.TryWrite(bytes))
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Sends and receives until the connection ends.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(INetworkSink sink, Func<ulong> seconds, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var sending = SendAllAsync(sink, ending.Token);
        var receiving = ReceiveAllAsync(sink, seconds, ending.Token);
        var first = await Task.WhenAny(sending, receiving);
        await ending.CancelAsync();
        outbound.Writer.TryComplete();
        await Task.WhenAll(sending, receiving);
        while (outbound.Reader.TryRead(out var unsent))
        {
            CryptographicOperations.ZeroMemory(unsent);
        }

        return await first;
    }

    public async ValueTask DisposeAsync()
    {
        socket.Close(0);
        await stream.DisposeAsync();
    }

    private static SslServerAuthenticationOptions ServerOptions(X509Certificate2 own) => new()
    {
        ServerCertificate = own,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    private static SslClientAuthenticationOptions ClientOptions(X509Certificate2 own) => new()
    {
        TargetHost = "koi",
        ClientCertificates = [own],
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    private static byte[] Offer()
    {
        var offer = new byte[Handshake.OfferLength];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(offer, FrameCodec.Version);
        RandomNumberGenerator.Fill(offer.AsSpan(2));
        return offer;
    }

    private async Task<bool> ServeProofAsync(byte[] ownHash, Handshake? secret, CancellationToken stopping)
    {
        var offer = Offer();
        await stream.WriteAsync(offer, stopping);
        var answer = new byte[Handshake.AnswerLength];
        await stream.ReadExactlyAsync(answer, stopping);
        var transcript = new Handshake.Transcript(answer[..Handshake.OfferLength], offer, peerHash, ownHash);
        if (secret is not null && !secret.IsProof(Handshake.Side.Client, transcript, answer.AsSpan(Handshake.OfferLength)))
        {
            return false;
        }

        await stream.WriteAsync(secret?.Prove(Handshake.Side.Server, transcript) ?? new byte[Handshake.PartLength], stopping);
        return true;
    }

    private async Task<bool> GiveProofAsync(byte[] ownHash, Handshake? secret, CancellationToken stopping)
    {
        var serverOffer = new byte[Handshake.OfferLength];
        await stream.ReadExactlyAsync(serverOffer, stopping);
        var offer = Offer();
        var transcript = new Handshake.Transcript(offer, serverOffer, ownHash, peerHash);
        await stream.WriteAsync(new ReadOnlyMemory<byte>([.. offer, .. secret?.Prove(Handshake.Side.Client, transcript) ?? new byte[Handshake.PartLength]]), stopping);
        var proof = new byte[Handshake.PartLength];
        await stream.ReadExactlyAsync(proof, stopping);
        return secret is null || secret.IsProof(Handshake.Side.Server, transcript, proof);
    }

    private async Task<string> SendAllAsync(INetworkSink sink, CancellationToken ending)
    {
        try
        {
            await foreach (var bytes in outbound.Reader.ReadAllAsync(ending))
            {
                try
                {
                    await stream.WriteAsync(bytes, ending);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(bytes);
                }

                sink.OnSent(Number, bytes.Length);
            }

            return "closed here";
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            return failure is OperationCanceledException ? "closed here" : "the connection broke";
        }
    }

    private async Task<string> ReceiveAllAsync(INetworkSink sink, Func<ulong> seconds, CancellationToken ending)
    {
        var buffer = new byte[FrameCodec.HeaderLength];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(buffer.AsMemory(0, FrameCodec.HeaderLength), ending);
                if (!FrameCodec.TryReadLength(buffer, out var length))
                {
                    return "it sent a frame that cannot be";
                }

                if (buffer.Length < length)
                {
                    // The header has no secrets; larger buffers are overwritten before they are let go.
                    var larger = new byte[length];
                    buffer.AsSpan(0, FrameCodec.HeaderLength).CopyTo(larger);
                    buffer = larger;
                }

                await stream.ReadExactlyAsync(buffer.AsMemory(FrameCodec.HeaderLength, length - FrameCodec.HeaderLength), ending);
                if (FrameCodec.Read(buffer.AsSpan(0, length), seconds(), out _) is null)
                {
                    return "it sent a frame that cannot be";
                }

                sink.OnFrame(Number, buffer.AsSpan(0, length));
                CryptographicOperations.ZeroMemory(buffer);
            }
        }
        catch (EndOfStreamException)
        {
            return "it closed the connection";
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            return failure is OperationCanceledException ? "closed here" : "the connection broke";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }
}
