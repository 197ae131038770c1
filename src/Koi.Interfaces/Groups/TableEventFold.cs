using Koi.Interfaces.Addresses;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Groups;

/// <summary>Takes nf_tables' events of <c>table inet koi</c> into the world, one after another.</summary>
/// <param name="ownPort">The port whose changes are koid's own: the world has them already, all but the kernel's numbers.</param>
/// <remarks>Events of links must have been taken in before: an element may name an interface that has just been made.</remarks>
public sealed class TableEventFold(uint ownPort)
{
    /// <summary>Takes one event.</summary>
    /// <returns>The world after it, and what is to be done besides what was pending.</returns>
    public (GroupWorld World, Pending Pending) Apply(GroupWorld world, Pending pending, NetfilterEvent happened) => happened switch
    {
        NetfilterEvent.TableAdded { Table: { Family: KoiTable.Family, Name: KoiTable.Name } table } =>
            Learn(world, pending, world.Kernel.TableHandle, table.Handle, happened.Port == ownPort, static (kernel, handle) =>
                kernel with { TableHandle = handle }),
        NetfilterEvent.TableRemoved { Family: KoiTable.Family, Name: KoiTable.Name } => (world, Reread(pending)),
        NetfilterEvent.SetRemoved { Set: var id } when IsKept(id) => (world, Reread(pending)),
        NetfilterEvent.SetAdded { Set: var set } when IsKept(set.Id) => AddSet(world, pending, set, happened.Port == ownPort),
        NetfilterEvent.ElementsAdded added when IsKept(added.Set) && happened.Port != ownPort => added.Elements.Aggregate(
            (world, pending), (now, element) => Add(now.world, now.pending, added.Set.Name, element)),
        NetfilterEvent.ElementsRemoved gone when IsKept(gone.Set) && happened.Port != ownPort => gone.Elements.Aggregate(
            (world, pending), (now, element) => Remove(now.world, now.pending, gone.Set.Name, element)),
        _ => (world, pending),
    };

    private static bool IsKept(SetId id) => id is { Family: KoiTable.Family, Table: KoiTable.Name }
        && (id.Name is KoiTable.DemotionMap || GroupName.FromSet(id.Name) is not null || AddressSet.IsName(id.Name));

    private static Pending Reread(Pending pending) => pending with { NeedsKernel = true };

    /// <summary>
    /// Takes the kernel's number of a table or set. Where another is known, the old one is gone, and what it held with it.
    /// </summary>
    private static (GroupWorld World, Pending Pending) Learn(
        GroupWorld world, Pending pending, ulong? known, ulong handle, bool isOwn, Func<KernelSets, ulong, KernelSets> learn) =>
        known == handle ? (world, pending)
        : (isOwn && known is 0) || known is null ? (world with { Kernel = learn(world.Kernel, handle) }, pending)
        : (world, Reread(pending));

    private static (GroupWorld World, Pending Pending) AddSet(GroupWorld world, Pending pending, NetfilterSet set, bool isOwn)
    {
        var kernel = world.Kernel;
        if (KoiTable.Group(set) is { } group)
        {
            return Learn(world, pending, kernel.Groups.TryGetValue(group, out var known) ? known : null, set.Handle, isOwn, (now, handle) =>
                now with { Groups = now.Groups.SetItem(group, handle) });
        }

        if (KoiTable.Misfit(set) is not null)
        {
            return (world, Reread(pending));
        }

        if (KoiTable.IsDemotion(set))
        {
            kernel = kernel with { HasDemotion = true };
        }
        else if (AddressSet.IsName(set.Id.Name))
        {
            // Its elements, if it came with some, are events that follow.
            var declared = KoiTable.Addresses(set, out _);
            var isKnown = kernel.AddressSets.TryGetValue(set.Id.Name, out var old) && (isOwn || old.Handle == set.Handle);
            var ranges = isKnown ? old!.Ranges : [];
            kernel = kernel with
            {
                AddressSets = declared is null
                    ? kernel.AddressSets.Remove(set.Id.Name)
                    : kernel.AddressSets.SetItem(set.Id.Name, declared with { Ranges = ranges }),
            };
            pending = isOwn ? pending
                : declared is null ? Reread(pending)
                : pending with { Touched = pending.Touched.WithSet(set.Id.Name) };
        }

        return (world with { Kernel = kernel }, pending);
    }

    private static (GroupWorld World, Pending Pending) Add(GroupWorld world, Pending pending, string set, SetElement element)
    {
        if (KoiTable.NameOf(element) is not { } name)
        {
            return (world, pending);
        }

        if (set is KoiTable.DemotionMap)
        {
            return (Demote(world, name, (int)Math.Min(element.Data?.ToMark() ?? 0, byte.MaxValue)), pending);
        }

        if (GroupName.FromSet(set) is not { } group)
        {
            return (world, Reread(pending));
        }

        if (world.Kernel.Misfits.Contains(group))
        {
            return (world, pending);
        }

        if (!world.Kernel.Groups.ContainsKey(group))
        {
            return (world, Reread(pending));
        }

        var mark = ElementMark.Parse(element.Comment);
        var owner = Adoption.Owner(world.Table, group, name, mark);
        return (world with
        {
            Kernel = world.Kernel.With(group, name, mark),
            Memberships = owner is { } index ? world.Memberships.With(index, group, mark.Order) : world.Memberships,
        }, Touch(pending, world.Table, name, owner));
    }

    private static (GroupWorld World, Pending Pending) Remove(GroupWorld world, Pending pending, string set, SetElement element)
    {
        if (KoiTable.NameOf(element) is not { } name)
        {
            return (world, pending);
        }

        if (set is KoiTable.DemotionMap)
        {
            return (Demote(world, name, null), pending);
        }

        if (GroupName.FromSet(set) is not { } group)
        {
            return (world, Reread(pending));
        }

        var isKnown = world.Kernel.Of(name).TryGetValue(group, out var mark);
        var owner = isKnown ? Adoption.Owner(world.Table, group, name, mark) : null;
        return (world with
        {
            Kernel = world.Kernel.Without(group, name),
            Memberships = owner is { } index ? world.Memberships.Without(index, group) : world.Memberships,
        }, Touch(pending with { Touched = WithSetsOf(world.Kernel, pending.Touched, group) }, world.Table, name, owner));
    }

    /// <summary>An element stands for an interface that may have another name by now.</summary>
    private static Pending Touch(Pending pending, InterfaceTable table, string name, int? owner) =>
        owner is { } index && table.Find(index) is { } one ? pending.With(name).With(one.Name) : pending.With(name);

    /// <summary>Who left is no member any more by which the plan could find the sets that have its addresses.</summary>
    private static Touched WithSetsOf(KernelSets kernel, Touched touched, string group) => kernel.AddressSets.Values
        .Where(set => string.Equals(set.Expression.Name, group, StringComparison.Ordinal))
        .Aggregate(touched, (now, set) => now.WithSet(set.Name));

    private static GroupWorld Demote(GroupWorld world, string group, int? count) => world with
    {
        Kernel = world.Kernel.WithDemotion(group, count),
    };
}
