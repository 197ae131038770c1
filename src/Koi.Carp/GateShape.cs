using System.Collections.Immutable;
using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Carp;

/// <summary>What the gate is to know of a virtual host.</summary>
/// <param name="Interface">The carp interface's name.</param>
/// <param name="Parent">Its parent's name.</param>
/// <param name="IsOnParent">Whether the addresses live on the parent, where the carp interface stays shut for ever.</param>
/// <param name="Addresses">The shared addresses.</param>
public sealed record GateHost(string Interface, string Parent, bool IsOnParent, ImmutableArray<InetAddress> Addresses);

/// <summary>A base chain of the gate.</summary>
/// <param name="Device">The link it is on.</param>
/// <param name="Role">What its rules are.</param>
public sealed record GateChain(string Device, GateRole Role);

/// <summary>What a chain of the gate is for.</summary>
public enum GateRole
{
    /// <summary>Lets frames into a carp interface that has a lease.</summary>
    CarpIn,

    /// <summary>Lets frames out of a carp interface that has a lease.</summary>
    CarpOut,

    /// <summary>Lets nothing in.</summary>
    ShutIn,

    /// <summary>Lets nothing out.</summary>
    ShutOut,

    /// <summary>Drops what would leave by a parent from a shared address without a lease.</summary>
    ParentOut,

    /// <summary>Drops what comes to a shared address that lives on the parent, without a lease.</summary>
    ParentIn,
}

/// <summary>
/// The gate as it should be, or is: <c>table netdev koi_carp</c>. Carp interfaces are shut, both ways, unless they have an element in
/// set <c>lease</c>; what a parent sends from a shared address needs one in <c>live4</c> or <c>live6</c>. These expire by themselves.
/// </summary>
/// <remarks>Sets of addresses belong to a parent: <c>v4_eth0</c> the shared ones, <c>here4_eth0</c> those of them that live on it,
/// <c>live4_eth0</c> those that have a lease.</remarks>
public sealed record GateShape
{
    /// <summary>The table's name.</summary>
    public const string Table = "koi_carp";

    /// <summary>The set of carp interfaces that have a lease.</summary>
    public const string LeaseSet = "lease";

    /// <summary>Nothing but the table.</summary>
    public static GateShape Empty { get; } = new();

    /// <summary>Base chains by name.</summary>
    public ImmutableSortedDictionary<string, GateChain> Chains { get; init; } =
        ImmutableSortedDictionary.Create<string, GateChain>(StringComparer.Ordinal);

    /// <summary>Sets of addresses by name; those of leases without what is in them.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<InetAddress>> Sets { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedSet<InetAddress>>(StringComparer.Ordinal);

    /// <summary>A set of the table.</summary>
    public static SetId Set(string name) => new(TableFamily.NetDev, Table, name);

    /// <summary>The set of a parent's addresses that have a lease.</summary>
    public static string LiveSet(string parent, bool isV6) => $"live{(isV6 ? 6 : 4)}_{parent}";

    /// <summary>What virtual hosts need.</summary>
    public static GateShape For(IReadOnlyCollection<GateHost> hosts)
    {
        var shape = Empty;
        foreach (var host in hosts)
        {
            shape = shape
                .With($"in_{host.Interface}", new(host.Interface, host.IsOnParent ? GateRole.ShutIn : GateRole.CarpIn))
                .With($"out_{host.Interface}", new(host.Interface, host.IsOnParent ? GateRole.ShutOut : GateRole.CarpOut));
        }

        foreach (var parent in hosts.ToLookup(host => host.Parent, StringComparer.Ordinal))
        {
            shape = shape
                .With($"parent_out_{parent.Key}", new(parent.Key, GateRole.ParentOut))
                .With(parent.Key, "v", parent)
                .With(parent.Key, "live", []);
            if (parent.Any(host => host.IsOnParent))
            {
                shape = shape
                    .With($"parent_in_{parent.Key}", new(parent.Key, GateRole.ParentIn))
                    .With(parent.Key, "here", parent.Where(host => host.IsOnParent));
            }
        }

        return shape;
    }

    private GateShape With(string name, GateChain chain) => this with { Chains = Chains.SetItem(name, chain) };

    private GateShape With(string parent, string prefix, IEnumerable<GateHost> hosts)
    {
        var addresses = hosts.SelectMany(host => host.Addresses).ToLookup(address => address.IsV6);
        return this with
        {
            Sets = Sets
                .SetItem($"{prefix}4_{parent}", [.. addresses[false]])
                .SetItem($"{prefix}6_{parent}", [.. addresses[true]]),
        };
    }
}
