using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>What the kernel tells listeners of NETLINK_ROUTE's groups.</summary>
public abstract record RouteEvent
{
    private RouteEvent()
    {
    }

    /// <summary>nlmsg_seq: that of the request which caused it, of whatever process; 0 from the kernel itself.</summary>
    public uint Sequence { get; init; }

    /// <summary>RTM_NEWLINK: it is new or anything of it changed.</summary>
    public sealed record LinkChanged(Link Link) : RouteEvent;

    /// <summary>RTM_DELLINK: it is gone from this namespace.</summary>
    public sealed record LinkRemoved(Link Link) : RouteEvent;

    /// <summary>RTM_NEWADDR: it is new or its lifetimes or flags changed.</summary>
    public sealed record AddressChanged(InterfaceAddress Address) : RouteEvent;

    /// <summary>RTM_DELADDR.</summary>
    public sealed record AddressRemoved(InterfaceAddress Address) : RouteEvent;

    /// <summary>RTM_NEWROUTE. IPv4 tells nothing when a link goes down and its routes with it.</summary>
    public sealed record RouteChanged(RouteEntry Route) : RouteEvent;

    /// <summary>RTM_DELROUTE.</summary>
    public sealed record RouteRemoved(RouteEntry Route) : RouteEvent;

    /// <summary>RTM_NEWNEIGH.</summary>
    public sealed record NeighbourChanged(Neighbour Neighbour) : RouteEvent;

    /// <summary>RTM_DELNEIGH.</summary>
    public sealed record NeighbourRemoved(Neighbour Neighbour) : RouteEvent;

    /// <summary>RTM_NEWNEXTHOP.</summary>
    public sealed record NextHopChanged(NextHop NextHop) : RouteEvent;

    /// <summary>RTM_DELNEXTHOP.</summary>
    public sealed record NextHopRemoved(NextHop NextHop) : RouteEvent;

    /// <summary>A message that Koi does not know or cannot read.</summary>
    /// <param name="Type">nlmsg_type.</param>
    /// <param name="Length">Of its body, in bytes.</param>
    public sealed record Unknown(ushort Type, int Length) : RouteEvent;

    /// <summary>Reads an event; what is cut or new becomes <see cref="Unknown"/>.</summary>
    public static RouteEvent Read(NetlinkMessage message)
    {
        var known = message.Type switch
        {
            RTM_NEWLINK => LinkReader.TryRead(message, out var link) ? new LinkChanged(link) : null,
            RTM_DELLINK => LinkReader.TryRead(message, out var link) ? new LinkRemoved(link) : null,
            RTM_NEWADDR => AddressMessages.TryRead(message, out var address) ? new AddressChanged(address) : null,
            RTM_DELADDR => AddressMessages.TryRead(message, out var address) ? new AddressRemoved(address) : null,
            RTM_NEWROUTE => RouteReader.TryRead(message, out var route) ? new RouteChanged(route) : null,
            RTM_DELROUTE => RouteReader.TryRead(message, out var route) ? new RouteRemoved(route) : null,
            RTM_NEWNEIGH => NeighbourMessages.TryRead(message, out var one) ? new NeighbourChanged(one) : null,
            RTM_DELNEIGH => NeighbourMessages.TryRead(message, out var one) ? new NeighbourRemoved(one) : null,
            RTM_NEWNEXTHOP => NextHopMessages.TryRead(message, out var hop) ? new NextHopChanged(hop) : null,
            RTM_DELNEXTHOP => NextHopMessages.TryRead(message, out var hop) ? new NextHopRemoved(hop) : null,
            _ => (RouteEvent?)null,
        };
        return (known ?? new Unknown(message.Type, message.Body.Length)) with { Sequence = message.Sequence };
    }
}
