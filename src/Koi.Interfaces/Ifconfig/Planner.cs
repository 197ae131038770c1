using System.Collections.Immutable;
using System.Diagnostics;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>
/// Compares what is asked of an interface with what it is, and finds the requests that make up the difference. Everything that can be
/// known beforehand is checked here, so that a refused command has changed nothing.
/// </summary>
public sealed partial class Planner
{
    private readonly InterfaceTable table;
    private readonly GroupState groups;
    private readonly Func<HardwareAddress> randomAddress;
    private readonly string name;
    private readonly IReadOnlyDictionary<int, CarpDeclaration> declarations;
    private readonly List<Request> requests = [];
    private readonly List<string> warnings = [];
    private Interface current;      // as it will be after the requests so far

    private Planner(
        InterfaceTable table,
        GroupState groups,
        Func<HardwareAddress> randomAddress,
        IReadOnlyDictionary<int, CarpDeclaration> declarations,
        string name) =>
        (this.table, this.groups, this.randomAddress, this.declarations, this.name, current) =
        (table, groups, randomAddress, declarations, name, table.Find(name) ?? new Interface(new Link { Index = 0, Name = name }, []));

    private static ImmutableDictionary<int, CarpDeclaration> NoDeclarations => [];

    private Link Link => current.Link;

    /// <summary>Makes a plan.</summary>
    /// <param name="table">What the kernel has.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="randomAddress">Makes a link-layer address.</param>
    /// <param name="declarations">What was declared about carp interfaces, by index; null for nothing.</param>
    public static Plan Make(
        InterfaceTable table,
        GroupState groups,
        IfconfigCommand.Change command,
        Func<HardwareAddress> randomAddress,
        IReadOnlyDictionary<int, CarpDeclaration>? declarations = null)
    {
        var planner = new Planner(table, groups, randomAddress, declarations ?? NoDeclarations, command.Interface);
        return planner.PlanAll(command.Operations) is { } error
            ? Plan.Impossible(error)
            : new Plan([.. planner.requests], [.. planner.warnings], null);
    }

    private PlanError? PlanAll(ImmutableArray<Operation> operations)
    {
        if (IsCarp && operations is not [Operation.Destroy])
        {
            return PlanCarp(operations);
        }

        var error = operations is [Operation.Destroy] ? Destroy()
            : table.Find(name) is null ? Create(operations)
            : Adapt(operations);
        foreach (var operation in operations)
        {
            if (error is not null)
            {
                return error;
            }

            error = Apply(operation);
        }

        // OpenBSD sets an interface up when it gets an address.
        var isSetDown = operations.Any(o => o is Operation.SetUp { IsUp: false });
        return error ?? (isSetDown || !operations.Any(o => o is Operation.SetAddress) ? null : SetUp(true));
    }

    private PlanError? Apply(Operation operation) => operation switch
    {
        Operation.SetUp set => SetUp(set.IsUp),
        Operation.Mtu mtu => ChangeLink(Link.Mtu == mtu.Bytes, new() { Mtu = mtu.Bytes }, "SIOCSIFMTU"),
        Operation.Lladdr lladdr => SetLladdr(lladdr.Address ?? randomAddress()),
        Operation.Description description => ChangeLink(
            string.Equals(Link.Alias ?? "", description.Text, StringComparison.Ordinal), new() { Alias = description.Text }, "SIOCSIFDESCR"),
        Operation.Arp arp => ChangeLink(
            (Link.Flags & LinkFlags.NoArp) == LinkFlags.None == arp.Resolves, new() { ResolvesAddresses = arp.Resolves }, "SIOCSIFFLAGS"),
        Operation.Join join => Join(join.Group),
        Operation.Leave leave => Leave(leave.Group),
        Operation.AddPort add => AddPort(add),
        Operation.RemovePort remove => RemovePort(remove),
        Operation.SetAddress set => SetAddress(set.Words),
        Operation.RemoveAddress remove => RemoveAddress(remove.Address),
        Operation.RemoveAll all => RemoveAll(all.IsV6),
        // Done before all others, together.
        Operation.Create or Operation.Destroy or Operation.Vnetid or Operation.Parent or Operation.Tunnel or Operation.TunnelTtl
            or Operation.TrunkProto or Operation.CarpParameter => null,
        _ => throw new UnreachableException(),
    };

    private PlanError? SetUp(bool isUp)
    {
        if (Link.IsUp != isUp)
        {
            Send(new Request.Change(name, new() { IsUp = isUp }, "SIOCSIFFLAGS"));
            current = current with { Link = Link with { Flags = isUp ? Link.Flags | LinkFlags.Up : Link.Flags & ~LinkFlags.Up } };
        }

        return null;
    }

    private PlanError? SetLladdr(HardwareAddress address)
    {
        var isSame = Link.Address == address;
        current = current with { Link = Link with { Address = address } };
        return ChangeLink(isSame, new() { Address = address }, "SIOCSIFLLADDR");
    }

    private PlanError? ChangeLink(bool isSame, LinkChange change, string ioctl)
    {
        if (!isSame)
        {
            Send(new Request.Change(name, change, ioctl));
        }

        return null;
    }

    private PlanError? Join(string group)
    {
        // An automatic membership becomes one that lasts.
        if (group is GroupName.All || Membership(group) is { IsAutomatic: false })
        {
            return null;
        }

        WarnOfEgress(group);
        Send(new Request.JoinGroup(name, group));
        return null;
    }

    private PlanError? Leave(string group)
    {
        if (Membership(group) is null && !requests.Contains(new Request.JoinGroup(name, group)))
        {
            return Refused(" SIOCDIFGROUP", NetlinkError.ENOENT);
        }

        WarnOfEgress(group);
        Send(new Request.LeaveGroup(name, group));
        return null;
    }

    private GroupMember? Membership(string group) => groups.Groups.GetValueOrDefault(group)?.Members
        .Where(m => string.Equals(m.Interface, name, StringComparison.Ordinal))
        .Select(m => (GroupMember?)m)
        .FirstOrDefault();

    private void WarnOfEgress(string group)
    {
        if (group is GroupName.Egress)
        {
            warnings.Add("warning: egress follows the default routes; koid undoes this when they change");
        }
    }

    private PlanError? Destroy()
    {
        if (table.Find(name) is null)
        {
            return Refused("SIOCIFDESTROY", NetlinkError.ENODEV);
        }

        if (Link.Kind is null)
        {
            return Refused("SIOCIFDESTROY", NetlinkError.EINVAL);
        }

        // A bond sets its ports down when it lets them go.
        var ports = Link.Kind is "bond" ? Ports.Where(p => p.Link.IsUp).ToArray() : [];
        if (CarpAlias.IsOn(Link))
        {
            Send(new Request.AskDaemon(name, $"down {name}", DaemonNeed.None));
        }

        Send(new Request.Delete(name));
        if (CarpAlias.IsOn(Link))
        {
            Send(new Request.Undeclare(name, Link.Index));
        }

        foreach (var port in ports)
        {
            Send(new Request.Change(port.Name, new() { IsUp = true }, "SIOCIFDESTROY"));
        }

        return null;
    }

    private void Send(Request request) => requests.Add(request);

    private static PlanError Refused(string ioctl, int errno) => new($"{ioctl}: {LinuxException.Describe(errno)}");
}
