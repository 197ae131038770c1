using Koi.Ipsec;
using Koi.Ipsec.Rules;
using Koi.Ipsec.Show;

namespace Koi.Tests.Ipsec.Show;

public sealed class KernelAlgorithmsTests
{
    public static TheoryData<string, string, AlgorithmKind, uint> Forward => new()
    {
        { "hmac-md5", "hmac(md5)", AlgorithmKind.Authentication, 96 },
        { "hmac-ripemd160", "hmac(rmd160)", AlgorithmKind.Authentication, 96 },
        { "hmac-sha1", "hmac(sha1)", AlgorithmKind.Authentication, 96 },
        { "hmac-sha2-256", "hmac(sha256)", AlgorithmKind.Authentication, 128 },
        { "hmac-sha2-384", "hmac(sha384)", AlgorithmKind.Authentication, 192 },
        { "hmac-sha2-512", "hmac(sha512)", AlgorithmKind.Authentication, 256 },
        { "3des-cbc", "cbc(des3_ede)", AlgorithmKind.Encryption, 0 },
        { "aes", "cbc(aes)", AlgorithmKind.Encryption, 0 },
        { "aesctr", "rfc3686(ctr(aes))", AlgorithmKind.Encryption, 0 },
        { "aes-256-ctr", "rfc3686(ctr(aes))", AlgorithmKind.Encryption, 0 },
        { "null", "ecb(cipher_null)", AlgorithmKind.Encryption, 0 },
        { "aes-128-gcm", "rfc4106(gcm(aes))", AlgorithmKind.Aead, 128 },
        { "aes-256-gmac", "rfc4543(gcm(aes))", AlgorithmKind.Aead, 128 },
        { "chacha20-poly1305", "rfc7539esp(chacha20,poly1305)", AlgorithmKind.Aead, 128 },
        { "deflate", "deflate", AlgorithmKind.Compression, 0 },
    };

    public static TheoryData<AlgorithmKind, string, uint, string, string> Backward => new()
    {
        { AlgorithmKind.Encryption, "cbc(aes)", 128, "aes", "aes" },
        { AlgorithmKind.Encryption, "cbc(aes)", 192, "aes-192", "aes-192" },
        { AlgorithmKind.Encryption, "aes", 256, "aes-256", "aes-256" },
        { AlgorithmKind.Encryption, "cbc(aes)", 0, "aes", "aes" },
        { AlgorithmKind.Encryption, "rfc3686(ctr(aes))", 160, "aesctr", "aesctr" },
        { AlgorithmKind.Encryption, "rfc3686(ctr(aes))", 224, "aes-192-ctr", "aesctr" },
        { AlgorithmKind.Encryption, "rfc3686(ctr(aes))", 288, "aes-256-ctr", "aesctr" },
        { AlgorithmKind.Encryption, "cbc(des)", 64, "des-cbc", "des-cbc" },
        { AlgorithmKind.Encryption, "cipher_null", 0, "null", "null" },
        { AlgorithmKind.Encryption, "cbc(camellia)", 128, "cbc(camellia)", "cbc(camellia)" },
        { AlgorithmKind.Aead, "rfc4106(gcm(aes))", 160, "aes-128-gcm", "aes-128-gcm" },
        { AlgorithmKind.Aead, "rfc4106(gcm(aes))", 288, "aes-256-gcm", "aes-256-gcm" },
        { AlgorithmKind.Aead, "rfc4543(gcm(aes))", 224, "aes-192-gmac", "aes-192-gmac" },
        { AlgorithmKind.Aead, "rfc7539esp(chacha20,poly1305)", 288, "chacha20-poly1305", "chacha20-poly1305" },
        { AlgorithmKind.Authentication, "sha256", 256, "hmac-sha2-256", "hmac-sha2-256" },
        { AlgorithmKind.Authentication, "hmac(sha1)", 128, "hmac-sha1", "hmac-sha1" },
        { AlgorithmKind.Authentication, "cmac(aes)", 128, "cmac(aes)", "cmac(aes)" },
        { AlgorithmKind.Compression, "deflate", 0, "deflate", "deflate" },
    };

    public static TheoryData<string> EveryTransform =>
        [.. new[] { TransformTable.Current, TransformTable.OpenBsd49 }
            .SelectMany(table => table.Authentication.Concat(table.Encryption).Concat(table.Compression))
            .Select(transform => transform.Name).Where(name => name is not ("none" or "unknown")).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Forward))]
    public void A_transform_has_a_kernel_name(string name, string kernelName, AlgorithmKind kind, uint icvBits)
    {
        var algorithm = KernelAlgorithms.Find(new Transform(name));

        Assert.NotNull(algorithm);
        Assert.Equal((kernelName, kind, icvBits), (algorithm.KernelName, algorithm.Kind, algorithm.IcvBits));
    }

    [Theory]
    [MemberData(nameof(Backward))]
    public void A_kernel_algorithm_has_the_name_of_its_key_length(
        AlgorithmKind kind, string kernelName, uint keyBits, string current, string openBsd49)
    {
        Assert.Equal(current, KernelAlgorithms.ToTransform(kind, kernelName, keyBits, Dialect.Current).Name);
        Assert.Equal(openBsd49, KernelAlgorithms.ToTransform(kind, kernelName, keyBits, Dialect.OpenBsd49).Name);
    }

    [Theory]
    [MemberData(nameof(EveryTransform))]
    public void No_transform_of_the_language_is_missing(string name) =>
        Assert.NotNull(KernelAlgorithms.Find(new Transform(name)));

    [Theory]
    [InlineData("none")]
    [InlineData("unknown")]
    public void What_is_no_algorithm_has_none(string name) => Assert.Null(KernelAlgorithms.Find(new Transform(name)));

    [Fact]
    public void Keys_have_the_lengths_that_the_language_asks_for()
    {
        foreach (var transform in TransformTable.Current.Encryption.Concat(TransformTable.Current.Authentication))
        {
            if (KernelAlgorithms.Find(transform) is { } algorithm)
            {
                Assert.Equal(
                    (transform.Name, (uint)transform.MinKeyBits, (uint)transform.MaxKeyBits),
                    (algorithm.IpsecName, algorithm.MinKeyBits, algorithm.MaxKeyBits));
            }
        }
    }

    [Theory]
    [InlineData("aes", 128, true)]
    [InlineData("aes", 136, false)]
    [InlineData("aes", 192, true)]
    [InlineData("aesctr", 224, true)]
    [InlineData("blowfish", 136, true)]
    [InlineData("null", 0, true)]
    [InlineData("null", 8, false)]
    public void The_kernel_takes_some_key_lengths(string name, uint bits, bool isTaken) =>
        Assert.Equal(isTaken, KernelAlgorithms.Find(new Transform(name))!.TakesKey(bits));
}
