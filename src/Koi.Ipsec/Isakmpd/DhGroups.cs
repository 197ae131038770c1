using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Isakmpd;

/// <summary>Diffie-Hellman groups by number and by isakmpd's name.</summary>
/// <remarks>IANA, IKE Group Descriptions; isakmpd.conf(5).</remarks>
internal static class DhGroups
{
    /// <summary>The group's IANA number; null for <c>none</c>.</summary>
    internal static int? Number(Transform group) => group.Name switch
    {
        "modp768" or "grp1" => 1,
        "modp1024" or "grp2" => 2,
        "modp1536" or "grp5" => 5,
        "modp2048" or "grp14" => 14,
        "modp3072" or "grp15" => 15,
        "modp4096" or "grp16" => 16,
        "modp6144" or "grp17" => 17,
        "modp8192" or "grp18" => 18,
        "ecp256" or "grp19" => 19,
        "ecp384" or "grp20" => 20,
        "ecp521" or "grp21" => 21,
        "ecp224" or "grp26" => 26,
        "bp224" or "grp27" => 27,
        "bp256" or "grp28" => 28,
        "bp384" or "grp29" => 29,
        "bp512" or "grp30" => 30,
        _ => null,
    };

    /// <summary>The value of GROUP_DESCRIPTION; null for <c>none</c>.</summary>
    internal static string? Description(Transform group) => Number(group) switch
    {
        1 => "MODP_768",
        2 => "MODP_1024",
        5 => "MODP_1536",
        14 => "MODP_2048",
        15 => "MODP_3072",
        16 => "MODP_4096",
        17 => "MODP_6144",
        18 => "MODP_8192",
        19 => "ECP_256",
        20 => "ECP_384",
        21 => "ECP_521",
        26 => "ECP_224",
        27 => "BP_224",
        28 => "BP_256",
        29 => "BP_384",
        30 => "BP_512",
        _ => null,
    };
}
