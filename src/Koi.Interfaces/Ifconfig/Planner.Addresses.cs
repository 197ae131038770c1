using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <content>Addresses.</content>
public sealed partial class Planner
{
    private const byte HostScope = 254;
    private const int EthernetLength = 6;

    private PlanError? SetAddress(AddressWords words)
    {
        if (words.IsEui64 && Eui64(words.Address) is null)
        {
            return new($"eui64: {name} has no Ethernet address");
        }

        var wanted = Wanted(words);
        // Linux takes one address with several lengths.
        var equal = current.Addresses.Where(a => a.Prefix.Address == wanted.Prefix.Address).OrderByDescending(a => a.Prefix == wanted.Prefix);
        var same = equal.FirstOrDefault();
        if (same is not null && same.Prefix == wanted.Prefix && same.Peer == wanted.Peer
            && (words.Broadcast is null || words.Broadcast == same.Broadcast))
        {
            return Renew(same, words);
        }

        // OpenBSD: without alias an IPv4 address takes the place of the first one.
        var replaced = same ?? (wanted.Prefix.Address.IsV6 || words.IsAlias ? null : First());
        var lost = replaced is null ? [] : Delete(replaced);
        Send(new Request.AddAddress(name, wanted));
        current = current with { Addresses = current.Addresses.Add(wanted) };
        Restore(lost);
        return null;
    }

    private PlanError? RemoveAddress(InetAddress? address)
    {
        var found = address is null ? First() : current.Addresses.FirstOrDefault(a => a.Prefix.Address == address);
        if (found is null)
        {
            return Refused("SIOCDIFADDR", NetlinkError.EADDRNOTAVAIL);
        }

        Restore(Delete(found));
        return null;
    }

    private PlanError? RemoveAll(bool isV6)
    {
        // Secondaries first: they would go with their primary.
        var all = current.Addresses.Where(a => a.Prefix.Address.IsV6 == isV6).OrderByDescending(a => !isV6 && IsSecondary(a));
        foreach (var address in all.ToArray())
        {
            Delete(address);
        }

        return null;
    }

    private InterfaceAddress Wanted(AddressWords words)
    {
        var address = words.IsEui64 ? Eui64(words.Address)!.Value : words.Address;
        var length = words.EffectiveLength;
        var hasBroadcast = !address.IsV6 && words.Destination is null && length <= 30 && (Link.Flags & LinkFlags.Loopback) == LinkFlags.None
            && (Link.Flags & LinkFlags.PointToPoint) == LinkFlags.None;
        return new()
        {
            InterfaceIndex = Link.Index,
            Prefix = new InetPrefix(address, length),
            Peer = words.Destination,
            Broadcast = words.Broadcast ?? (hasBroadcast ? LastOf(address, length) : null),
            Scope = !address.IsV6 && address.Masked(8) == InetAddress.FromV4(0x7f000000) ? HostScope : (byte)0,
            PreferredSeconds = words.PreferredSeconds ?? words.ValidSeconds ?? uint.MaxValue,
            ValidSeconds = words.ValidSeconds ?? uint.MaxValue,
        };
    }

    private PlanError? Renew(InterfaceAddress same, AddressWords words)
    {
        var renewed = same with
        {
            PreferredSeconds = words.PreferredSeconds ?? Math.Min(same.PreferredSeconds, words.ValidSeconds ?? uint.MaxValue),
            ValidSeconds = words.ValidSeconds ?? same.ValidSeconds,
        };
        if (renewed != same)
        {
            Send(new Request.ReplaceAddress(name, renewed));
        }

        return null;
    }

    /// <summary>Deletes an address.</summary>
    /// <returns>The secondary ones of its network, which the kernel may delete with it.</returns>
    private ImmutableArray<InterfaceAddress> Delete(InterfaceAddress address)
    {
        Send(new Request.DeleteAddress(name, address));
        current = current with { Addresses = current.Addresses.Remove(address) };
        return address.Prefix.Address.IsV6 || IsSecondary(address)
            ? []
            : [.. current.Addresses.Where(a => !a.Prefix.Address.IsV6 && IsSecondary(a) && a.Prefix.Masked == address.Prefix.Masked)];
    }

    private void Restore(ImmutableArray<InterfaceAddress> addresses)
    {
        if (!addresses.IsEmpty)
        {
            Send(new Request.RestoreAddresses(name, [.. addresses.Select(a => a with { Flags = a.Flags & ~InterfaceAddress.Secondary })]));
        }
    }

    private InterfaceAddress? First() => current.Addresses.FirstOrDefault(a => !a.Prefix.Address.IsV6);

    private static bool IsSecondary(InterfaceAddress address) => (address.Flags & InterfaceAddress.Secondary) != 0;

    private static InetAddress LastOf(InetAddress address, byte length)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.WriteBytes(bytes);
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return InetAddress.FromV4(number | (length == 0 ? uint.MaxValue : (1u << (32 - length)) - 1));
    }

    /// <summary>The prefix's upper half and the link-layer address's EUI-64; RFC 4291 appendix A.</summary>
    private InetAddress? Eui64(InetAddress prefix)
    {
        if (Link.Address is not { Length: EthernetLength } hardware)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        Span<byte> own = stackalloc byte[EthernetLength];
        prefix.WriteBytes(bytes);
        hardware.WriteBytes(own);
        own[0] ^= 2;
        own[..3].CopyTo(bytes[8..]);
        (bytes[11], bytes[12]) = (0xff, 0xfe);
        own[3..].CopyTo(bytes[13..]);
        return InetAddress.FromBytes(bytes);
    }
}
