using System.Collections.Immutable;

namespace Koi.Ipsec.Rules;

/// <summary>The transforms of one release, in the order in which prefixes are matched.</summary>
/// <remarks>OpenBSD sbin/ipsecctl/parse.y, authxfs, encxfs, compxfs, groupxfs; 4.9 and current.</remarks>
public sealed class TransformTable
{
    private static readonly ImmutableArray<Transform> AuthenticationNames =
    [
        new("unknown"), new("none"),
        new("hmac-md5", 128, 128), new("hmac-ripemd160", 160, 160), new("hmac-sha1", 160, 160),
        new("hmac-sha2-256", 256, 256), new("hmac-sha2-384", 384, 384), new("hmac-sha2-512", 512, 512),
    ];

    private static readonly ImmutableArray<Transform> Gcm =
    [
        new("aes-128-gcm", 160, 160, true, true), new("aes-192-gcm", 224, 224, true, true), new("aes-256-gcm", 288, 288, true, true),
        new("aes-128-gmac", 160, 160, true, true), new("aes-192-gmac", 224, 224, true, true), new("aes-256-gmac", 288, 288, true, true),
        new("blowfish", 40, 448), new("cast128", 40, 128),
    ];

    private static readonly ImmutableArray<Transform> Aes =
    [
        new("aes", 128, 256), new("aes-128", 128, 128), new("aes-192", 192, 192), new("aes-256", 256, 256),
        new("aesctr", 160, 288, RepeatsKeystream: true),
    ];

    private static readonly ImmutableArray<Transform> ModpGroups =
    [
        new("none"),
        new("modp768"), new("grp1"), new("modp1024"), new("grp2"), new("modp1536"), new("grp5"), new("modp2048"), new("grp14"),
        new("modp3072"), new("grp15"), new("modp4096"), new("grp16"), new("modp6144"), new("grp17"), new("modp8192"), new("grp18"),
    ];

    /// <summary>OpenBSD 4.9's.</summary>
    public static TransformTable OpenBsd49 { get; } = new()
    {
        Authentication = AuthenticationNames,
        Encryption = [new("unknown"), new("none"), new("3des-cbc", 192, 192), new("des-cbc", 64, 64), .. Aes, .. Gcm, new("null")],
        Compression = [new("unknown"), new("deflate"), new("lzs")],
        Group = ModpGroups,
    };

    /// <summary>Current OpenBSD's.</summary>
    public static TransformTable Current { get; } = new()
    {
        Authentication = AuthenticationNames,
        Encryption =
        [
            new("unknown"), new("none"), new("3des-cbc", 192, 192), .. Aes,
            new("aes-128-ctr", 160, 160, RepeatsKeystream: true),
            new("aes-192-ctr", 224, 224, RepeatsKeystream: true),
            new("aes-256-ctr", 288, 288, RepeatsKeystream: true),
            .. Gcm,
            new("chacha20-poly1305", 288, 288, true, true),
            new("null"),
        ],
        Compression = [new("unknown"), new("deflate")],
        Group =
        [
            .. ModpGroups,
            new("ecp256"), new("grp19"), new("ecp384"), new("grp20"), new("ecp521"), new("grp21"), new("ecp224"), new("grp26"),
            new("bp224"), new("grp27"), new("bp256"), new("grp28"), new("bp384"), new("grp29"), new("bp512"), new("grp30"),
        ],
    };

    /// <summary>For <c>auth</c>.</summary>
    public required ImmutableArray<Transform> Authentication { get; init; }

    /// <summary>For <c>enc</c>.</summary>
    public required ImmutableArray<Transform> Encryption { get; init; }

    /// <summary>For <c>comp</c>.</summary>
    public required ImmutableArray<Transform> Compression { get; init; }

    /// <summary>For <c>group</c>.</summary>
    public required ImmutableArray<Transform> Group { get; init; }

    /// <summary>The first transform whose name begins with the text; null when none does.</summary>
    public static Transform? Find(ImmutableArray<Transform> table, ReadOnlySpan<char> text)
    {
        foreach (var transform in table)
        {
            if (transform.Name.AsSpan().StartsWith(text, StringComparison.Ordinal))
            {
                return transform;
            }
        }

        return null;
    }
}
