using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <content>Making interfaces: Linux wants a vlan's parent and tag, and a tunnel's ends, at once.</content>
public sealed partial class Planner
{
    private const byte DefaultTtl = 64;
    private const ushort VxlanPort = 4789;
    private const uint MostVlan = 4094;
    private const uint MostVxlan = 0xffffff;

    private PlanError? Create(ImmutableArray<Operation> operations)
    {
        if (!CreationWords.IsCloned(name))
        {
            return operations.Any(o => o is Operation.Create)
                ? Refused("SIOCIFCREATE", NetlinkError.EINVAL)
                : new($"{name}: no such interface", IsBare: true);
        }

        var words = Words.Of(operations);
        return CreationWords.Cloner(name) switch
        {
            "bridge" or "veb" => words.OnlyFor(name, "") ?? Add(new LinkKind.Bridge(), "bridge"),
            "lo" or "vether" => words.OnlyFor(name, "") ?? Add(new LinkKind.Dummy(), "dummy"),
            "wg" => words.OnlyFor(name, "") ?? Add(new LinkKind.Wireguard(), "wireguard"),
            "tun" => words.OnlyFor(name, "") ?? AddTun(isTap: false),
            "tap" => words.OnlyFor(name, "") ?? AddTun(isTap: true),
            "trunk" or "aggr" => words.OnlyFor(name, "trunkproto") ?? AddTrunk(words.Protocol),
            "vlan" => words.OnlyFor(name, "vnetid parent") ?? AddVlan(words, isService: false),
            "svlan" => words.OnlyFor(name, "vnetid parent") ?? AddVlan(words, isService: true),
            "gif" => words.OnlyFor(name, "parent tunnel tunnelttl") ?? AddTunnel(words, TunnelProtocol.Ip),
            "gre" => words.OnlyFor(name, "vnetid parent tunnel tunnelttl") ?? AddTunnel(words, TunnelProtocol.Gre),
            "egre" => words.OnlyFor(name, "vnetid parent tunnel tunnelttl") ?? AddTunnel(words, TunnelProtocol.Gretap),
            "vxlan" => words.OnlyFor(name, "vnetid parent tunnel tunnelttl") ?? AddVxlan(words),
            _ => Refused("SIOCIFCREATE", NetlinkError.EINVAL),
        };
    }

    private PlanError? Add(LinkKind kind, string kernelName)
    {
        Send(new Request.AddLink(name, kind));
        var isPointToPoint = kind is LinkKind.Wireguard or LinkKind.Tunnel { Protocol: not TunnelProtocol.Gretap };
        current = current with { Link = Link with { Kind = kernelName, Flags = isPointToPoint ? LinkFlags.PointToPoint : LinkFlags.None } };
        return null;
    }

    private PlanError? AddTun(bool isTap)
    {
        Send(new Request.AddTun(name, isTap));
        current = current with { Link = Link with { Kind = "tun", IsTap = isTap, Flags = isTap ? LinkFlags.None : LinkFlags.PointToPoint } };
        return null;
    }

    private PlanError? AddTrunk(TrunkProtocol? protocol)
    {
        var settings = CloneKind.Bond(protocol ?? TrunkProtocol.RoundRobin);
        Add(new LinkKind.Bond(settings), "bond");
        current = current with { Link = Link with { Bond = settings } };
        return null;
    }

    private PlanError? AddVlan(Words words, bool isService)
    {
        var tag = words.Vnetid ?? Unit();
        if (tag is 0 or > MostVlan)
        {
            return new($"{name}: its tag must be 1-{MostVlan}: ifconfig {name} create vnetid TAG parent INTERFACE");
        }

        if (words.Parent is null)
        {
            return new($"{name}: Linux makes a vlan together with its parent: ifconfig {name} create vnetid {tag} parent INTERFACE");
        }

        return FindParent(words, out var parent) ?? Add(new LinkKind.Vlan(parent, (ushort)tag, isService), "vlan");
    }

