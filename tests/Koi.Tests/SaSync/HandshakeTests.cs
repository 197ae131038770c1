using Koi.SaSync;
using Koi.SaSync.Wire;
using static Koi.SaSync.Wire.Handshake;

namespace Koi.Tests.SaSync;

public sealed class HandshakeTests
{
    private static readonly Transcript Seen = new(Part(34, 1), Part(34, 2), Part(32, 3), Part(32, 4));

    [Fact]
    public void Who_has_the_key_is_believed_and_the_key_is_not_sent_as_it_is()
    {
        using var one = With(5);
        using var other = With(5);
        Assert.True(other.IsProof(Side.Client, Seen, one.Prove(Side.Client, Seen)));
        Assert.True(one.IsProof(Side.Server, Seen, other.Prove(Side.Server, Seen)));
        Assert.Equal("6913436C729C5EDB", Convert.ToHexString(one.Prove(Side.Client, Seen))[..16]);
    }

    /// <summary>Another key; a proof sent back; one of another connection; one taken by somebody between, who has other certificates.</summary>
    [Fact]
    public void Nothing_else_is()
    {
        using var one = With(5);
        using var stranger = With(6);
        var proof = one.Prove(Side.Client, Seen);
        Assert.False(one.IsProof(Side.Client, Seen, stranger.Prove(Side.Client, Seen)));
        Assert.False(one.IsProof(Side.Server, Seen, proof));
        Assert.False(one.IsProof(Side.Client, new(Seen.ClientOffer, Part(34, 9), Seen.ClientHash, Seen.ServerHash), proof));
        Assert.False(one.IsProof(Side.Client, new(Part(34, 9), Seen.ServerOffer, Seen.ClientHash, Seen.ServerHash), proof));
        Assert.False(one.IsProof(Side.Client, new(Seen.ClientOffer, Seen.ServerOffer, Part(32, 9), Seen.ServerHash), proof));
        Assert.False(one.IsProof(Side.Client, new(Seen.ClientOffer, Seen.ServerOffer, Seen.ClientHash, Part(32, 9)), proof));
        Assert.False(one.IsProof(Side.Client, Seen, proof.AsSpan(1)));
        Assert.False(one.IsProof(Side.Client, Seen, []));
    }

    private static Handshake With(byte key) => new(new SharedKey(Part(32, key), isText: false));

    private static byte[] Part(int length, byte value) => [.. Enumerable.Repeat(value, length)];
}
