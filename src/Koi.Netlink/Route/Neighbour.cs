using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>An entry of the ARP or neighbour discovery table; Linux uapi neighbour.h.</summary>
/// <param name="InterfaceIndex">The link.</param>
/// <param name="Address">The neighbour's address.</param>
/// <param name="HardwareAddress">Its link-layer address; null when unknown.</param>
/// <param name="State">NUD_* bits.</param>
/// <param name="Flags">NTF_* bits.</param>
public sealed record Neighbour(
    int InterfaceIndex,
    InetAddress Address,
    HardwareAddress? HardwareAddress,
    NeighbourState State,
    byte Flags = 0);

/// <summary>Linux uapi neighbour.h, NUD_*.</summary>
[Flags]
public enum NeighbourState : ushort
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>Being asked for.</summary>
    Incomplete = 1,

    /// <summary>Known to answer.</summary>
    Reachable = 2,

    /// <summary>Not confirmed lately.</summary>
    Stale = 4,

    /// <summary>About to be asked again.</summary>
    Delay = 8,

    /// <summary>Being asked again.</summary>
    Probe = 16,

    /// <summary>Did not answer.</summary>
    Failed = 32,

    /// <summary>On a link that does not resolve.</summary>
    NoArp = 64,

    /// <summary>Put there to stay.</summary>
    Permanent = 128,
}

/// <summary>
/// Requests and replies for neighbours. ndmsg, 12 bytes: ndm_family 0 (1), ndm_ifindex 4 (i32), ndm_state 8 (2), ndm_flags 10 (1),
/// ndm_type 11 (1).
/// </summary>
/// <remarks>Linux uapi neighbour.h.</remarks>
public static class NeighbourMessages
{
    private const ushort NDA_DST = 1;
    private const ushort NDA_LLADDR = 2;

    /// <summary>Asks for all neighbours of both families.</summary>
    public static void Dump(MessageWriter writer) => writer.Begin(RTM_GETNEIGH, NLM_F_DUMP, NeighbourMessageSize);

    /// <summary>Adds a neighbour; EEXIST when there is an entry.</summary>
    public static void Add(MessageWriter writer, Neighbour neighbour) =>
        Write(writer, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, neighbour);

    /// <summary>Adds a neighbour or replaces the entry.</summary>
    public static void Replace(MessageWriter writer, Neighbour neighbour) =>
        Write(writer, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, neighbour);

    /// <summary>Deletes a neighbour; ENOENT when there is no entry.</summary>
    public static void Delete(MessageWriter writer, Neighbour neighbour) => Write(writer, RTM_DELNEIGH, 0, neighbour);

    /// <summary>Reads a neighbour from RTM_NEWNEIGH or RTM_DELNEIGH; false for other messages and families, and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out Neighbour? neighbour)
    {
        neighbour = null;
        var body = message.Body;
        if (message.Type is not (RTM_NEWNEIGH or RTM_DELNEIGH)
            || body.Length < NeighbourMessageSize
            || body[0] is not (KernelLayout.AF_INET or KernelLayout.AF_INET6))
        {
            return false;
        }

        InetAddress? address = null;
        HardwareAddress? hardware = null;
        var attributes = message.Attributes(NeighbourMessageSize);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NDA_DST: address = attributes.AsAddress(); break;
                case NDA_LLADDR: hardware = HardwareAddress.FromBytes(attributes.Value); break;
                default: break;
            }
        }

        if (attributes.IsMalformed || address is not { } known)
        {
            return false;
        }

        neighbour = new Neighbour(body.HostInt32(4), known, hardware, (NeighbourState)body.Host16(8), body[10]);
        return true;
    }

    private static void Write(MessageWriter writer, ushort type, ushort flags, Neighbour neighbour)
    {
        var body = writer.Begin(type, flags, NeighbourMessageSize);
        body[0] = neighbour.Address.Family;
        body.PutHostInt32(4, neighbour.InterfaceIndex);
        body.PutHost16(8, (ushort)neighbour.State);
        body[10] = neighbour.Flags;
        writer.Address(NDA_DST, neighbour.Address);
        if (neighbour.HardwareAddress is { } hardware)
        {
            hardware.WriteBytes(writer.Attribute(NDA_LLADDR, hardware.Length));
        }
    }
}
