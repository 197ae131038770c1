using System.Globalization;
using System.Text;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <content>What is particular to an interface's kind.</content>
public sealed partial class InterfacePrinter
{
    private const int HundredthsPerSecond = 100;
    private const byte ActorCollects = 0x10, ActorDistributes = 0x20;

    private void PrintEncapsulation(StringBuilder text, Link link)
    {
        switch (link)
        {
            case { Kind: "vlan", VlanId: { } tag }:
                Line(text, $"encap: vnetid {tag} parent {Lower(link)}");
                break;

            case { Vxlan: { } vxlan }:
                Line(text, $"encap: vnetid {vxlan.Id} parent {NameOf(vxlan.LowerIndex)}");
                PrintEnds(text, vxlan.Local, vxlan.Remote, vxlan.Ttl, vxlan.Port);
                break;

            case { Tunnel: { } tunnel }:
                if (tunnel.Key is not null || tunnel.LowerIndex is not null)
                {
                    Line(text, $"encap: vnetid {tunnel.Key?.ToString(CultureInfo.InvariantCulture) ?? "none"} parent {NameOf(tunnel.LowerIndex)}");
                }

                PrintEnds(text, tunnel.Local, tunnel.Remote, tunnel.Ttl, port: null);
                break;

            case { Kind: "macvlan", LowerIndex: not null } when CarpAlias.Of(link) is null:
                Line(text, $"encap: vnetid none parent {Lower(link)}");
                break;

            default:
                break;
        }
    }

    /// <summary><c>carp: MASTER carpdev em0 vhid 1 advbase 1 advskew 0</c>.</summary>
    private void PrintCarp(StringBuilder text, InterfaceView view)
    {
        if (view.Carp is { } carp)
        {
            var words = string.Join(' ', CarpText.PublicWords(carp).Select(pair => $"{pair.Word} {pair.Value}"));
            Line(text, $"carp: {CarpRoles.Word(CarpRoles.Of(view.Link))} carpdev {Lower(view.Link)} {words}");
        }
    }

    private static void PrintEnds(StringBuilder text, InetAddress? local, InetAddress? remote, byte? ttl, ushort? port)
    {
        if ((local ?? remote) is not { } one)
        {
            Line(text, "tunnel: (unset)");
            return;
        }

        var any = one.IsV6 ? InetAddress.AnyV6 : InetAddress.AnyV4;
        var atPort = port is { } number ? $" port {number}" : "";
        var copies = ttl is { } hops ? hops == 0 ? " ttl copy" : $" ttl {hops}" : "";
        Line(text, $"tunnel: {(one.IsV6 ? "inet6" : "inet")} {local ?? any}{atPort} -> {remote ?? any}{copies}");
    }

    private void PrintTrunk(StringBuilder text, Link link)
    {
        if (link.Bond is { } bond)
        {
            Line(text, $"trunk: trunkproto {CloneKind.ProtocolName(bond.Mode)}");
            foreach (var (port, flags) in TrunkPorts(table, link))
            {
                Line(text, $"\ttrunkport {port.Name}{(flags.Count > 0 ? " " : "")}{string.Join(',', flags)}");
            }
        }
        else if (link is { SlaveKind: "bond", MasterIndex: { } trunk })
        {
            Line(text, $"trunk: trunkdev {NameOf(trunk)}");
        }
    }

    /// <summary>The ports of a trunk with OpenBSD's words for what they do; the first is the master.</summary>
    internal static IEnumerable<(Interface Port, List<string> Flags)> TrunkPorts(InterfaceTable table, Link trunk)
    {
        var bond = trunk.Bond!;
        var ports = table.InOrder().Where(i => i.Link.MasterIndex == trunk.Index)
            .OrderByDescending(i => i.Link.Index == bond.PrimaryIndex).ToArray();
        var isFirst = true;
        foreach (var port in ports)
        {
            var flags = isFirst ? new List<string> { "master" } : [];
            flags.AddRange(Activity(port.Link, bond));
            yield return (port, flags);
            isFirst = false;
        }
    }

    private static IEnumerable<string> Activity(Link port, BondSettings bond)
    {
        if (port.BondPort is not { HasLink: true, IsActive: true } state)
        {
            yield break;
        }

        if (bond.Mode != BondMode.Lacp)
        {
            yield return "active";
            yield break;
        }

        if (state.Aggregator == bond.ActiveAggregator)
        {
            yield return "active";
        }

        if ((state.ActorState & ActorCollects) != 0)
        {
            yield return "collecting";
        }

        if ((state.ActorState & ActorDistributes) != 0)
        {
            yield return "distributing";
        }
    }

    private void PrintBridge(StringBuilder text, Link link)
    {
        if (link.Bridge is not { } bridge)
        {
            return;
        }

        Line(text, $"priority {bridge.Priority} hellotime {bridge.HelloTime / HundredthsPerSecond} fwddelay {bridge.ForwardDelay / HundredthsPerSecond}"
            + $" maxage {bridge.MaxAge / HundredthsPerSecond} proto {(bridge.SpeaksStp ? "stp" : "none")}");
        foreach (var member in table.InOrder().Where(i => i.Link.MasterIndex == link.Index))
        {
            var port = member.Link.BridgePort ?? new BridgePort();
            var flags = (port.Learns ? 1 : 0) | (port.Floods ? 2 : 0);
            Line(text, $"{member.Name} flags={flags:x}<{string.Join(',', BridgeFlags(port))}>");
            Line(text, $"\tport {member.Link.Index} ifpriority {port.Priority} ifcost {port.Cost}");
        }
    }

    internal static IEnumerable<string> BridgeFlags(BridgePort port)
    {
        if (port.Learns)
        {
            yield return "LEARNING";
        }

        if (port.Floods)
        {
            yield return "DISCOVER";
        }
    }

    /// <summary>The link below; it may be in another namespace, where its number means nothing here.</summary>
    private string Lower(Link link) => link.LowerNamespace is null ? NameOf(link.LowerIndex) : "none";
}
