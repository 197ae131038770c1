using System.Collections.Immutable;
using Koi.Interfaces;
using Koi.Interfaces.Carp;
using Koi.Interfaces.Ifconfig;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Tests.Interfaces.Ifconfig;

/// <summary>Interfaces as the kernel might have them, and plans as text.</summary>
internal static class World
{
    public const LinkFlags CardFlags = LinkFlags.Broadcast | LinkFlags.Multicast;
    public const LinkFlags UpFlags = CardFlags | LinkFlags.Up | LinkFlags.Running | LinkFlags.LowerUp;

    public static readonly HardwareAddress RandomAddress = Mac("02:00:00:00:00:99");

    public static GroupState NoGroups { get; } = new(ImmutableSortedDictionary<string, InterfaceGroup>.Empty);

    public static Link Card(int index, string name) => new()
    {
        Index = index,
        Name = name,
        HardwareType = Link.Ethernet,
        Flags = UpFlags,
        Mtu = 1500,
        Address = Mac($"02:00:00:00:00:{index:x2}"),
        HasCarrier = true,
    };

    public static HardwareAddress Mac(string text) => HardwareAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    public static InetAddress Ip(string text) => InetAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    public static InterfaceAddress Address(int index, string text, string? broadcast = null, string? peer = null, uint flags = InterfaceAddress.Permanent)
    {
        var parts = text.Split('/');
        return new()
        {
            InterfaceIndex = index,
            Prefix = new InetPrefix(Ip(parts[0]), byte.Parse(parts[1])),
            Broadcast = broadcast is null ? null : Ip(broadcast),
            Peer = peer is null ? null : Ip(peer),
            Flags = flags,
        };
    }

    public static InterfaceTable Table(params ReadOnlySpan<Link> links) => InterfaceTable.Of(links.ToArray().Select(l => new Interface(l, [])));

    public static InterfaceTable Table(Link link, params ReadOnlySpan<InterfaceAddress> addresses) => InterfaceTable.Of([new Interface(link, [.. addresses])]);

    public static IfconfigCommand.Change Change(string arguments)
    {
        var command = IfconfigCommand.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var error);
        return Assert.IsType<IfconfigCommand.Change>(command ?? throw new FormatException(error));
    }

    /// <summary>The requests, one a line, or the error.</summary>
    public static string Plan(
        InterfaceTable table, string arguments, GroupState? groups = null, IReadOnlyDictionary<int, CarpDeclaration>? declarations = null)
    {
        var plan = Planner.Make(table, groups ?? NoGroups, Change(arguments), () => RandomAddress, declarations);
        return plan.Error is { } error ? $"error: {error.Text}" : string.Join("; ", plan.Requests.Select(Text).Concat(plan.Warnings));
    }

    private static string Text(Request request) => request switch
    {
        Request.AddLink add => $"add {add.Interface} {KindText(add.Kind)}",
        Request.AddTun tun => $"add {tun.Interface} {(tun.IsTap ? "tap" : "tun")}",
        Request.Delete delete => $"delete {delete.Interface}",
        Request.Change change => $"{change.Ioctl} {change.Interface}{Text(change.Settings)}",
        Request.ChangeTunnel tunnel => $"change {tunnel.Interface} {KindText(tunnel.Kind)}",
        Request.ChangeBond bond => $"change {bond.Interface}{Text(bond.Settings)}{(bond.Primary is null ? "" : $" primary {bond.Primary}")}",
        Request.SetOwner port => $"{port.Interface} into {port.Owner ?? "none"}",
        Request.AddAddress add => $"{add.Interface} +{Text(add.Address)}",
        Request.ReplaceAddress replace => $"{replace.Interface} ={Text(replace.Address)}",
        Request.DeleteAddress delete => $"{delete.Interface} -{Text(delete.Address)}",
        Request.RestoreAddresses restore => $"{restore.Interface} restore{string.Concat(restore.Addresses.Select(a => $" {Text(a)}"))}",
        Request.Declare declare => $"declare {declare.Interface} {CarpText.Write(declare.Declaration).Trim().Replace('\n', ' ')}",
        Request.Undeclare gone => $"undeclare {gone.Index}",
        Request.AskDaemon ask => $"ask {ask.Text}{(ask.Need == DaemonNeed.Later ? "" : $" ({ask.Need})")}",
        Request.JoinGroup join => $"{join.Interface} joins {join.Group}",
        Request.LeaveGroup leave => $"{leave.Interface} leaves {leave.Group}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Text(InterfaceAddress address) => $"{address.Prefix.Address}/{address.Prefix.Length}"
        + (address.Peer is { } peer ? $" peer {peer}" : "")
        + (address.Broadcast is { } broadcast ? $" brd {broadcast}" : "")
        + (address.PreferredSeconds == uint.MaxValue ? "" : $" pltime {address.PreferredSeconds}")
        + (address.ValidSeconds == uint.MaxValue ? "" : $" vltime {address.ValidSeconds}");

    private static string Text(LinkChange change) =>
        (change.IsUp is { } isUp ? $" {(isUp ? "up" : "down")}" : "")
        + (change.Mtu is { } mtu ? $" mtu {mtu}" : "")
        + (change.Address is { } address ? $" {address}" : "")
        + (change.AddressGeneration is { } generation ? $" generates {generation}" : "")
        + (change.Alias is { } alias ? $" '{alias}'" : "")
        + (change.ResolvesAddresses is { } resolves ? $" {(resolves ? "arp" : "noarp")}" : "");

    private static string Text(BondSettings bond) =>
        $"{Word("", bond.Mode)}{Word("miimon ", bond.MonitorMilliseconds)}{Word("reselect ", bond.PrimaryReselect)}{Word("mac ", bond.FailOverMac)}"
        + $"{Word("", bond.Hash)}{Word("", bond.LacpRate)}";

    private static string KindText(LinkKind kind) => kind switch
    {
        LinkKind.Macvlan macvlan => $"macvlan {macvlan.Mode} on {macvlan.LowerIndex}",
        LinkKind.Vlan vlan => $"{(vlan.IsService ? "svlan" : "vlan")} {vlan.Id} on {vlan.LowerIndex}",
        LinkKind.Bond bond => $"bond{Text(bond.Settings)}",
        LinkKind.Tunnel { Settings: var t, Protocol: var p } =>
            $"{p} {t.Local} {t.Remote}{Word("ttl ", t.Ttl)}{Word("key ", t.Key)}{Word("on ", t.LowerIndex)}",
        LinkKind.Vxlan { Settings: var v } =>
            $"vxlan{Word("", v.Id)} {v.Local} {v.Remote}{Word("ttl ", v.Ttl)}{Word("port ", v.Port)}{Word("on ", v.LowerIndex)}",
        _ => kind.GetType().Name,
    };

    private static string Word<T>(string name, T? value)
        where T : struct => value is { } present ? $" {name}{present}" : "";
}
