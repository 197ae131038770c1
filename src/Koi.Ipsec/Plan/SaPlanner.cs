using Koi.Ipsec.Rules;
using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>Turns an SA rule into the kernel's SA, or says why Linux has none.</summary>
/// <remarks>Linux net/xfrm/xfrm_user.c, verify_newsa_info; ipsec.conf(5), LINUX.</remarks>
internal static class SaPlanner
{
    private const ushort UdpEncapEspInUdp = 2;
    private const ushort NatTraversalPort = 4500;
    private const uint LargestCpi = 0xffff;

    /// <summary>Makes the SA.</summary>
    /// <param name="rule">The rule, with its transforms filled in.</param>
    /// <param name="problem">Why there is none; null for success.</param>
    internal static SecurityAssociation? Plan(Rule.Sa rule, out string? problem)
    {
        problem = ProblemOf(rule);
        if (problem is not null)
        {
            return null;
        }

        var sample = rule.Destination.Prefix.Address;
        var isTunnel = rule.Mode == TransformMode.Tunnel;
        var sa = new SecurityAssociation
        {
            Id = new(sample, rule.Spi, ProtocolOf(rule.SaType)),
            Source = rule.Source.Prefix.Address,
            Mode = isTunnel ? XfrmMode.Tunnel : XfrmMode.Transport,
            // A tunnel carries both families.
            Selector = Selector.AnyOf(sample) with { IsFamilyUnspecified = isTunnel },
            Flags = isTunnel ? StateFlags.AfUnspec : StateFlags.None,
            RequestId = Ownership.RequestId,
            Encapsulation = rule.IsUdpEncapsulated
                ? new(UdpEncapEspInUdp, NatTraversalPort, rule.UdpPort == 0 ? NatTraversalPort : rule.UdpPort, AnyLike(sample))
                : null,
        };
        return AddTransforms(sa, rule, out problem);
    }

    /// <summary>The IP protocol of a type that Linux transforms.</summary>
    internal static byte ProtocolOf(SaType type) => type switch
    {
        SaType.Esp => XfrmProtocol.Esp,
        SaType.Ah => XfrmProtocol.Ah,
        SaType.IpComp => XfrmProtocol.Comp,
        SaType.IpIp or SaType.TcpMd5 or _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What identifies the SA of a rule; null when Linux can have none.</summary>
    internal static SaId? IdOf(Rule.Sa rule) => rule.SaType is SaType.IpIp or SaType.TcpMd5
        ? null
        : new SaId(rule.Destination.Prefix.Address, rule.Spi, ProtocolOf(rule.SaType));

    private static string? ProblemOf(Rule.Sa rule) => rule switch
    {
        { SaType: SaType.IpIp } => "Linux has no ipip SAs; make an ipip link and routes instead",
        { SaType: SaType.TcpMd5 } => "Linux keeps TCP MD5 keys in the sockets of programs; set this key in the program that speaks",
        _ when !IsEndpoint(rule.Source) => $"an SA is from one address to another; {rule.Source} is none",
        _ when !IsEndpoint(rule.Destination) => $"an SA is from one address to another; {rule.Destination} is none",
        { SaType: SaType.IpComp, Spi: > LargestCpi } => $"the spi of ipcomp has 16 bits, at most 0x{LargestCpi:x}",
        _ => null,
    };

    private static bool IsEndpoint(HostAddress host) => host.Prefix.IsHost && !host.Prefix.Address.IsAny;

    private static SecurityAssociation? AddTransforms(SecurityAssociation sa, Rule.Sa rule, out string? problem)
    {
        problem = null;
        var transforms = rule.Transforms;
        foreach (var transform in (ReadOnlySpan<Transform?>)[transforms.Authentication, transforms.Encryption, transforms.Compression])
        {
            if (transform is { Name: "unknown" or "lzs" })
            {
                problem = $"Linux has no {transform.Name}";
                return null;
            }
        }

        var authentication = Find(transforms.Authentication);
        var encryption = Find(transforms.Encryption)
            ?? (rule.SaType == SaType.Esp ? Find(new Transform("null")) : null);
        if (rule.SaType == SaType.Ah && authentication is null)
        {
            problem = "ah without authentication is nothing";
        }
        else if (rule.SaType == SaType.Esp && authentication is null && encryption!.KernelName is KernelAlgorithms.NullCipher)
        {
            problem = "esp with neither encryption nor authentication is nothing";
        }
        else if (encryption is not null && !encryption.TakesKey(rule.EncryptionKey?.Bits ?? 0))
        {
            problem = $"Linux has no {encryption.IpsecName} with a key of {rule.EncryptionKey?.Bits ?? 0} bits";
        }

        return problem is not null ? null : sa with
        {
            Authentication = authentication is null ? null : new(authentication.KernelName, Key(rule.AuthenticationKey), authentication.IcvBits),
            Encryption = encryption is { Kind: AlgorithmKind.Encryption } ? new(encryption.KernelName, Key(rule.EncryptionKey)) : null,
            Aead = encryption is { Kind: AlgorithmKind.Aead } ? new(encryption.KernelName, Key(rule.EncryptionKey), encryption.IcvBits) : null,
            Compression = Find(transforms.Compression) is { } compression ? new(compression.KernelName, KeyMaterial.Empty) : null,
        };
    }

    private static KernelAlgorithm? Find(Transform? transform) => transform is null ? null : KernelAlgorithms.Find(transform);

    private static KeyMaterial Key(KeyMaterial? key) => key ?? KeyMaterial.Empty;

    private static InetAddress AnyLike(InetAddress sample) => sample.IsV6 ? InetAddress.AnyV6 : InetAddress.AnyV4;
}
