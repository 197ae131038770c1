namespace Koi.Netlink.Xfrm;

/// <summary>Which packets a policy or an SA is for; Linux xfrm.h, xfrm_selector.</summary>
/// <param name="Source">The source network; its family is the selector's.</param>
/// <param name="Destination">The destination network, of the same family.</param>
/// <param name="Protocol">The upper-layer protocol, 0 for any.</param>
/// <param name="SourcePort">In host byte order; meaningful bits are those of the mask.</param>
/// <param name="SourcePortMask">0 for any port, 0xffff for one.</param>
/// <param name="DestinationPort">In host byte order; meaningful bits are those of the mask.</param>
/// <param name="DestinationPortMask">0 for any port, 0xffff for one.</param>
/// <param name="InterfaceIndex">0 for any interface.</param>
/// <param name="User">The kernel's <c>user</c> field, carried unchanged.</param>
public readonly record struct Selector(
    InetPrefix Source,
    InetPrefix Destination,
    byte Protocol = 0,
    ushort SourcePort = 0,
    ushort SourcePortMask = 0,
    ushort DestinationPort = 0,
    ushort DestinationPortMask = 0,
    int InterfaceIndex = 0,
    uint User = 0)
{
    /// <summary>
    /// Whether the kernel's family is AF_UNSPEC: with <see cref="StateFlags.AfUnspec"/> it lets an SA carry both families,
    /// which is what strongSwan asks for in tunnel mode. Without that flag the kernel puts the SA's own family there.
    /// </summary>
    public bool IsFamilyUnspecified { get; init; }

    /// <summary>The selector that matches every packet of a family (all fields zero but the family).</summary>
    public static Selector AnyOf(InetAddress sample) => sample.IsV6
        ? new(new(InetAddress.AnyV6, 0), new(InetAddress.AnyV6, 0))
        : new(new(InetAddress.AnyV4, 0), new(InetAddress.AnyV4, 0));
}
