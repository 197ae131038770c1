using System.Security.Cryptography;

namespace Koi.SaSync.Wire;

/// <summary>
/// How two gateways prove to each other that they have the same key, once TLS stands: each with a code over both nonces and over what it
/// believes the two certificates are. Who is between them has certificates of its own, and the codes differ.
/// </summary>
/// <remarks>
/// RFC 2104, RFC 5869. The server speaks first: <c>version, nonce</c>; the client: <c>version, nonce, proof</c>; the server: <c>proof</c>.
/// Nobody else learns the key, but who takes the server's place gets a client's proof and may try keys on it at leisure: a key must not be
/// one that can be guessed.
/// </remarks>
public sealed class Handshake : IDisposable
{
    /// <summary>Bytes of a nonce, of a proof and of a certificate's hash (SHA-256).</summary>
    public const int PartLength = 32;

    /// <summary>Bytes that the server says first.</summary>
    public const int OfferLength = 2 + PartLength;

    /// <summary>Bytes that the client answers.</summary>
    public const int AnswerLength = OfferLength + PartLength;

    private readonly byte[] secret;

    /// <summary>With a key.</summary>
    public Handshake(SharedKey key) => secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes.ToArray(), PartLength, [], [.. "koi-sasync1"u8]);

    /// <summary>A side.</summary>
    public enum Side
    {
        /// <summary>Who connected.</summary>
        Client,

        /// <summary>Who was connected to.</summary>
        Server,
    }

    /// <summary>What a side sends to prove that it has the key.</summary>
    /// <param name="side">Whose proof.</param>
    /// <param name="transcript">Both offers and both certificates.</param>
    public byte[] Prove(Side side, Transcript transcript)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData(side == Side.Client ? "koi-sasync1 client"u8 : "koi-sasync1 server"u8);
        foreach (var part in (ReadOnlySpan<byte[]>)[transcript.ClientOffer, transcript.ServerOffer, transcript.ClientHash, transcript.ServerHash])
        {
            mac.AppendData(part);
        }

        return mac.GetHashAndReset();
    }

    /// <summary>Whether a proof is the side's; takes as long when it is not.</summary>
    public bool IsProof(Side side, Transcript transcript, ReadOnlySpan<byte> proof)
    {
        var expected = Prove(side, transcript);
        return CryptographicOperations.FixedTimeEquals(expected, proof);
    }

    /// <summary>Overwrites the secret.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(secret);

    /// <summary>What both sides have seen; each has the same unless somebody is between them.</summary>
    public sealed record Transcript
    {
        /// <summary>All of it.</summary>
        /// <exception cref="ArgumentException">A part has another length.</exception>
        public Transcript(byte[] clientOffer, byte[] serverOffer, byte[] clientHash, byte[] serverHash)
        {
            if (clientOffer.Length != OfferLength || serverOffer.Length != OfferLength || clientHash.Length != PartLength || serverHash.Length != PartLength)
            {
                throw new ArgumentException("a part of another length", nameof(clientOffer));
            }

            (ClientOffer, ServerOffer, ClientHash, ServerHash) = (clientOffer, serverOffer, clientHash, serverHash);
        }

        /// <summary>The client's version and nonce.</summary>
        public byte[] ClientOffer { get; }

        /// <summary>The server's version and nonce.</summary>
        public byte[] ServerOffer { get; }

        /// <summary>Of the client's certificate.</summary>
        public byte[] ClientHash { get; }

        /// <summary>Of the server's certificate.</summary>
        public byte[] ServerHash { get; }
    }
}
