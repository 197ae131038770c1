using System.Collections.Immutable;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>What is shown of an interface.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Groups">Its groups without <c>all</c>, in the order of joining.</param>
/// <param name="Media">What is known of its medium.</param>
public sealed record InterfaceView(Interface Interface, ImmutableArray<string> Groups, Media? Media = null)
{
    internal Link Link => Interface.Link;

    internal bool IsEthernet => Link.HardwareType == Netlink.Route.Link.Ethernet;

    /// <summary>OpenBSD's flags.</summary>
    internal OpenBsdFlags Flags => InterfaceFlags.Of(Link);

    /// <summary>Null for what has no link, such as a loopback or a tunnel.</summary>
    internal string? Status => !IsEthernet ? null : Link.IsRunning || (Link.HasCarrier is true && Link.IsUp) ? "active" : "no carrier";
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
