using Koi.Interfaces.Addresses;
using Koi.Interfaces.Groups;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Linux;

/// <summary>Reads all that <c>table inet koi</c> holds of groups, counters and addresses. Needs CAP_NET_ADMIN.</summary>
internal static class KernelSetsDump
{
    /// <summary>Reads it. Ask for the generation before, and change nothing if it is another then.</summary>
    /// <param name="socket">The kernel.</param>
    /// <param name="complain">Gets a line for each set that declares addresses wrongly.</param>
    public static KernelSets Fetch(NetfilterSocket socket, Action<string> complain)
    {
        if (socket.FindTable(KoiTable.Family, KoiTable.Name) is not { } table)
        {
            return KernelSets.Empty;
        }

        var sets = KernelSets.Empty with { TableHandle = table.Handle };
        foreach (var set in socket.DumpSets(KoiTable.Family, KoiTable.Name))
        {
            if (KoiTable.Group(set) is { } group)
            {
                sets = AddGroup(sets, group, set, socket.DumpElements(set.Id) ?? []);
            }
            else if (KoiTable.Misfit(set) is { } misfit)
            {
                complain($"set {set.Id.Name} is no plain set of interface names; group {misfit} is not kept");
                sets = sets with { Misfits = sets.Misfits.Add(misfit) };
            }
            else if (KoiTable.IsDemotion(set))
            {
                sets = AddDemotion(sets, socket.DumpElements(set.Id) ?? []);
            }
            else if (AddressSet.IsName(set.Id.Name))
            {
                sets = AddAddresses(sets, set, socket, complain);
            }
        }

        return sets;
    }

    private static KernelSets AddGroup(KernelSets sets, string group, NetfilterSet set, List<SetElement> elements)
    {
        sets = sets with { Groups = sets.Groups.SetItem(group, set.Handle) };
        return elements.Aggregate(
            sets,
            (now, element) => KoiTable.NameOf(element) is { } name ? now.With(group, name, ElementMark.Parse(element.Comment)) : now);
    }

    private static KernelSets AddDemotion(KernelSets sets, List<SetElement> elements) => elements.Aggregate(
        sets with { HasDemotion = true },
        (now, element) => KoiTable.NameOf(element) is { } name
            ? now.WithDemotion(name, (int)Math.Min(element.Data?.ToMark() ?? 0, byte.MaxValue))
            : now);

    private static KernelSets AddAddresses(KernelSets sets, NetfilterSet set, NetfilterSocket socket, Action<string> complain)
    {
        if (KoiTable.Addresses(set, out var error) is not { } declared)
        {
            complain($"set {set.Id.Name}: {error}");
            return sets;
        }

        var elements = socket.DumpElements(set.Id) ?? [];
        var ranges = declared.IsInterval
            ? AddressRange.FromElements(elements).Select(range => range with { Comment = null })
            : elements.Select(element => element.Key.ToAddress()).OfType<Netlink.InetAddress>().Select(one => new AddressRange(one, one));
        return sets with { AddressSets = sets.AddressSets.SetItem(declared.Name, declared with { Ranges = [.. ranges] }) };
    }
}
