using System.Collections.Immutable;
using CsCheck;
using Koi.Interfaces;
using Koi.Interfaces.Addresses;
using Koi.Interfaces.Groups;
using Koi.Netlink.Netfilter;
using Koi.Tests.Interfaces.Addresses;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

/// <summary>Random worlds: any interfaces, any wishes, and sets that hold anything.</summary>
internal static class WorldGen
{
    public const int LastIndex = 6;

    /// <summary>Groups that administrators use; one has the name of a kind, one that of an interface.</summary>
    public static readonly string[] ExplicitGroups = ["ext", "dmz", "vlan", "wan"];

    private static readonly string[] InterfaceNames = ["eth0", "eth1", "eth2", "wan", "tun3", "vlan7", "br0"];

    private static readonly string?[] Kinds = [null, null, "vlan", "bridge", "veth", "macvlan", "sit"];

    private static readonly string[] KernelGroups = [.. ExplicitGroups, "egress", "bridge", "old"];

    public static ImmutableArray<AddressSet> Declared { get; } =
    [
        AddressSetTests.Set("a4_ext", "(ext)", isInterval: false), AddressSetTests.Set("a6_ext", "(ext:network)", isInterval: true),
        AddressSetTests.Set("a4_egress", "(egress:0)", isInterval: true), AddressSetTests.Set("a4_self", "(self:network)", isInterval: true),
        AddressSetTests.Set("a4_wan", "(wan:network)", isInterval: true), AddressSetTests.Set("a4_vlan", "(vlan:broadcast)", isInterval: false),
        AddressSetTests.Set("a6_eth0", "(eth0:peer)", isInterval: false), AddressSetTests.Set("a6_self", "(self:0)", isInterval: false),
        AddressSetTests.Set("a4_bad", "(ext:network)", isInterval: false),
    ];

    /// <summary>Addresses of small networks, so that a test can count them all; some at the end of what there is.</summary>
    public static Gen<string> AddressText { get; } = Gen.Select(Gen.Int[0, 5], Gen.Int[1, 14]).Select((kind, host) => kind switch
    {
        0 => $"10.0.0.{host}/28 broadcast 10.0.0.15",
        1 => $"10.0.0.{16 + host}/28",
        2 => $"255.255.255.{240 + host}/28",
        3 => $"2001:db8::{host:x}/124",
        4 => $"fe80::{host:x}/124",
        _ => $"2001:db8::1:{host:x}/128 peer 2001:db8::2:{host:x}",
    });

    public static Gen<InterfaceTable> Table { get; } =
        from count in Gen.Int[0, LastIndex]
        from names in Gen.Shuffle(InterfaceNames)
        from kinds in Gen.Int[0, Kinds.Length - 1].Array[count]
        from addresses in AddressText.Array[0, 4].Array[count]
        from routes in Gen.Select(Gen.Bool, Gen.Int[1, LastIndex + 1]).Array[0, 4]
        select InterfaceTable.Of(Enumerable.Range(0, count).Select(i => Interface(i + 1, names[i], Kinds[kinds[i]], addresses[i]))) with
        {
            DefaultRoutes = [.. routes.OrderBy(one => one.Item1).Select(one => one.Item1 ? Default6(one.Item2) : Default(one.Item2))],
        };

    public static Gen<Memberships> Memberships { get; } =
        Gen.Select(Gen.Int[1, LastIndex + 1], Texts.Of(ExplicitGroups), Gen.Long[0, 20]).Array[0, 6].Select(all =>
            all.Aggregate(Koi.Interfaces.Groups.Memberships.Empty, (now, one) => now.With(one.Item1, one.Item2, one.Item3)));

    public static Gen<KernelSets> Kernel { get; } =
        from hasTable in Gen.Frequency((1, Gen.Const(false)), (4, Gen.Const(true)))
        from groups in Gen.Select(Texts.Of(KernelGroups), Gen.ULong[1, 9]).Array[0, 8]
        from members in Gen.Select(Texts.Of(KernelGroups), Texts.Of([.. InterfaceNames, "gone0", "x"]), Mark).Array[0, 12]
        from demotion in Gen.Select(Texts.Of([.. KernelGroups, "carp"]), Gen.Int[1, 255]).Array[0, 3]
        from hasMap in Gen.Bool
        from sets in Gen.Select(Gen.Int[0, Declared.Length - 1], AddressText.Array[0, 4]).Array[0, 6]
        select hasTable ? Make(groups, members, hasMap ? demotion : null, sets) : KernelSets.Empty;

    public static Gen<GroupWorld> World { get; } =
        from table in Table
        from memberships in Memberships
        from kernel in Kernel
        from lostCounters in Gen.Select(Texts.Of(KernelGroups), Gen.Int[1, 255]).Array[0, 2]
        from lostSets in Gen.Int[0, Declared.Length - 1].Array[0, 2]
        select new GroupWorld(table, memberships, kernel)
        {
            LostDemotion = GroupWorld.Empty.LostDemotion.SetItems(lostCounters.Select(one => KeyValuePair.Create(one.Item1, one.Item2))),
            LostAddressSets = [.. lostSets.Distinct().Select(index => Declared[index]).Where(set => !kernel.AddressSets.ContainsKey(set.Name))],
        };

    private static Gen<ElementMark> Mark => Gen.Select(Gen.Int[0, 2], Gen.Int[1, LastIndex + 1], Gen.Long[0, 20]).Select((kind, index, order) => kind switch
    {
        0 => ElementMark.ByHand,
        1 => new ElementMark(index, order, IsAutomatic: false),
        _ => new ElementMark(null, order, IsAutomatic: true),
    });

    private static KernelSets Make(
        (string Name, ulong Handle)[] groups,
        (string Group, string Name, ElementMark Mark)[] members,
        (string Group, int Count)[]? demotion,
        (int Index, string[] Addresses)[] sets)
    {
        var kernel = KernelSets.Empty with
        {
            TableHandle = 1,
            HasDemotion = demotion is not null,
            Groups = KernelSets.Empty.Groups.SetItems(groups.Select(one => KeyValuePair.Create(one.Name, one.Handle))),
        };
        kernel = members.Where(one => kernel.Groups.ContainsKey(one.Group)).ToArray()
            .Aggregate(kernel, (now, one) => now.With(one.Group, one.Name, one.Mark));
        kernel = (demotion ?? []).Aggregate(kernel, (now, one) => now.WithDemotion(one.Group, one.Count));
        return kernel with
        {
            AddressSets = kernel.AddressSets.SetItems(sets.Select(one => Declared[one.Index]).Zip(sets, Fill).Select(set => KeyValuePair.Create(set.Name, set))),
        };
    }

    private static AddressSet Fill(AddressSet set, (int Index, string[] Addresses) content)
    {
        var addresses = content.Addresses.Select(text => IpAddress(1, text).Prefix).Where(prefix => prefix.Address.IsV6 == set.IsV6);
        return set with
        {
            Ranges = set.IsInterval
                ? [.. AddressRanges.Merge(addresses.Select(prefix => AddressRange.Of(prefix)))]
                : [.. addresses.Select(prefix => new AddressRange(prefix.Address, prefix.Address))],
        };
    }
}
