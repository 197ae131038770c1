using System.Collections.Immutable;
using System.Text;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <content>Carp interfaces: a link is made, and what is asked for is declared; koid(8) does the rest.</content>
public sealed partial class Planner
{
    private const string CarpIoctl = "SIOCSVH";

    private bool IsCarp => IsNew ? CreationWords.IsCloned(name) && CreationWords.Cloner(name) is "carp" : CarpAlias.Of(Link) is not null;

    private bool IsNew => Link.Index == 0;

    private PlanError? PlanCarp(ImmutableArray<Operation> operations)
    {
        var isNew = IsNew;
        if ((isNew ? null : CheckKind(operations)) is { } mismatch)
        {
            return mismatch;
        }

        if ((Words.Of(operations) with { Carp = null }).OnlyFor(name, "") is { } foreign)
        {
            return foreign;
        }

        if (FindCarpDevice(operations, out var device, out var vhid) is { } error)
        {
            return error;
        }

        var before = isNew ? null : declarations.GetValueOrDefault(Link.Index);
        var draft = new CarpDraft(name, operations, randomAddress) { Declaration = before ?? Known(vhid) };
        if (operations.Select(draft.Take).FirstOrDefault(wrong => wrong is not null) is { } wrong)
        {
            return new(wrong);
        }

        if (CheckAddresses(draft.Declaration) is { } taken)
        {
            return taken;
        }

        var isChanged = isNew || (draft.IsTouched && draft.Declaration != before);
        if (isChanged)
        {
            Declare(draft.Declaration, device, isNew ? null : before ?? Known(vhid));
            WarnOfPassphrase(operations, draft.Declaration, isLost: !isNew && before is null);
        }

        foreach (var operation in operations.Where(o => o is Operation.Mtu or Operation.Arp or Operation.Join or Operation.Leave or Operation.AddPort or Operation.RemovePort))
        {
            if (Apply(operation) is { } refused)
            {
                return refused;
            }
        }

        FinishCarp(operations, isNew, isChanged);
        return null;
    }

    /// <summary>What the link itself tells, for when the declaration is gone; a new one has the defaults.</summary>
    private CarpDeclaration Known(byte vhid)
    {
        var known = CarpAlias.Of(Link) ?? new CarpDeclaration { Vhid = vhid };
        return IsNew || known.UsesParentAddress || Link.Address == VirtualAddress.Of(vhid) ? known : known with { LinkAddress = Link.Address };
    }

    private PlanError? FindCarpDevice(ImmutableArray<Operation> operations, out Link device, out byte vhid)
    {
        var deviceName = operations.OfType<Operation.CarpDevice>().LastOrDefault()?.Name;
        var wanted = operations.OfType<Operation.Vhid>().LastOrDefault()?.Number;
        var old = CarpAlias.Of(Link);
        (vhid, device) = (wanted ?? old?.Vhid ?? 0, Link);
        if (old is null && (wanted is null || deviceName is null))
        {
            return new($"{name}: Linux makes a carp interface together with its parent: ifconfig {name} create"
                + $" vhid {wanted?.ToString() ?? "VHID"} carpdev {deviceName ?? "INTERFACE"}");
        }

        if (deviceName is not null)
        {
            if (table.Find(deviceName) is not { } found)
            {
                return new($"{deviceName}: no such interface", IsBare: true);
            }

            device = found.Link;
        }

        return old is null ? CheckCarpDevice(device, vhid)
            : wanted is { } number && number != old.Vhid ? new(
                $"{name}: its vhid is {old.Vhid}; make it again: ifconfig {name} destroy; ifconfig {name} create vhid {number} carpdev {deviceName ?? NameOf(Link.LowerIndex)}")
            : deviceName is not null && device.Index != Link.LowerIndex ? Unchangeable(
                $"its carpdev is {NameOf(Link.LowerIndex)}", $"vhid {vhid} carpdev {deviceName}")
            : null;
    }