    private PlanError? AddTunnel(Words words, TunnelProtocol protocol)
    {
        if (words.Tunnel is null)
        {
            return new($"{name}: Linux makes a tunnel together with its ends: ifconfig {name} create tunnel SOURCE DESTINATION");
        }

        return name is "gre0" ? Reserved() : FindParent(words, out var parent) ?? Add(new LinkKind.Tunnel(protocol, new TunnelSettings
        {
            Local = words.Tunnel.Source,
            Remote = words.Tunnel.Destination,
            Ttl = words.Ttl ?? DefaultTtl,
            Key = words.Vnetid,
            LowerIndex = parent == 0 ? null : parent,
        }), "");
    }

    /// <summary>Drivers of tunnels make a link without ends in every namespace, which can neither be changed nor removed.</summary>
    private PlanError Reserved() => new($"{name}: Linux keeps this name for itself; take another number");

    private PlanError? AddVxlan(Words words)
    {
        var id = words.Vnetid ?? Unit();
        if (id > MostVxlan)
        {
            return new($"{name}: its vnetid must be 0-{MostVxlan}");
        }

        if (words.Tunnel is null)
        {
            return new($"{name}: Linux makes a tunnel together with its ends: ifconfig {name} create vnetid {id} tunnel SOURCE DESTINATION");
        }

        return FindParent(words, out var parent) ?? Add(new LinkKind.Vxlan(new VxlanSettings
        {
            Id = id,
            Local = words.Tunnel.Source,
            Remote = words.Tunnel.Destination is { IsAny: false } remote ? remote : null,
            Ttl = words.Ttl ?? DefaultTtl,
            Port = VxlanPort,
            LowerIndex = parent == 0 ? null : parent,
        }), "vxlan");
    }

    /// <summary>The index of the parent; 0 when none was named.</summary>
    private PlanError? FindParent(Words words, out int index)
    {
        index = words.Parent is { } parent ? table.Find(parent)?.Link.Index ?? 0 : 0;
        return index == 0 && words.Parent is not null ? new($"{words.Parent}: no such interface", IsBare: true) : null;
    }

    /// <summary>The number at the end of the name.</summary>
    private uint Unit() => uint.TryParse(name.AsSpan(CreationWords.Cloner(name)!.Length), out var unit) ? unit : uint.MaxValue;

    /// <summary>The parameters that belong together; of two of a kind the last one counts.</summary>
    private sealed record Words(uint? Vnetid, string? Parent, Operation.Tunnel? Tunnel, byte? Ttl, TrunkProtocol? Protocol, string? Carp)
    {
        public static Words Of(ImmutableArray<Operation> operations) => new(
            operations.OfType<Operation.Vnetid>().LastOrDefault()?.Id,
            operations.OfType<Operation.Parent>().LastOrDefault()?.Name,
            operations.OfType<Operation.Tunnel>().LastOrDefault(),
            operations.OfType<Operation.TunnelTtl>().LastOrDefault()?.Ttl,
            operations.OfType<Operation.TrunkProto>().LastOrDefault()?.Protocol,
            operations.OfType<Operation.CarpParameter>().FirstOrDefault()?.Word);

        /// <summary>Refuses what an interface does not have.</summary>
        public PlanError? OnlyFor(string name, string words)
        {
            var allowed = words.Split(' ');
            var wrong = Given().FirstOrDefault(word => !allowed.Contains(word, StringComparer.Ordinal));
            return wrong is null ? null : new($"{wrong}: {name} has no such parameter");
        }

        private IEnumerable<string> Given()
        {
            if (Vnetid is not null)
            {
                yield return "vnetid";
            }

            if (Parent is not null)
            {
                yield return "parent";
            }

            if (Tunnel is not null)
            {
                yield return "tunnel";
            }

            if (Ttl is not null)
            {
                yield return "tunnelttl";
            }

            if (Protocol is not null)
            {
                yield return "trunkproto";
            }

            if (Carp is not null)
            {
                yield return Carp;
            }
        }
    }
}
