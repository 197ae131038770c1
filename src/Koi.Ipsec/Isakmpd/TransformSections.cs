using System.Globalization;
using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Isakmpd;

/// <summary>Transforms as current OpenBSD describes them: a section for each, with its attributes.</summary>
/// <remarks>OpenBSD current sbin/ipsecctl/ike.c, ike_section_p1 and ike_section_p2.</remarks>
internal static class TransformSections
{
    private const string DefaultGroup = "MODP_3072";

    /// <summary>A cipher in isakmpd's words.</summary>
    /// <param name="Name">Its name, without the mode of phase 1.</param>
    /// <param name="KeyLength">Offered, then the accepted range, in bits; null for fixed.</param>
    private readonly record struct Cipher(string Name, string? KeyLength)
    {
        internal string NameWithLength => Name + KeyLength?[..KeyLength.IndexOf(',')];
    }

    internal static void WritePhase1(FifoLines lines, Rule.Ike rule, SectionNames names)
    {
        var transforms = rule.Phase1;
        if (Phase1Cipher(transforms.Encryption) is not { } cipher)
        {
            lines.Fail($"illegal transform {transforms.Encryption!.Name}");
            return;
        }

        if (Hash(transforms.Authentication, "SHA") is not { } hash || hash is "RIPEMD")
        {
            lines.Fail($"illegal transform {transforms.Authentication!.Name}");
            return;
        }

        var method = rule.PreSharedKey is null ? "RSA_SIG" : "PRE_SHARED";
        var group = Group(transforms.Group);
        var section = $"phase1-transform-{names.Peer}-{method}-{hash}-{cipher.NameWithLength}-{group ?? "NONE"}";
        lines.Add($"phase1-{names.Peer}", "Transforms", section)
            .Set(section, "AUTHENTICATION_METHOD", method)
            .Set(section, "HASH_ALGORITHM", hash)
            .Set(section, "ENCRYPTION_ALGORITHM", $"{cipher.Name}_CBC");
        SetIfAny(lines, section, "KEY_LENGTH", cipher.KeyLength);
        SetIfAny(lines, section, "GROUP_DESCRIPTION", group);
        WriteLife(lines, section, "LIFE_MAIN_MODE", rule.Phase1Lifetime);
    }

    internal static void WritePhase2(FifoLines lines, Rule.Ike rule, SectionNames names)
    {
        var transforms = rule.Phase2;
        var isEsp = rule.SaType == SaType.Esp;
        if (!isEsp && rule.SaType != SaType.Ah)
        {
            lines.Fail($"illegal satype {(rule.SaType == SaType.IpComp ? 3 : 5)}");
            return;
        }

        var cipher = isEsp ? Phase2Cipher(transforms.Encryption) : null;
        if (cipher is null && (isEsp || transforms.Encryption is not null))
        {
            lines.Fail($"illegal transform {transforms.Encryption!.Name}");
            return;
        }

        var needsHash = transforms.Authentication is not null
            || transforms.Encryption is not ({ AuthenticationIsImplicit: true } or { Name: "null" });
        var hash = needsHash ? Hash(transforms.Authentication, "SHA2_256") : null;
        if (hash is null && needsHash)
        {
            lines.Fail($"illegal transform {transforms.Authentication!.Name}");
            return;
        }

        WriteProtocol(lines, rule, names.Connection, cipher, hash);
    }

    private static void WriteProtocol(FifoLines lines, Rule.Ike rule, string connection, Cipher? cipher, string? hash)
    {
        var group = Group(rule.Phase2.Group);
        var mode = rule.Encapsulation == TransformMode.Tunnel ? "TUNNEL" : "TRANSPORT";
        var section = $"phase2-transform-{connection}-{cipher?.NameWithLength ?? "NONE"}-{hash ?? "NONE"}-{group ?? "NONE"}-{mode}";
        lines.Set($"phase2-{connection}", "Suites", $"phase2-suite-{connection}")
            .Set($"phase2-suite-{connection}", "Protocols", $"phase2-protocol-{connection}")
            .Set($"phase2-protocol-{connection}", "PROTOCOL_ID", rule.SaType == SaType.Esp ? "IPSEC_ESP" : "IPSEC_AH")
            .Set($"phase2-protocol-{connection}", "Transforms", section)
            .Set(section, "TRANSFORM_ID", cipher?.Name ?? hash!);
        SetIfAny(lines, section, "KEY_LENGTH", cipher?.KeyLength);
        lines.Set(section, "ENCAPSULATION_MODE", mode);
        SetIfAny(lines, section, "AUTHENTICATION_ALGORITHM", hash is null ? null : $"HMAC_{hash}");
        SetIfAny(lines, section, "GROUP_DESCRIPTION", group);
        WriteLife(lines, section, "LIFE_QUICK_MODE", rule.Phase2Lifetime);
    }

    private static void WriteLife(FifoLines lines, string section, string standard, int? seconds)
    {
        if (seconds is not { } duration)
        {
            lines.Set(section, "Life", standard);
            return;
        }

        lines.Set(section, "Life", $"{section}-life")
            .Set($"{section}-life", "LIFE_TYPE", "SECONDS")
            .Set($"{section}-life", "LIFE_DURATION", duration.ToString(CultureInfo.InvariantCulture));
    }

    private static string? Group(Transform? group) => group is null ? DefaultGroup : DhGroups.Description(group);

    private static Cipher? Phase1Cipher(Transform? cipher) => cipher?.Name switch
    {
        null or "aes" => new("AES", "128,128:256"),
        "3des-cbc" => new("3DES", null),
        "aes-128" => new("AES", "128,128:128"),
        "aes-192" => new("AES", "192,192:192"),
        "aes-256" => new("AES", "256,256:256"),
        "blowfish" => new("BLOWFISH", "128,96:192"),
        "cast128" => new("CAST", null),
        _ => null,
    };

    private static Cipher? Phase2Cipher(Transform? cipher) => cipher?.Name switch
    {
        "aesctr" => new("AES_CTR", "128,128:256"),
        "aes-128-ctr" => new("AES_CTR", "128,128:128"),
        "aes-192-ctr" => new("AES_CTR", "192,192:192"),
        "aes-256-ctr" => new("AES_CTR", "256,256:256"),
        "aes-128-gcm" => new("AES_GCM_16", "128,128:128"),
        "aes-192-gcm" => new("AES_GCM_16", "192,192:192"),
        "aes-256-gcm" => new("AES_GCM_16", "256,256:256"),
        "aes-128-gmac" => new("AES_GMAC", "128,128:128"),
        "aes-192-gmac" => new("AES_GMAC", "192,192:192"),
        "aes-256-gmac" => new("AES_GMAC", "256,256:256"),
        "null" => new("NULL", null),
        _ => Phase1Cipher(cipher),
    };

    private static string? Hash(Transform? hash, string standard) => hash?.Name switch
    {
        null => standard,
        "hmac-md5" => "MD5",
        "hmac-ripemd160" => "RIPEMD",
        "hmac-sha1" => "SHA",
        "hmac-sha2-256" => "SHA2_256",
        "hmac-sha2-384" => "SHA2_384",
        "hmac-sha2-512" => "SHA2_512",
        _ => null,
    };

    private static void SetIfAny(FifoLines lines, string section, string tag, string? value)
    {
        if (value is not null)
        {
            lines.Set(section, tag, value);
        }
    }
}