    private PlanError? CheckCarpDevice(Link device, byte vhid)
    {
        if (device.HardwareType != Link.Ethernet)
        {
            return new($"carpdev {device.Name}: not Ethernet");
        }

        if (device.Kind is "macvlan" or "macvtap")
        {
            return new($"carpdev {device.Name}: Linux would take its parent instead");
        }

        var twin = table.InOrder().FirstOrDefault(i => i.Link.LowerIndex == device.Index && i.Link.LowerNamespace is null && CarpAlias.Of(i.Link)?.Vhid == vhid);
        return twin is null ? null : new($"{CarpIoctl}: {twin.Name} has vhid {vhid} on {device.Name}: {LinuxException.Describe(NetlinkError.EINVAL)}");
    }

    private PlanError? CheckAddresses(CarpDeclaration declaration)
    {
        foreach (var (index, other) in declarations.Where(d => d.Key != Link.Index).OrderBy(d => d.Key))
        {
            if (table.Find(index) is { } twin && CarpAlias.Of(twin.Link) is not null
                && declaration.Addresses.Intersect(other.Addresses).Select(a => (InetAddress?)a).FirstOrDefault() is { } both)
            {
                return new($"SIOCAIFADDR: {twin.Name} has {both}: {LinuxException.Describe(NetlinkError.EEXIST)}");
            }
        }

        return null;
    }

    private void Declare(CarpDeclaration declaration, Link device, CarpDeclaration? before)
    {
        var alias = CarpAlias.Write(declaration);
        var address = declaration.EffectiveAddress ?? (before is { UsesParentAddress: true } ? Link.Address : randomAddress());
        if (before is null)
        {
            var kind = new LinkKind.Macvlan(device.Index, MacvlanMode.Bridge);
            Send(new Request.AddLink(name, kind));
            Send(new Request.Change(name, new LinkChange { AddressGeneration = AddressGeneration.None }, CarpIoctl));
            Send(new Request.Change(name, new LinkChange { Alias = alias }, CarpIoctl));
            // Last: of a link that is down Linux tells of a new address and not of a new alias, and koid must hear of both.
            Send(new Request.Change(name, new LinkChange { Address = address }, CarpIoctl));
            current = current with { Link = Link with { Kind = "macvlan", Alias = alias } };
        }
        else if (!string.Equals(alias, Link.Alias, StringComparison.Ordinal) || address != Link.Address)
        {
            var newAlias = string.Equals(alias, Link.Alias, StringComparison.Ordinal) ? null : alias;
            Send(new Request.Change(name, new LinkChange { Alias = newAlias, Address = address == Link.Address ? null : address }, CarpIoctl));
        }

        Send(new Request.Declare(name, declaration));
    }

    private void WarnOfPassphrase(ImmutableArray<Operation> operations, CarpDeclaration declaration, bool isLost)
    {
        var isGiven = operations.Any(o => o is Operation.Pass);
        if (isGiven && Encoding.UTF8.GetByteCount(declaration.Passphrase) > CarpDeclaration.MaxPassphrase)
        {
            warnings.Add($"warning: {name}: only the first {CarpDeclaration.MaxPassphrase} bytes of the passphrase count");
        }

        if (isLost && !isGiven)
        {
            warnings.Add($"warning: {name}: its passphrase and its addresses were lost; without pass it has no passphrase");
        }
    }

    /// <summary>koid sets a new link up, when it has closed its gate; afterwards it stays down when somebody sets it down.</summary>
    private void FinishCarp(ImmutableArray<Operation> operations, bool isNew, bool isChanged)
    {
        var said = operations.OfType<Operation.SetUp>().LastOrDefault()?.IsUp;
        var isPrepared = Link.LinkMode == CarpRoles.DormantMode;
        if (isChanged || (said is true && !Link.IsUp && !isPrepared))
        {
            Ask("reload", DaemonNeed.Later);
        }

        if (said is false && (isNew || Link.IsUp))
        {
            Ask($"down {name}", DaemonNeed.None);
            Send(new Request.Change(name, new() { IsUp = false }, "SIOCSIFFLAGS"));
        }
        else if (isPrepared && said is not false && (said is true || operations.Any(o => o is Operation.SetAddress)))
        {
            SetUp(true);
        }

        foreach (var state in operations.OfType<Operation.State>())
        {
            Ask($"state {name} {CarpRoles.Word(state.Role).ToLowerInvariant()}", DaemonNeed.Now);
        }
    }

    private void Ask(string text, DaemonNeed need) => Send(new Request.AskDaemon(name, text, need));
}
