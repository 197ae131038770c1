using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Isakmpd;

/// <summary>Transforms as OpenBSD 4.9 names them: one word for each phase, such as <c>QM-ESP-AES-SHA2-256-PFS-SUITE</c>.</summary>
/// <remarks>OpenBSD 4.9 sbin/ipsecctl/ike.c, ike_section_p1 and ike_section_p2. A failure leaves the line as far as it came.</remarks>
internal static class SuiteNames49
{
    internal static void WritePhase1(FifoLines lines, Rule.Ike rule, SectionNames names)
    {
        lines.Raw($"C add [phase1-{names.Peer}]:Transforms=");
        Append(lines, Phase1Cipher(rule.Phase1.Encryption), rule.Phase1.Encryption, "-");
        Append(lines, rule.Phase1.Authentication is { Name: "hmac-ripemd160" } ? null : Hash(rule.Phase1.Authentication, "SHA"),
            rule.Phase1.Authentication, "");
        if (rule.Phase1.Group is { } group)
        {
            AppendGroup(lines, group, "-", "");
        }

        lines.Raw(rule.PreSharedKey is null ? "-RSA_SIG force\n" : " force\n");
    }

    internal static void WritePhase2(FifoLines lines, Rule.Ike rule, SectionNames names)
    {
        lines.Raw($"C set [phase2-{names.Connection}]:Suites=QM-");
        _ = rule.SaType switch
        {
            SaType.Esp => lines.Raw("ESP-"),
            SaType.Ah => lines.Raw("AH-"),
            SaType.IpComp => lines.Fail("illegal satype 3"),
            SaType.IpIp => lines.Fail("illegal satype 5"),
            SaType.TcpMd5 or _ => lines.Fail("illegal satype 4"),
        };
        lines.Raw(rule.Encapsulation == TransformMode.Transport ? "TRP-" : "");
        if (rule.SaType == SaType.Esp || rule.Phase2.Encryption is not null)
        {
            Append(lines, rule.SaType == SaType.Esp ? Phase2Cipher(rule.Phase2.Encryption) : null, rule.Phase2.Encryption, "-");
        }

        if (rule.Phase2.Authentication is not null || !AuthenticatesItself(rule.Phase2.Encryption))
        {
            Append(lines, Hash(rule.Phase2.Authentication, "SHA2-256"), rule.Phase2.Authentication, "-");
        }

        switch (rule.Phase2.Group)
        {
            case null:
                lines.Raw("PFS-");
                break;
            case { IsNone: false } group:
                AppendGroup(lines, group, "PFS-", "-");
                break;
            default:
                break;
        }

        lines.Raw("SUITE force\n");
    }

    private static bool AuthenticatesItself(Transform? cipher) => cipher is { AuthenticationIsImplicit: true } or { Name: "null" };

    private static void Append(FifoLines lines, string? word, Transform? transform, string end) =>
        _ = word is null ? lines.Fail($"illegal transform {transform!.Name}") : lines.Raw(word + end);

    private static void AppendGroup(FifoLines lines, Transform group, string before, string after) =>
        _ = DhGroups.Number(group) is { } number
            ? lines.Raw($"{before}GRP{number}{after}")
            : lines.Fail($"illegal group {group.Name}");

    private static string? Phase1Cipher(Transform? cipher) => cipher?.Name switch
    {
        null => "AES",
        "3des-cbc" => "3DES",
        "des-cbc" => "DES",
        "aes" => "AES",
        "aes-128" => "AES-128",
        "aes-192" => "AES-192",
        "aes-256" => "AES-256",
        "blowfish" => "BLF",
        "cast128" => "CAST",
        _ => null,
    };

    private static string? Phase2Cipher(Transform? cipher) => cipher?.Name switch
    {
        "aesctr" => "AESCTR",
        "aes-128-gcm" => "AESGCM-128",
        "aes-192-gcm" => "AESGCM-192",
        "aes-256-gcm" => "AESGCM-256",
        "aes-128-gmac" => "AESGMAC-128",
        "aes-192-gmac" => "AESGMAC-192",
        "aes-256-gmac" => "AESGMAC-256",
        "null" => "NULL",
        _ => Phase1Cipher(cipher),
    };

    private static string? Hash(Transform? hash, string standard) => hash?.Name switch
    {
        null => standard,
        "hmac-md5" => "MD5",
        "hmac-ripemd160" => "RIPEMD",
        "hmac-sha1" => "SHA",
        "hmac-sha2-256" => "SHA2-256",
        "hmac-sha2-384" => "SHA2-384",
        "hmac-sha2-512" => "SHA2-512",
        _ => null,
    };
}
