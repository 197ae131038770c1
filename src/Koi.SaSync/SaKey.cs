using Koi.Netlink.Xfrm;

namespace Koi.SaSync;

/// <summary>What identifies an SA among all gateways.</summary>
/// <param name="Id">Destination, SPI and protocol.</param>
/// <param name="Mark">Part of the identity: two SAs may differ in nothing else. Null when there is none.</param>
public readonly record struct SaKey(SaId Id, XfrmMark? Mark)
{
    /// <summary>The key of an SA.</summary>
    public static SaKey Of(SecurityAssociation sa) => new(sa.Id, sa.Mark);

    /// <inheritdoc/>
    public override string ToString() => $"{Id.Destination} spi 0x{Id.Spi:x8} protocol {Id.Protocol}";
}
