using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Route.RtnetlinkHeader;

namespace Koi.Netlink.Route;

/// <summary>A next hop object, which routes name by its number; Linux uapi nexthop.h.</summary>
public sealed record NextHop
{
    /// <summary>Its number, from 1; 0 when adding lets the kernel choose.</summary>
    public required uint Id { get; init; }

    /// <summary>The router; null for a link, a blackhole or a group.</summary>
    public InetAddress? Gateway { get; init; }

    /// <summary>The link; null for a blackhole or a group.</summary>
    public int? InterfaceIndex { get; init; }

    /// <summary>Whether it drops packets; the loopback must be up when it is added (ENETDOWN).</summary>
    public bool IsBlackhole { get; init; }

    /// <summary>The members of a group; empty when it is none.</summary>
    public ImmutableArray<NextHopMember> Members { get; init; } = [];

    /// <summary>RTPROT_*: who put it there; 3 boot, 4 static.</summary>
    public byte Protocol { get; init; } = 3;

    /// <summary>RTNH_F_*.</summary>
    public uint Flags { get; init; }
}

/// <summary>A member of a group; Linux uapi nexthop.h, nexthop_grp: id 0 (4), weight 4 (1, less one), 8 bytes.</summary>
/// <param name="Id">The next hop object.</param>
/// <param name="Weight">Its share, 1-256.</param>
public readonly record struct NextHopMember(uint Id, int Weight);

/// <summary>
/// Requests and replies for next hops. nhmsg, 8 bytes: nh_family 0, nh_scope 1, nh_protocol 2 (1 each), nh_flags 4 (4).
/// </summary>
/// <remarks>Linux uapi nexthop.h.</remarks>
public static class NextHopMessages
{
    private const ushort NHA_ID = 1;
    private const ushort NHA_GROUP = 2;
    private const ushort NHA_BLACKHOLE = 4;
    private const ushort NHA_OIF = 5;
    private const ushort NHA_GATEWAY = 6;

    private const int MemberSize = 8;

    /// <summary>Asks for all next hops.</summary>
    public static void Dump(MessageWriter writer) => writer.Begin(RTM_GETNEXTHOP, NLM_F_DUMP, NextHopMessageSize);

    /// <summary>Adds a next hop; EEXIST when the number is taken.</summary>
    public static void Add(MessageWriter writer, NextHop nextHop) =>
        Write(writer, NLM_F_CREATE | NLM_F_EXCL, nextHop);

    /// <summary>Adds a next hop or replaces the one of its number.</summary>
    public static void Replace(MessageWriter writer, NextHop nextHop) =>
        Write(writer, NLM_F_CREATE | NLM_F_REPLACE, nextHop);

    /// <summary>Deletes a next hop, and the routes that name it; ENOENT when there is none.</summary>
    public static void Delete(MessageWriter writer, uint id)
    {
        writer.Begin(RTM_DELNEXTHOP, 0, NextHopMessageSize);
        writer.UInt32(NHA_ID, id);
    }

    /// <summary>Reads a next hop from RTM_NEWNEXTHOP or RTM_DELNEXTHOP; false for other messages and for what is cut.</summary>
    public static bool TryRead(NetlinkMessage message, [NotNullWhen(true)] out NextHop? nextHop)
    {
        nextHop = null;
        if (message.Type is not (RTM_NEWNEXTHOP or RTM_DELNEXTHOP) || message.Body.Length < NextHopMessageSize)
        {
            return false;
        }

        var read = new NextHop { Id = 0, Protocol = message.Body[2], Flags = message.Body.Host32(4) };
        var attributes = message.Attributes(NextHopMessageSize);
        while (attributes.Next())
        {
            read = attributes.Type switch
            {
                NHA_ID => read with { Id = attributes.AsUInt32() },
                NHA_OIF => read with { InterfaceIndex = attributes.AsInt32() },
                NHA_GATEWAY => read with { Gateway = attributes.AsAddress() },
                NHA_BLACKHOLE => read with { IsBlackhole = true },
                NHA_GROUP => read with { Members = ReadMembers(attributes.Value) },
                _ => read,
            };
        }

        nextHop = attributes.IsMalformed ? null : read;
        return nextHop is not null;
    }

    private static ImmutableArray<NextHopMember> ReadMembers(ReadOnlySpan<byte> bytes)
    {
        var members = ImmutableArray.CreateBuilder<NextHopMember>();
        for (; bytes.Length >= MemberSize; bytes = bytes[MemberSize..])
        {
            members.Add(new NextHopMember(bytes.Host32(0), bytes[4] + 1));
        }

        return members.DrainToImmutable();
    }

    private static void Write(MessageWriter writer, ushort flags, NextHop nextHop)
    {
        var body = writer.Begin(RTM_NEWNEXTHOP, flags, NextHopMessageSize);
        body[0] = Family(nextHop);
        body[2] = nextHop.Protocol;
        body.PutHost32(4, nextHop.Flags);
        if (nextHop.Id != 0)
        {
            writer.UInt32(NHA_ID, nextHop.Id);
        }

        if (nextHop.IsBlackhole)
        {
            writer.Flag(NHA_BLACKHOLE);
        }

        if (nextHop.Gateway is { } gateway)
        {
            writer.Address(NHA_GATEWAY, gateway);
        }

        if (nextHop.InterfaceIndex is { } index)
        {
            writer.Int32(NHA_OIF, index);
        }

        if (!nextHop.Members.IsDefaultOrEmpty)
        {
            var members = writer.Attribute(NHA_GROUP, MemberSize * nextHop.Members.Length);
            foreach (var member in nextHop.Members)
            {
                members.PutHost32(0, member.Id);
                members[4] = (byte)(member.Weight - 1);
                members = members[MemberSize..];
            }
        }
    }

    /// <summary>A group has no family; a link or a blackhole without gateway is IPv4's, as ip(8) takes it.</summary>
    private static byte Family(NextHop nextHop) => nextHop switch
    {
        { Members.IsDefaultOrEmpty: false } => 0,
        { Gateway: { } gateway } => gateway.Family,
        _ => KernelLayout.AF_INET,
    };
}
