using System.Collections.Immutable;
using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Show;

/// <summary>The names of ipsec.conf(5) and those of the kernel, both ways.</summary>
/// <remarks>
/// Rows of one kernel name stand in the order in which OpenBSD's sbin/ipsecctl/pfkdump.c, pfkey_print_sa, chooses among them:
/// a cipher of 128 bits is plain <c>aes</c>, longer ones are named with their length.
/// </remarks>
public static class KernelAlgorithms
{
    /// <summary>The kernel's name of <c>null</c>: ESP needs a cipher, and this one has no key.</summary>
    public const string NullCipher = "ecb(cipher_null)";

    /// <summary>The kernel's name of an authentication that is none.</summary>
    public const string NullDigest = "digest_null";

    private const string Gcm = "rfc4106(gcm(aes))";
    private const string Gmac = "rfc4543(gcm(aes))";
    private const string Counter = "rfc3686(ctr(aes))";

    /// <summary>All of them.</summary>
    public static ImmutableArray<KernelAlgorithm> All { get; } =
    [
        Hmac("hmac-md5", "md5", 128, 96),
        Hmac("hmac-ripemd160", "rmd160", 160, 96),
        Hmac("hmac-sha1", "sha1", 160, 96),
        Hmac("hmac-sha2-256", "sha256", 256, 128),
        Hmac("hmac-sha2-384", "sha384", 384, 192),
        Hmac("hmac-sha2-512", "sha512", 512, 256),

        Cipher("3des-cbc", "cbc(des3_ede)", 192, 192, "des3_ede"),
        Cipher("des-cbc", "cbc(des)", 64, 64, "des"),
        Cipher("aes-192", "cbc(aes)", 192, 192, "aes"),
        Cipher("aes-256", "cbc(aes)", 256, 256, "aes"),
        Cipher("aes", "cbc(aes)", 128, 256, "aes"),
        Cipher("aes-128", "cbc(aes)", 128, 128, "aes"),
        Cipher("aes-192-ctr", Counter, 224, 224),
        Cipher("aes-256-ctr", Counter, 288, 288),
        Cipher("aesctr", Counter, 160, 288),
        Cipher("aes-128-ctr", Counter, 160, 160),
        Cipher("blowfish", "cbc(blowfish)", 40, 448, "blowfish") with { KeyStepBits = 8 },
        Cipher("cast128", "cbc(cast5)", 40, 128, "cast5") with { KeyStepBits = 8 },
        Cipher("null", NullCipher, 0, 0, "cipher_null"),

        Aead("aes-128-gcm", Gcm, 160), Aead("aes-192-gcm", Gcm, 224), Aead("aes-256-gcm", Gcm, 288),
        Aead("aes-128-gmac", Gmac, 160), Aead("aes-192-gmac", Gmac, 224), Aead("aes-256-gmac", Gmac, 288),
        Aead("chacha20-poly1305", "rfc7539esp(chacha20,poly1305)", 288),

        // The kernel has lost lzs, if it ever had it: it answers that the algorithm is not found.
        new("deflate", "deflate", AlgorithmKind.Compression),
        new("lzs", "lzs", AlgorithmKind.Compression),
    ];

    /// <summary>What the kernel calls a transform; null for <c>none</c> and <c>unknown</c>, for which no attribute is sent.</summary>
    /// <param name="transform">Of <c>auth</c>, <c>enc</c> or <c>comp</c>; groups are not the kernel's.</param>
    public static KernelAlgorithm? Find(Transform transform)
    {
        foreach (var algorithm in All)
        {
            if (AreSame(algorithm.IpsecName, transform.Name))
            {
                return algorithm;
            }
        }

        return null;
    }

    /// <summary>What ipsec.conf(5) calls an algorithm of the kernel.</summary>
    /// <param name="kind">The attribute that it came in.</param>
    /// <param name="kernelName">The kernel's name, canonical or old.</param>
    /// <param name="keyBits">The key's length in bits; another one than the algorithm can have does not change its family.</param>
    /// <param name="dialect">Whose names are preferred: 4.9 has but <c>aesctr</c>.</param>
    /// <returns>A transform of the dialect, else of another release, else one with the kernel's name.</returns>
    public static Transform ToTransform(AlgorithmKind kind, string kernelName, uint keyBits, Dialect dialect)
    {
        var names = kind switch
        {
            AlgorithmKind.Authentication => dialect.Transforms.Authentication,
            AlgorithmKind.Encryption or AlgorithmKind.Aead => dialect.Transforms.Encryption,
            AlgorithmKind.Compression => dialect.Transforms.Compression,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var rows = All.Where(row => row.Kind == kind && (AreSame(row.KernelName, kernelName) || AreSame(row.Alias, kernelName))).ToList();
        var known = rows.Where(row => names.Any(name => AreSame(name.Name, row.IpsecName))).ToList();
        var best = Choose(known.Count > 0 ? known : rows, keyBits);
        return best is null
            ? new Transform(kernelName)
            : names.FirstOrDefault(name => AreSame(name.Name, best.IpsecName))
                ?? new Transform(best.IpsecName, (int)best.MinKeyBits, (int)best.MaxKeyBits, kind == AlgorithmKind.Aead);
    }

    private static KernelAlgorithm? Choose(List<KernelAlgorithm> rows, uint keyBits) =>
        rows.Find(row => row.TakesKey(keyBits)) ?? rows.Find(row => row.MinKeyBits < row.MaxKeyBits) ?? rows.FirstOrDefault();

    private static bool AreSame(string? one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    private static KernelAlgorithm Hmac(string name, string hash, uint keyBits, uint icvBits) =>
        new(name, $"hmac({hash})", AlgorithmKind.Authentication, keyBits, keyBits, IcvBits: icvBits, Alias: hash);

    private static KernelAlgorithm Cipher(string name, string kernelName, uint minBits, uint maxBits, string? alias = null) =>
        new(name, kernelName, AlgorithmKind.Encryption, minBits, maxBits, Alias: alias);

    private static KernelAlgorithm Aead(string name, string kernelName, uint keyBits) =>
        new(name, kernelName, AlgorithmKind.Aead, keyBits, keyBits, IcvBits: 128);
}
