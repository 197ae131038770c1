using System.Collections.Immutable;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>A declaration that is being changed by the parameters of one command.</summary>
/// <param name="name">The interface.</param>
/// <param name="operations">All of the command.</param>
/// <param name="randomAddress">Makes a link-layer address.</param>
internal sealed class CarpDraft(string name, ImmutableArray<Operation> operations, Func<HardwareAddress> randomAddress)
{
    private static readonly InetAddress Broadcast = InetAddress.FromV4(uint.MaxValue);
    private static readonly InetAddress LoopbackV4 = InetAddress.FromV4(0x7f000000);
    private static readonly InetAddress MulticastV4 = InetAddress.FromV4(0xe0000000);
    private static readonly InetAddress LoopbackV6 = InetAddress.FromV6(1);
    private static readonly InetAddress MulticastV6 = InetAddress.FromV6((UInt128)0xff << 120);

    /// <summary>As it stands.</summary>
    public required CarpDeclaration Declaration { get; set; }

    /// <summary>Whether anything was said about it.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>Takes a parameter; those that are not the declaration's pass by.</summary>
    /// <returns>What is wrong, without the program's name; null when nothing is.</returns>
    public string? Take(Operation operation)
    {
        IsTouched |= operation is Operation.CarpParameter and not Operation.State or Operation.Lladdr
            or Operation.SetAddress or Operation.RemoveAddress or Operation.RemoveAll;
        switch (operation)
        {
            case Operation.SetAddress set:
                return Set(set.Words);
            case Operation.RemoveAddress remove:
                return Remove(remove.Address);
            case Operation.Description:
                return $"description: {name} keeps its parameters there";
            default:
                Declaration = With(operation);
                return null;
        }
    }

    private CarpDeclaration With(Operation operation) => operation switch
    {
        Operation.AdvBase advBase => Declaration with { AdvBase = advBase.Seconds },
        Operation.AdvSkew skew => Declaration with { AdvSkew = skew.Skew },
        Operation.Pass pass => Declaration with { Passphrase = pass.Text },
        Operation.CarpPeer peer => Declaration with { Peer = peer.Address },
        Operation.SyncPeer peer => Declaration with { SyncPeer = peer.Address },
        Operation.LladdrOfParent => Declaration with { UsesParentAddress = true, LinkAddress = null },
        Operation.Lladdr own => Declaration with { UsesParentAddress = false, LinkAddress = Own(own.Address ?? randomAddress()) },
        Operation.RemoveAll all => Declaration with { Addresses = Declaration.Addresses.RemoveAll(a => a.IsV6 == all.IsV6) },
        _ => Declaration,
    };

    private HardwareAddress? Own(HardwareAddress address) => address == VirtualAddress.Of(Declaration.Vhid) ? null : address;

    /// <summary>The netmask is not looked at: the parent has the network.</summary>
    private string? Set(AddressWords words)
    {
        var address = words.Address;
        if (words.Destination is not null || words.IsEui64 || words.PreferredSeconds is not null || words.ValidSeconds is not null)
        {
            return $"{address}: an address of a carp interface has no other end, no lifetimes and no eui64";
        }

        if (!IsOfOneHost(address))
        {
            return $"{address}: bad value";
        }

        if (Declaration.Addresses.Contains(address))
        {
            return null;
        }

        // Without alias it takes the place of the one that is not named otherwise.
        var replaced = address.IsV6 || words.IsAlias ? [] : Declaration.Addresses.Where(a => !a.IsV6 && !IsAlias(a)).ToArray();
        if (replaced.Length > 1)
        {
            return Ambiguous();
        }

        Declaration = Declaration with { Addresses = [.. Declaration.Addresses.Except(replaced).Append(address).Order()] };
        return null;
    }

    private string? Remove(InetAddress? address)
    {
        var v4 = Declaration.Addresses.Where(a => !a.IsV6).ToArray();
        if (address is null && v4.Length > 1)
        {
            return Ambiguous();
        }

        var gone = address ?? v4.FirstOrDefault();
        if (!Declaration.Addresses.Contains(gone))
        {
            return $"SIOCDIFADDR: {LinuxException.Describe(NetlinkError.EADDRNOTAVAIL)}";
        }

        Declaration = Declaration with { Addresses = Declaration.Addresses.Remove(gone) };
        return null;
    }

    private static bool IsOfOneHost(InetAddress address) => address switch
    {
        { IsAny: true } => false,
        { IsV6: true } => address != LoopbackV6 && address.Masked(8) != MulticastV6,
        _ => address != Broadcast && address.Masked(8) != LoopbackV4 && address.Masked(4) != MulticastV4,
    };

    private bool IsAlias(InetAddress address) =>
        operations.Any(o => o is Operation.SetAddress { Words: { IsAlias: true } words } && words.Address == address);

    private string Ambiguous() =>
        $"{name}: it has several addresses, and none is the first: alias ADDRESS adds one, delete ADDRESS removes one";
}
