using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Carp.Linux;

/// <summary>
/// The role as the kernel shows it: link mode dormant, with the operational state UP for a master only; and the address guard, by which
/// a backup reaches the master through the address: IPv4 without its <c>local</c> route, IPv6 without the address.
/// </summary>
/// <remarks>One batch for each change of role. The kernel tells of each refusal; what was so already is none.</remarks>
internal sealed class LinkRecipe(RouteSocket routes) : IDisposable
{
    private const byte DormantMode = 1;

    private static readonly int[] SoAlready = [NetlinkError.EEXIST, NetlinkError.ESRCH, EADDRNOTAVAIL];
    private const int EADDRNOTAVAIL = 99;

    private readonly MessageWriter writer = new(4096);

    /// <summary>What was refused last; empty when nothing was.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Before the first time it is set up: waits for somebody to say what it is, and has its IPv4 addresses.</summary>
    public void Prepare(VirtualHost host)
    {
        LinkMessages.Change(writer, host.Index, new LinkChange { LinkMode = DormantMode, OperState = OperState.Dormant });
        if (VrfOf(host.Parent) is { } vrf && host.Link.MasterIndex != vrf)
        {
            LinkMessages.Change(writer, host.Index, new LinkChange { MasterIndex = vrf });
        }

        AddV4(host);
        Send("prepare carp interface");
    }

    /// <summary>Sets it up, as a backup.</summary>
    /// <remarks>
    /// Each local route is written once, before it is deleted: as long as nobody has written one in this namespace, Linux takes what comes
    /// from an address it has for its own packet, whatever the routes say, and a backup does not hear the master
    /// (net/ipv4/fib_frontend.c, fib_validate_source; seen on 6.18).
    /// </remarks>
    public void SetUp(VirtualHost host)
    {
        LinkMessages.Change(writer, host.Index, new LinkChange { IsUp = true });
        LinkMessages.Change(writer, host.Index, new LinkChange { LinkMode = DormantMode, OperState = OperState.Dormant });
        foreach (var address in host.Declaration!.Addresses.Where(address => !address.IsV6 && !host.IsOnParent))
        {
            RouteMessages.Replace(writer, Local(host, address));
        }

        Guard(host);
        Send("set carp interface up");
    }

    /// <summary>Sets it down.</summary>
    public void SetDown(VirtualHost host)
    {
        LinkMessages.Change(writer, host.Index, new LinkChange { IsUp = false });
        Send("set carp interface down");
    }

    /// <summary>Shows it as a master, with its addresses.</summary>
    public void ToMaster(VirtualHost host)
    {
        AddV4(host);
        foreach (var address in host.Declaration!.Addresses)
        {
            if (host.IsOnParent)
            {
                AddressMessages.Add(writer, OnParent(host, address));
            }
            else if (address.IsV6)
            {
                AddressMessages.Add(writer, OnCarp(host, address));
            }
            else
            {
                RouteMessages.Replace(writer, Local(host, address));
            }
        }

        LinkMessages.Change(writer, host.Index, new LinkChange { LinkMode = DormantMode, OperState = OperState.Up });
        Send("make carp interface master");
    }

    /// <summary>Says again that a master is up: its parent's carrier came back, say.</summary>
    public void ShowUp(VirtualHost host)
    {
        LinkMessages.Change(writer, host.Index, new LinkChange { LinkMode = DormantMode, OperState = OperState.Up });
        Send("show carp interface up");
    }

    /// <summary>Shows it as a backup, without its addresses.</summary>
    public void ToBackup(VirtualHost host)
    {
        LinkMessages.Change(writer, host.Index, new LinkChange { LinkMode = DormantMode, OperState = OperState.Dormant });
        Guard(host);
        Send("make carp interface backup");
    }

    /// <summary>Takes addresses away that are declared no longer, wherever they are.</summary>
    public void Remove(VirtualHost host, IEnumerable<InetAddress> addresses, bool wereOnParent)
    {
        foreach (var address in addresses)
        {
            AddressMessages.Delete(writer, wereOnParent ? OnParent(host, address) : OnCarp(host, address));
        }

        Send("remove carp address");
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    /// <summary>The addresses are visible on a backup, too, but nothing follows from them.</summary>
    private void AddV4(VirtualHost host)
    {
        if (!host.IsOnParent)
        {
            foreach (var address in host.Declaration!.Addresses.Where(address => !address.IsV6))
            {
                AddressMessages.Add(writer, OnCarp(host, address));
            }
        }
    }

    private void Guard(VirtualHost host)
    {
        foreach (var address in host.Declaration?.Addresses ?? [])
        {
            if (host.IsOnParent)
            {
                AddressMessages.Delete(writer, OnParent(host, address));
            }
            else if (address.IsV6)
            {
                AddressMessages.Delete(writer, OnCarp(host, address));
            }
            else
            {
                RouteMessages.Delete(writer, Local(host, address));
            }
        }
    }

    private static InterfaceAddress OnCarp(VirtualHost host, InetAddress address) => new()
    {
        InterfaceIndex = host.Index,
        Prefix = new InetPrefix(address, address.MaxPrefixLength),
        Flags = address.IsV6 ? InterfaceAddress.NoDad | InterfaceAddress.NoPrefixRoute : 0,
    };

    private static InterfaceAddress OnParent(VirtualHost host, InetAddress address) =>
        OnCarp(host, address) with { InterfaceIndex = host.Parent.Link.Index };

    private static RouteEntry Local(VirtualHost host, InetAddress address) =>
        RouteEntry.LocalOf(address, host.Index) with { Table = host.Parent.LocalTable };

    /// <summary>A carp interface belongs to its parent's VRF; a bridge or bond is no such thing.</summary>
    private static int? VrfOf(ParentLink parent) => parent.LocalTable == RouteEntry.LocalTable ? null : parent.Link.MasterIndex;

    private void Send(string operation)
    {
        var failure = routes.ApplyBatch(writer, operation).FirstOrDefault(refused => !SoAlready.Contains(refused.Error.Errno));
        Refusal = failure.Error.IsSuccess ? "" : $"{operation}: {failure.Error}";
    }
}
