using System.Collections.Immutable;
using Koi.Netlink.Route;

namespace Koi.Interfaces;

/// <summary>A network interface with what belongs to it.</summary>
/// <param name="Link">The link.</param>
/// <param name="Addresses">Of both families, in the kernel's order: the first is the primary one.</param>
/// <param name="IsWireless">Whether it is an IEEE 802.11 station, which only sysfs tells.</param>
public sealed record Interface(Link Link, ImmutableArray<InterfaceAddress> Addresses, bool IsWireless = false)
{
    /// <summary>Its name.</summary>
    public string Name => Link.Name;
}
