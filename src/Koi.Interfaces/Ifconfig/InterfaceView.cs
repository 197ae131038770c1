using System.Collections.Immutable;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>What is shown of an interface.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Groups">Its groups without <c>all</c>, in the order of joining.</param>
/// <param name="Media">What is known of its medium.</param>
/// <param name="Declared">What was declared about a carp interface, for those who may know it; null otherwise.</param>
public sealed record InterfaceView(Interface Interface, ImmutableArray<string> Groups, Media? Media = null, CarpDeclaration? Declared = null)
{
    internal Link Link => Interface.Link;

    /// <summary>What the link tells of a carp interface; null of others.</summary>
    internal CarpDeclaration? Carp { get; } = CarpAlias.Of(Interface.Link);

    /// <summary>The administrator's text; a carp interface has its parameters there.</summary>
    internal string? Description => Carp is null && Link.Alias is { Length: > 0 } text ? text : null;

    /// <summary>The kernel's addresses, and of a carp interface those that it does not carry now, or that its parent carries.</summary>
    internal ImmutableArray<InterfaceAddress> Addresses => Carp is null || Declared is null
        ? Interface.Addresses
        : [.. Interface.Addresses, .. Declared.Addresses.Where(IsAbsent).Select(Shared)];

    private bool IsAbsent(InetAddress address) => !Interface.Addresses.Any(a => a.Prefix.Address == address);

    private InterfaceAddress Shared(InetAddress address) =>
        new() { InterfaceIndex = Link.Index, Prefix = new InetPrefix(address, address.MaxPrefixLength) };

    /// <summary>OpenBSD sbin/ifconfig/ifconfig.c, carp_status.</summary>
    private string CarpStatus => CarpRoles.Of(Link) switch
    {
        CarpRole.Master => "master",
        CarpRole.Backup => "backup",
        CarpRole.Init => "invalid",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal bool IsEthernet => Link.HardwareType == Koi.Netlink.Route.Link.Ethernet;

    /// <summary>OpenBSD's flags.</summary>
    internal OpenBsdFlags Flags => InterfaceFlags.Of(Link);

    /// <summary>Null for what has no link, such as a loopback or a tunnel.</summary>
    internal string? Status => Carp is not null ? CarpStatus : !IsEthernet ? null : Link.IsRunning || (Link.HasCarrier is true && Link.IsUp) ? "active" : "no carrier";
}

/// <summary>How fast an Ethernet link is; ethtool's answer.</summary>
/// <param name="Megabits">A second.</param>
/// <param name="IsFullDuplex">Null when that is unknown.</param>
/// <param name="IsAutomatic">Whether it was negotiated.</param>
public sealed record Media(uint Megabits, bool? IsFullDuplex, bool IsAutomatic)
{
    private string Name => Megabits switch
    {
        2500 => "2500baseT",
        >= 1000 and var speed when speed % 1000 == 0 && speed != 1000 => $"{speed / 1000}GbaseT",
        var speed => $"{speed}baseT",
    };

    private string Duplex => IsFullDuplex switch { true => " full-duplex", false => " half-duplex", null => "" };

    /// <summary>As ifmedia(4) words it.</summary>
    public override string ToString() => IsAutomatic ? $"Ethernet autoselect ({Name}{Duplex})" : $"Ethernet {Name}{Duplex}";
}
