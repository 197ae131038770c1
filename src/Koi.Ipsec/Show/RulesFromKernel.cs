using System.Collections.Immutable;
using Koi.Ipsec.Rules;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>Makes rules of what the kernel has, as <c>ipsecctl -s</c> shows them. Flows: RulesFromKernel.Flows.cs.</summary>
/// <remarks>OpenBSD sbin/ipsecctl/pfkdump.c, pfkey_print_sa, and pfkey.c, pfkey_parse.</remarks>
public static partial class RulesFromKernel
{
    private const ushort UdpEncapsulation = 2;
    private const ushort UdpEncapsulationPort = 4500;

    /// <summary>
    /// The SAs by SPI, equal SPIs in the kernel's order. Larval ones, the proto 4 helpers that the kernel makes for IPcomp and
    /// states of other protocols are left out.
    /// </summary>
    /// <remarks>All are number 0, as OpenBSD's are: only flows are counted.</remarks>
    public static ImmutableArray<KernelSa> Sas(IEnumerable<SecurityAssociation> sas, Dialect dialect) =>
        [.. sas.Where(IsShown).OrderBy(sa => sa.Id.Spi).Select(sa => new KernelSa(Sa(sa, dialect), sa))];

    /// <summary>The rule that would make an SA. One that the kernel made, or of another protocol, is shown as esp.</summary>
    public static Rule.Sa Sa(SecurityAssociation sa, Dialect dialect) => new(0, default)
    {
        SaType = TypeOf(sa.Id.Protocol) ?? SaType.Esp,
        Mode = sa.Mode == XfrmMode.Transport ? TransformMode.Transport : TransformMode.Tunnel,
        Source = new HostAddress(InetPrefix.Host(sa.Source)),
        Destination = new HostAddress(InetPrefix.Host(sa.Id.Destination)),
        Spi = sa.Id.Spi,
        IsUdpEncapsulated = sa.Encapsulation is { Type: UdpEncapsulation },
        UdpPort = sa.Encapsulation is { Type: UdpEncapsulation } encapsulation ? PeerPort(encapsulation) : (ushort)0,
        Transforms = Transforms(sa, dialect),
        AuthenticationKey = Key(sa.Authentication?.Key),
        EncryptionKey = Key(sa.Aead?.Key ?? sa.Encryption?.Key),
    };

    /// <summary>The word of an IP protocol; null for those that ipsec.conf(5) does not know.</summary>
    public static SaType? TypeOf(byte protocol) => protocol switch
    {
        XfrmProtocol.Esp => SaType.Esp,
        XfrmProtocol.Ah => SaType.Ah,
        XfrmProtocol.Comp => SaType.IpComp,
        _ => null,
    };

    private static bool IsShown(SecurityAssociation sa) => !sa.IsKernelMade && TypeOf(sa.Id.Protocol) is not null;

    private static TransformSet Transforms(SecurityAssociation sa, Dialect dialect)
    {
        var compression = sa.Compression is { } comp
            ? KernelAlgorithms.ToTransform(AlgorithmKind.Compression, comp.Name, 0, dialect)
            : null;
        return new()
        {
            Authentication = sa.Authentication is { Name: not KernelAlgorithms.NullDigest } auth
                ? KernelAlgorithms.ToTransform(AlgorithmKind.Authentication, auth.Name, auth.Key.Bits, dialect)
                : null,

            // 4.9's -s keeps the compression in the encryption's place, and so prints "enc deflate".
            Encryption = dialect.IsOpenBsd49 && compression is not null ? compression : Cipher(sa, dialect),
            Compression = dialect.IsOpenBsd49 ? null : compression,
        };
    }

    private static Transform? Cipher(SecurityAssociation sa, Dialect dialect) =>
        sa.Aead is { } aead
            ? KernelAlgorithms.ToTransform(AlgorithmKind.Aead, aead.Name, aead.Key.Bits, dialect)
            : sa.Encryption is { } cipher
                ? KernelAlgorithms.ToTransform(AlgorithmKind.Encryption, cipher.Name, cipher.Key.Bits, dialect)
                : null;

    private static KeyMaterial? Key(KeyMaterial? key) => key is { Length: > 0 } ? key : null;

    /// <summary>The kernel does not say which end is the peer; it is the one whose port is not the standard's.</summary>
    private static ushort PeerPort(Encapsulation encapsulation) =>
        encapsulation.DestinationPort != UdpEncapsulationPort ? encapsulation.DestinationPort
        : encapsulation.SourcePort != UdpEncapsulationPort ? encapsulation.SourcePort
        : (ushort)0;
}
