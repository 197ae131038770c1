using System.Buffers.Binary;

namespace Koi.Carp;

/// <summary>What an advertisement says, apart from its proof.</summary>
/// <remarks>
/// <para>On the wire, 36 bytes: 0 version 2 (high half) and type 1; 1 vhid; 2 advskew; 3 authlen 7; 4 demote; 5 advbase; 6 checksum
/// over these 36 bytes, 2 bytes; 8 counter, 8 bytes; 16 digest, 20 bytes. Big-endian.</para>
/// <para>OpenBSD sys/netinet/ip_carp.h, struct carp_header. FreeBSD and UCarp send the same.</para>
/// </remarks>
/// <param name="Vhid">The virtual host.</param>
/// <param name="AdvBase">Seconds; 255 in a bow-out.</param>
/// <param name="AdvSkew">1/256 s; 255 in a bow-out.</param>
/// <param name="Demote">How much its sender is demoted.</param>
/// <param name="Counter">The sender's cookie; to others it means nothing.</param>
public readonly record struct Advertisement(byte Vhid, byte AdvBase, byte AdvSkew, byte Demote, ulong Counter)
{
    /// <summary>Of an advertisement, in bytes.</summary>
    public const int Length = 36;

    /// <summary>Of the proof, in bytes: an HMAC-SHA1.</summary>
    public const int DigestLength = 20;

    /// <summary>The hop limit or TTL of every advertisement: no router lets another one pass.</summary>
    public const byte HopLimit = 255;

    /// <summary>advbase and advskew of a bow-out.</summary>
    public const byte BowOut = 255;

    /// <summary>The first byte: version 2, type 1.</summary>
    internal const byte VersionAndType = 0x21;

    private const byte AuthLength = 7;
    private const int ChecksumAt = 6;
    private const int CounterAt = 8;
    private const int DigestAt = 16;

    /// <summary>Whether its sender says that it goes.</summary>
    public bool IsBowOut => AdvBase == BowOut && AdvSkew == BowOut;

    /// <summary>What the same sender says when it goes.</summary>
    public Advertisement AsBowOut() => this with { AdvBase = BowOut, AdvSkew = BowOut };

    /// <summary>Writes the advertisement, the checksum last.</summary>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="digest"><see cref="DigestLength"/> bytes, from <see cref="Authenticator.Sign"/>.</param>
    public void Write(Span<byte> destination, ReadOnlySpan<byte> digest)
    {
        destination = destination[..Length];
        destination[0] = VersionAndType;
        destination[1] = Vhid;
        destination[2] = AdvSkew;
        destination[3] = AuthLength;
        destination[4] = Demote;
        destination[5] = AdvBase;
        BinaryPrimitives.WriteUInt64BigEndian(destination[CounterAt..], Counter);
        digest[..DigestLength].CopyTo(destination[DigestAt..]);
        InternetChecksum.Fill(destination, ChecksumAt);
    }

    /// <summary>
    /// Reads what followed an IP header, with the checks that come before the virtual host is looked up: TTL, length, checksum. The others
    /// follow in this order: the vhid, whether its interface is up, <see cref="CheckVersion"/>, <see cref="Authenticator.Verify"/> with
    /// <see cref="DigestOf"/>, and that <see cref="Counter"/> is not the own cookie.
    /// </summary>
    /// <param name="payload">Bytes after the advertisement are ignored, as in OpenBSD.</param>
    /// <param name="hopLimit">The TTL or hop limit it came with.</param>
    /// <param name="advertisement">What it says when accepted; else zeros.</param>
    /// <returns>Accepted, BadTtl, BadLength or BadChecksum.</returns>
    public static PacketVerdict Read(ReadOnlySpan<byte> payload, byte hopLimit, out Advertisement advertisement)
    {
        advertisement = default;
        if (hopLimit != HopLimit)
        {
            return PacketVerdict.BadTtl;
        }

        if (payload.Length < Length)
        {
            return PacketVerdict.BadLength;
        }

        if (!InternetChecksum.Holds(payload[..Length]))
        {
            return PacketVerdict.BadChecksum;
        }

        advertisement = new(payload[1], payload[5], payload[2], payload[4], BinaryPrimitives.ReadUInt64BigEndian(payload[CounterAt..]));
        return PacketVerdict.Accepted;
    }

    /// <summary>Whether it is version 2 and an advertisement.</summary>
    /// <param name="payload">What <see cref="Read"/> accepted.</param>
    /// <returns>Accepted or BadVersion.</returns>
    /// <remarks>OpenBSD looks at the version only; there is no other type, and its digest covers type 1 whatever the packet says.</remarks>
    public static PacketVerdict CheckVersion(ReadOnlySpan<byte> payload) =>
        payload[0] == VersionAndType ? PacketVerdict.Accepted : PacketVerdict.BadVersion;

    /// <summary>The proof.</summary>
    /// <param name="payload">What <see cref="Read"/> accepted.</param>
    public static ReadOnlySpan<byte> DigestOf(ReadOnlySpan<byte> payload) => payload.Slice(DigestAt, DigestLength);
}
