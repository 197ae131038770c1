using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <content>Ports of trunks and bridges.</content>
public sealed partial class Planner
{
    private readonly HashSet<string> added = new(StringComparer.Ordinal);
    private readonly HashSet<string> removed = new(StringComparer.Ordinal);

    /// <summary>The ports it has, as the plan stands, in the order of their making.</summary>
    private IEnumerable<Interface> Ports => table.InOrder()
        .Where(i => added.Contains(i.Name) || (Link.Index != 0 && i.Link.MasterIndex == Link.Index && !removed.Contains(i.Name)));

    private bool IsFailover => Link.Bond?.Mode == BondMode.ActiveBackup;

    private PlanError? AddPort(Operation.AddPort add)
    {
        var ioctl = add.Owner == PortOwner.Trunk ? "SIOCSTRUNKPORT" : "SIOCBRDGADD";
        if (FindPort(add.Port, add.Owner, ioctl, out var port) is { } error)
        {
            return error;
        }

        if (Ports.Any(p => p.Link.Index == port.Link.Index))
        {
            return null;
        }

        if (port.Link.MasterIndex is > 0 && !removed.Contains(port.Name))
        {
            return new($"{ioctl}: {port.Name} is a port of {NameOf(port.Link.MasterIndex)}: {LinuxException.Describe(NetlinkError.EBUSY)}");
        }

        var isUp = port.Link.IsUp;
        if (add.Owner == PortOwner.Trunk && isUp)
        {
            Send(new Request.Change(port.Name, new() { IsUp = false }, ioctl));
        }

        Send(new Request.SetOwner(port.Name, name, ioctl));
        added.Add(port.Name);
        removed.Remove(port.Name);
        if (add.Owner == PortOwner.Trunk && isUp)
        {
            Send(new Request.Change(port.Name, new() { IsUp = true }, ioctl));
        }

        return IsFailover && Link.Bond!.PrimaryIndex is null ? Prefer(port) : null;
    }

    private PlanError? RemovePort(Operation.RemovePort remove)
    {
        var ioctl = remove.Owner == PortOwner.Trunk ? "SIOCSTRUNKDELPORT" : "SIOCBRDGDEL";
        if (FindPort(remove.Port, remove.Owner, ioctl, out var port) is { } error)
        {
            return error;
        }

        if (Ports.All(p => p.Link.Index != port.Link.Index))
        {
            return Refused(ioctl, NetlinkError.ENOENT);
        }

        Release(port, ioctl);
        if (!IsFailover || Link.Bond!.PrimaryIndex != port.Link.Index)
        {
            return null;
        }

        current = current with { Link = Link with { Bond = Link.Bond with { PrimaryIndex = null } } };
        return Ports.FirstOrDefault() is { } next ? Prefer(next) : null;
    }

    private PlanError? FindPort(string portName, PortOwner owner, string ioctl, out Interface port)
    {
        port = table.Find(portName) ?? current;
        if (Link.Kind is not ("bond" or "bridge") || (Link.Kind is "bond") != (owner == PortOwner.Trunk))
        {
            return new($"{ioctl}: {name} is no {(owner == PortOwner.Trunk ? "trunk" : "bridge")}");
        }

        return table.Find(portName) is null ? new($"{portName}: no such interface", IsBare: true) : null;
    }

    /// <summary>A bond sets a port down that leaves it.</summary>
    private void Release(Interface port, string ioctl)
    {
        Send(new Request.SetOwner(port.Name, null, ioctl));
        added.Remove(port.Name);
        removed.Add(port.Name);
        if (Link.Kind is "bond" && port.Link.IsUp)
        {
            Send(new Request.Change(port.Name, new() { IsUp = true }, ioctl));
        }
    }

    private PlanError? Prefer(Interface port)
    {
        Send(new Request.ChangeBond(name, new BondSettings(), port.Name));
        current = current with { Link = Link with { Bond = Link.Bond! with { PrimaryIndex = port.Link.Index } } };
        return null;
    }

    private PlanError? ChangeTrunk(TrunkProtocol? wanted)
    {
        if (wanted is not { } protocol || Link.Bond is not { } bond)
        {
            return null;
        }

        if (protocol == TrunkProtocol.None)
        {
            foreach (var port in Ports.ToArray())
            {
                Release(port, "SIOCSTRUNK");
            }

            return null;
        }

        var settings = CloneKind.Bond(protocol);
        if (settings.Mode == bond.Mode && Holds(settings.FailOverMac, bond.FailOverMac) && Holds(settings.LacpRate, bond.LacpRate))
        {
            return ChangeInPlace(settings, bond);
        }

        Rebuild(settings);
        return null;
    }

    private PlanError? ChangeInPlace(BondSettings settings, BondSettings bond)
    {
        var change = new BondSettings
        {
            MonitorMilliseconds = settings.MonitorMilliseconds == bond.MonitorMilliseconds ? null : settings.MonitorMilliseconds,
            PrimaryReselect = Holds(settings.PrimaryReselect, bond.PrimaryReselect) ? null : settings.PrimaryReselect,
            Hash = Holds(settings.Hash, bond.Hash) ? null : settings.Hash,
        };
        if (change != new BondSettings())
        {
            Send(new Request.ChangeBond(name, change, null));
        }

        return IsFailover && bond.PrimaryIndex is null && Ports.FirstOrDefault() is { } port ? Prefer(port) : null;
    }

    /// <summary>A bond changes its mode only while it is down and has no ports.</summary>
    private void Rebuild(BondSettings settings)
    {
        const string Ioctl = "SIOCSTRUNK";
        var ports = Ports.ToArray();
        var wasUp = Link.IsUp;
        var primary = Link.Bond!.PrimaryIndex ?? Link.Bond.ActiveIndex;
        foreach (var port in ports)
        {
            Send(new Request.SetOwner(port.Name, null, Ioctl));
        }

        SetUp(false);
        Send(new Request.ChangeBond(name, settings, null));
        current = current with { Link = Link with { Bond = settings } };
        foreach (var port in ports)
        {
            Send(new Request.SetOwner(port.Name, name, Ioctl));
        }

        if (IsFailover && (ports.FirstOrDefault(p => p.Link.Index == primary) ?? ports.FirstOrDefault()) is { } master)
        {
            Prefer(master);
        }

        if (wasUp)
        {
            SetUp(true);
        }
    }

    /// <summary>Whether there is nothing to set, or it is set already.</summary>
    private static bool Holds<T>(T? wanted, T? actual)
        where T : struct => wanted is null || EqualityComparer<T?>.Default.Equals(wanted, actual);
}
