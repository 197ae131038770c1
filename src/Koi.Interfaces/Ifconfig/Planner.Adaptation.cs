using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <content>The parameters of an interface's kind, of one that is there.</content>
public sealed partial class Planner
{
    private PlanError? Adapt(ImmutableArray<Operation> operations)
    {
        if (name is "gre0" && operations.Any(o => o is Operation.Create or Operation.Tunnel or Operation.Vnetid))
        {
            return Reserved();
        }

        if (CheckKind(operations) is { } mismatch)
        {
            return mismatch;
        }

        var words = Words.Of(operations);
        return Link switch
        {
            { Kind: "vlan" } => words.OnlyFor(name, "vnetid parent") ?? CheckVlan(words),
            { Kind: "bond" } => words.OnlyFor(name, "trunkproto") ?? ChangeTrunk(words.Protocol),
            { Kind: "gre" or "gretap" or "ip6gre" or "ip6gretap", Tunnel: { } tunnel } =>
                words.OnlyFor(name, "vnetid parent tunnel tunnelttl") ?? ChangeTunnel(tunnel, words),
            { Tunnel: { } tunnel } => words.OnlyFor(name, "parent tunnel tunnelttl") ?? ChangeTunnel(tunnel, words),
            { Vxlan: { } vxlan } => words.OnlyFor(name, "vnetid parent tunnel tunnelttl") ?? ChangeVxlan(vxlan, words),
            _ => words.OnlyFor(name, ""),
        };
    }

    /// <summary>What is to be created may be there, when it is what would be made.</summary>
    private PlanError? CheckKind(ImmutableArray<Operation> operations) =>
        !operations.Any(o => o is Operation.Create) || (CreationWords.Cloner(name) is { } cloner && CloneKind.Matches(cloner, Link))
            ? null
            : Refused("SIOCIFCREATE", CreationWords.IsCloned(name) ? NetlinkError.EEXIST : NetlinkError.EINVAL);

    private PlanError? CheckVlan(Words words)
    {
        if (words.Vnetid is { } tag && tag != Link.VlanId)
        {
            return Unchangeable($"its tag is {Link.VlanId}", $"vnetid {tag} parent {words.Parent ?? NameOf(Link.LowerIndex)}");
        }

        return FindParent(words, out var parent)
            ?? (words.Parent is null || parent == Link.LowerIndex
                ? null
                : Unchangeable($"its parent is {NameOf(Link.LowerIndex)}", $"vnetid {words.Vnetid ?? Link.VlanId} parent {words.Parent}"));
    }

    private PlanError? ChangeTunnel(TunnelSettings tunnel, Words words)
    {
        if (FindParent(words, out var parent) is { } unknown)
        {
            return unknown;
        }

        var changed = tunnel with
        {
            Local = words.Tunnel?.Source ?? tunnel.Local,
            Remote = words.Tunnel?.Destination ?? tunnel.Remote,
            Ttl = words.Ttl ?? tunnel.Ttl,
            Key = words.Vnetid ?? tunnel.Key,
            LowerIndex = parent == 0 ? tunnel.LowerIndex : parent,
        };
        if (changed == tunnel)
        {
            return null;
        }

        var protocol = Link.Kind switch
        {
            "gre" or "ip6gre" => TunnelProtocol.Gre,
            "gretap" or "ip6gretap" => TunnelProtocol.Gretap,
            "ipip" => TunnelProtocol.Ipip,
            _ => TunnelProtocol.Ip,
        };
        if (changed.IsV6 != (Link.Kind is "ip6gre" or "ip6gretap" or "ip6tnl"))
        {
            return Unchangeable($"it is a tunnel in {(changed.IsV6 ? "IPv4" : "IPv6")}", $"tunnel {changed.Local} {changed.Remote}");
        }

        Send(new Request.ChangeTunnel(name, new LinkKind.Tunnel(protocol, changed)));
        return null;
    }

    private PlanError? ChangeVxlan(VxlanSettings vxlan, Words words)
    {
        if (FindParent(words, out var parent) is { } unknown)
        {
            return unknown;
        }

        if (words.Vnetid is { } id && id != vxlan.Id)
        {
            return Unchangeable($"its vnetid is {vxlan.Id}", $"vnetid {id} tunnel {words.Tunnel?.Source ?? vxlan.Local} {words.Tunnel?.Destination ?? vxlan.Remote}");
        }

        var changed = vxlan with
        {
            Local = words.Tunnel?.Source ?? vxlan.Local,
            Remote = words.Tunnel is { } ends ? (ends.Destination.IsAny ? null : ends.Destination) : vxlan.Remote,
            Ttl = words.Ttl ?? vxlan.Ttl,
            LowerIndex = parent == 0 ? vxlan.LowerIndex : parent,
        };
        if (changed == vxlan)
        {
            return null;
        }

        if (vxlan.Local is { } local && local.IsV6 != changed.Local!.Value.IsV6)
        {
            return Unchangeable($"it is a tunnel in {(local.IsV6 ? "IPv6" : "IPv4")}", $"vnetid {vxlan.Id} tunnel {changed.Local} {changed.Remote}");
        }

        // The port may be given again but not changed.
        Send(new Request.ChangeTunnel(name, new LinkKind.Vxlan(changed with { Id = null, Port = null })));
        return null;
    }

    private PlanError Unchangeable(string what, string words) =>
        new($"{name}: {what}, and Linux cannot change that: ifconfig {name} destroy; ifconfig {name} create {words}");

    private string NameOf(int? index) => index is { } number && table.Find(number) is { } found ? found.Name : "none";
}
