using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Carp;

/// <summary>
/// Signs and verifies the advertisements of a virtual host. It holds the passphrase until disposed, and shows it to nobody. Not for two
/// threads at once. Neither signing nor verifying allocates.
/// </summary>
/// <remarks>
/// HMAC-SHA1 over version 2, type 1, a link-layer address if it is not the virtual one, the vhid, the IPv4 addresses and the IPv6
/// addresses, each once and ascending, and the counter. Senders leave IPv6 link-local addresses out, receivers take both; OpenBSD
/// sys/netinet/ip_carp.c, carp_hmac_prepare_ctx. advskew, advbase and demote are not covered: that is the protocol.
/// </remarks>
public sealed class Authenticator : IDisposable
{
    /// <summary>Of the passphrase that count, in bytes: OpenBSD copies it with strlcpy(3) into 20.</summary>
    public const int PassphraseLength = 19;

    private const int KeyLength = 20;
    private const int CounterLength = 8;

    // Pinned, so that the garbage collector leaves no copies behind.
    private readonly byte[] key = GC.AllocateArray<byte>(KeyLength, pinned: true);

    // What is hashed, with room for the counter at the end; the second is null where there are no link-local addresses.
    private readonly byte[] sent;
    private readonly byte[]? withLinkLocals;
    private readonly byte[] lastDigest = new byte[Advertisement.DigestLength];
    private ulong? lastCounter;
    private bool isDisposed;

    /// <summary>Prepares for a passphrase, a virtual host and its addresses.</summary>
    /// <param name="passphrase">Empty for none. UTF-8 of more than <see cref="PassphraseLength"/> bytes is cut.</param>
    /// <param name="vhid">The virtual host.</param>
    /// <param name="addresses">In any order; 0.0.0.0, 255.255.255.255 and :: do not count.</param>
    /// <param name="linkAddress">
    /// One set by the administrator, other than the parent's; null for none. The virtual one, 00:00:5e:00:01:VHID, counts as none.
    /// </param>
    public Authenticator(
        ReadOnlySpan<char> passphrase, byte vhid, IEnumerable<InetAddress> addresses, HardwareAddress? linkAddress = null)
    {
        // Every character takes a byte at least.
        Span<byte> bytes = stackalloc byte[4 * KeyLength];
        var length = Encoding.UTF8.GetBytes(passphrase[..Math.Min(passphrase.Length, KeyLength)], bytes);
        bytes[..Math.Min(length, PassphraseLength)].CopyTo(key);
        CryptographicOperations.ZeroMemory(bytes);

        var own = linkAddress == VirtualAddress.Of(vhid) ? null : linkAddress;
        InetAddress[] all = [.. addresses.Where(Counts).Distinct().Order()];
        sent = Prepare(vhid, own, [.. all.Where(a => !IsV6LinkLocal(a))]);
        withLinkLocals = Array.Exists(all, IsV6LinkLocal) ? Prepare(vhid, own, all) : null;
    }

    /// <summary>Writes the proof for a counter.</summary>
    /// <param name="counter">What the advertisement will say.</param>
    /// <param name="digest">At least 20 bytes; the first 20 are written.</param>
    public void Sign(ulong counter, Span<byte> digest)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Hash(sent, counter, digest[..Advertisement.DigestLength]);
    }

    /// <summary>Whether a proof is right, in a time that does not depend on where it is wrong.</summary>
    /// <param name="counter">What the advertisement says.</param>
    /// <param name="digest">20 bytes; any other number is wrong.</param>
    public bool Verify(ulong counter, ReadOnlySpan<byte> digest)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);

        // OpenBSD's cookie stays the same for years, and so does its digest.
        if (lastCounter == counter && CryptographicOperations.FixedTimeEquals(lastDigest, digest))
        {
            return true;
        }

        if (!IsDigest(sent, counter, digest) && (withLinkLocals is null || !IsDigest(withLinkLocals, counter, digest)))
        {
            return false;
        }

        digest.CopyTo(lastDigest);
        lastCounter = counter;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(key);
        lastCounter = null;
        isDisposed = true;
    }

    private static bool Counts(InetAddress address) => !address.IsAny && address != InetAddress.FromV4(uint.MaxValue);

    private static bool IsV6LinkLocal(InetAddress address) => address is { IsV6: true, IsLinkLocal: true };

    private static byte[] Prepare(byte vhid, HardwareAddress? linkAddress, ReadOnlySpan<InetAddress> addresses)
    {
        var length = 3 + (linkAddress?.Length ?? 0) + CounterLength;
        foreach (var address in addresses)
        {
            length += address.ByteLength;
        }

        var message = new byte[length];
        (message[0], message[1]) = (Advertisement.VersionAndType >> 4, Advertisement.VersionAndType & 0xf);
        var rest = message.AsSpan(2);
        if (linkAddress is { } own)
        {
            own.WriteBytes(rest);
            rest = rest[own.Length..];
        }

        rest[0] = vhid;
        rest = rest[1..];
        foreach (var address in addresses)
        {
            address.WriteBytes(rest);
            rest = rest[address.ByteLength..];
        }

        return message;
    }

    private void Hash(byte[] message, ulong counter, Span<byte> digest)
    {
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(^CounterLength..), counter);
#pragma warning disable CA5350 // the protocol has HMAC-SHA1 and nothing else
        HMACSHA1.HashData(key, message, digest);
#pragma warning restore CA5350
    }

    private bool IsDigest(byte[] message, ulong counter, ReadOnlySpan<byte> digest)
    {
        Span<byte> right = stackalloc byte[Advertisement.DigestLength];
        Hash(message, counter, right);
        return CryptographicOperations.FixedTimeEquals(right, digest);
    }
}
