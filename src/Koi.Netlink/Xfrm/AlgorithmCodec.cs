using System.Text;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_algo: alg_name 0 (64), alg_key_len 64 (u32, bits), key 68. xfrm_algo_auth and xfrm_algo_aead: alg_name 0 (64),
/// alg_key_len 64 (u32, bits), alg_trunc_len or alg_icv_len 68 (u32, bits), key 72. Host byte order.
/// </summary>
/// <remarks>Linux uapi xfrm.h.</remarks>
internal static class AlgorithmCodec
{
    public static void Write(MessageWriter writer, ushort type, Algorithm algorithm) =>
        WriteNameAndKey(writer.Attribute(type, AlgorithmSize + algorithm.Key.Length), algorithm.Name, algorithm.Key, AlgorithmSize);

    public static void Write(MessageWriter writer, AuthenticationAlgorithm algorithm)
    {
        if (algorithm.TruncationBits == 0)
        {
            Write(writer, XFRMA_ALG_AUTH, new Algorithm(algorithm.Name, algorithm.Key));
            return;
        }

        var bytes = writer.Attribute(XFRMA_ALG_AUTH_TRUNC, AlgorithmAuthSize + algorithm.Key.Length);
        WriteNameAndKey(bytes, algorithm.Name, algorithm.Key, AlgorithmAuthSize);
        bytes.PutHost32(68, algorithm.TruncationBits);
    }

    public static void Write(MessageWriter writer, AeadAlgorithm algorithm)
    {
        var bytes = writer.Attribute(XFRMA_ALG_AEAD, AlgorithmAuthSize + algorithm.Key.Length);
        WriteNameAndKey(bytes, algorithm.Name, algorithm.Key, AlgorithmAuthSize);
        bytes.PutHost32(68, algorithm.IcvBits);
    }

    /// <summary>Reads XFRMA_ALG_CRYPT, XFRMA_ALG_COMP or XFRMA_ALG_AUTH; null and a malformed walk when it is cut.</summary>
    public static Algorithm? Read(ref AttributeReader attribute)
    {
        var bytes = attribute.Structure(AlgorithmSize);
        return TryReadKey(bytes, AlgorithmSize, out var key) ? new Algorithm(Name(bytes), key) : Reject<Algorithm>(ref attribute);
    }

    /// <summary>Reads XFRMA_ALG_AUTH_TRUNC; null and a malformed walk when it is cut.</summary>
    public static AuthenticationAlgorithm? ReadAuthentication(ref AttributeReader attribute)
    {
        var bytes = attribute.Structure(AlgorithmAuthSize);
        return TryReadKey(bytes, AlgorithmAuthSize, out var key)
            ? new AuthenticationAlgorithm(Name(bytes), key, bytes.Host32(68))
            : Reject<AuthenticationAlgorithm>(ref attribute);
    }

    /// <summary>Reads XFRMA_ALG_AEAD; null and a malformed walk when it is cut.</summary>
    public static AeadAlgorithm? ReadAead(ref AttributeReader attribute)
    {
        var bytes = attribute.Structure(AlgorithmAuthSize);
        return TryReadKey(bytes, AlgorithmAuthSize, out var key)
            ? new AeadAlgorithm(Name(bytes), key, bytes.Host32(68))
            : Reject<AeadAlgorithm>(ref attribute);
    }

    private static void WriteNameAndKey(Span<byte> bytes, string name, KeyMaterial key, int keyOffset)
    {
        if (name.Length >= AlgorithmNameSize)
        {
            throw new ArgumentException("the kernel's algorithm names have at most 63 characters", nameof(name));
        }

        Encoding.ASCII.GetBytes(name, bytes);
        bytes.PutHost32(64, key.Bits);
        key.Bytes.CopyTo(bytes[keyOffset..]);
    }

    private static string Name(ReadOnlySpan<byte> bytes)
    {
        var name = bytes[..AlgorithmNameSize];
        var end = name.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? name : name[..end]);
    }

    private static bool TryReadKey(ReadOnlySpan<byte> bytes, int keyOffset, out KeyMaterial key)
    {
        var length = ((ulong)bytes.Host32(64) + 7) / 8;
        var isWhole = length <= (ulong)(bytes.Length - keyOffset);
        key = isWhole && length > 0 ? new KeyMaterial(bytes.Slice(keyOffset, (int)length)) : KeyMaterial.Empty;
        return isWhole;
    }

    private static T? Reject<T>(ref AttributeReader attribute)
        where T : class
    {
        attribute.Reject();
        return null;
    }
}
