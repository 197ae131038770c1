using System.Collections.Immutable;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_user_tmpl, 64 bytes: id 0 (daddr 0, spi 16 be32, proto 20), family 24 (2), saddr 28 (16), reqid 44 (4), mode 48 (1),
/// share 49 (1), optional 50 (1), aalgos 52 (4), ealgos 56 (4), calgos 60 (4). XFRMA_TMPL is an array of them.
/// </summary>
/// <remarks>Linux uapi xfrm.h.</remarks>
internal static class TemplateCodec
{
    private const uint AnyAlgorithm = uint.MaxValue;

    public static void Write(Span<byte> bytes, in PolicyTemplate template)
    {
        bytes.PutAddress(0, template.Destination);
        bytes.PutBig32(16, template.Spi);
        bytes[20] = template.Protocol;
        bytes.PutHost16(24, template.Destination.Family);
        bytes.PutAddress(28, template.Source);
        bytes.PutHost32(44, template.RequestId);
        bytes[48] = (byte)template.Mode;
        bytes[49] = template.Share;
        bytes[50] = template.IsOptional ? (byte)1 : (byte)0;
        bytes.PutHost32(52, AnyAlgorithm);
        bytes.PutHost32(56, AnyAlgorithm);
        bytes.PutHost32(60, AnyAlgorithm);
    }

    /// <summary>Reads the array; a rest that is no whole template, or a family that is no IP, makes the walk malformed.</summary>
    public static ImmutableArray<PolicyTemplate> ReadAll(ref AttributeReader attribute)
    {
        var bytes = attribute.Value;
        var templates = ImmutableArray.CreateBuilder<PolicyTemplate>(bytes.Length / UserTemplateSize);
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < UserTemplateSize
                || bytes.Host16(24) is not (KernelLayout.AF_INET or KernelLayout.AF_INET6))
            {
                attribute.Reject();
                return [];
            }

            templates.Add(Read(bytes));
            bytes = bytes[UserTemplateSize..];
        }

        return templates.DrainToImmutable();
    }

    private static PolicyTemplate Read(ReadOnlySpan<byte> bytes)
    {
        var isV6 = bytes.Host16(24) == KernelLayout.AF_INET6;
        return new PolicyTemplate(
            Source: bytes.Address(28, isV6),
            Destination: bytes.Address(0, isV6),
            Protocol: bytes[20],
            Mode: (XfrmMode)bytes[48],
            RequestId: bytes.Host32(44),
            Spi: bytes.Big32(16),
            IsOptional: bytes[50] != 0,
            Share: bytes[49]);
    }
}
