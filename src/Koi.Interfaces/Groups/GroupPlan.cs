using System.Collections.Immutable;
using Koi.Interfaces.Addresses;

namespace Koi.Interfaces.Groups;

/// <summary>The difference between what the sets must hold and what they hold, as the changes of one transaction.</summary>
public sealed class GroupPlan
{
    private readonly GroupWorld world;
    private readonly Touched touched;
    private readonly ImmutableArray<SetChange>.Builder changes = ImmutableArray.CreateBuilder<SetChange>();
    private readonly HashSet<string> changedGroups = new(StringComparer.Ordinal);
    private KernelSets after;

    private GroupPlan(GroupWorld world, Touched touched) => (this.world, this.touched, after) = (world, touched, world.Kernel);

    /// <summary>Plans.</summary>
    /// <param name="world">What is, and what decides what must be.</param>
    /// <param name="touched">What may be wrong; what is not in it is not looked at.</param>
    /// <returns>Empty when all is right. In an order in which they can be applied.</returns>
    public static ImmutableArray<SetChange> Make(GroupWorld world, Touched touched)
    {
        var plan = new GroupPlan(world, touched);
        plan.AddContainers();
        foreach (var name in plan.Names())
        {
            plan.Reconcile(name);
        }

        plan.RestoreCounters();
        plan.DropCounters();
        plan.ReconcileAddresses();
        return plan.changes.DrainToImmutable();
    }

    private void Add(SetChange change)
    {
        changes.Add(change);
        after = change.Apply(after);
    }

    private void AddContainers()
    {
        if (after.TableHandle is null)
        {
            Add(new SetChange.AddTable());
        }

        if (!after.HasDemotion)
        {
            Add(new SetChange.AddDemotion());
        }

        if (touched.IsEverything)
        {
            foreach (var group in AutomaticGroups.WellKnown)
            {
                AddGroup(group);
            }
        }

        foreach (var set in world.LostAddressSets)
        {
            if (!after.AddressSets.ContainsKey(set.Name))
            {
                Add(new SetChange.AddAddressSet(set));
            }
        }
    }

    private void AddGroup(string group)
    {
        if (!after.Groups.ContainsKey(group) && !after.Misfits.Contains(group))
        {
            Add(new SetChange.AddGroup(group));
        }
    }

    /// <summary>A name that no interface has is looked at too: nobody must become a member by taking a name.</summary>
    private IEnumerable<string> Names() => touched.IsEverything
        ? world.Table.InOrder().Select(one => one.Name).Union(world.Kernel.Members.Keys, StringComparer.Ordinal)
        : touched.Interfaces.Order(StringComparer.Ordinal);

    private void Reconcile(string name)
    {
        var has = world.Kernel.Of(name);
        var wanted = world.Table.Find(name) is { } one ? world.Wanted(one) : [];
        foreach (var (group, mark) in has)
        {
            if (!wanted.TryGetValue(group, out var wish) || !IsSame(mark, wish))
            {
                Add(new SetChange.Leave(group, name));
                changedGroups.Add(group);
            }
        }

        foreach (var (group, wish) in wanted.OrderBy(w => w.Value.Order).ThenBy(w => w.Key, StringComparer.Ordinal))
        {
            var isThere = has.TryGetValue(group, out var mark);
            if ((isThere && IsSame(mark, wish)) || after.Misfits.Contains(group))
            {
                continue;
            }

            AddGroup(group);
            var order = Math.Max(wish.Order, mark.Order);
            Add(new SetChange.Join(group, name, wish with { Order = order > 0 ? order : after.LastOrder + 1 }));
            changedGroups.Add(group);
        }
    }

    /// <summary>The order is not compared: it says when the interface joined and stays what it was.</summary>
    private static bool IsSame(ElementMark one, ElementMark other) =>
        one.IsAutomatic == other.IsAutomatic && one.Index == other.Index;

    private void RestoreCounters()
    {
        foreach (var (group, count) in world.LostDemotion)
        {
            if (!after.Demotion.ContainsKey(group))
            {
                Add(new SetChange.Demote(group, null, count));
            }
        }
    }

    /// <summary>A group ends with its last member, and its counter with it; but carp is kept.</summary>
    /// <remarks>OpenBSD sys/net/if.c, if_delgroup; carp's reference is held by ip_carp.c.</remarks>
    private void DropCounters()
    {
        foreach (var (group, count) in after.Demotion)
        {
            if (group is not GroupName.Carp && !after.Counts.ContainsKey(group))
            {
                Add(new SetChange.Demote(group, count, 0));
            }
        }
    }

    private void ReconcileAddresses()
    {
        foreach (var set in after.AddressSets.Values)
        {
            if (IsTouched(set))
            {
                ReconcileAddresses(set);
            }
        }
    }

    private void ReconcileAddresses(AddressSet set)
    {
        var wanted = set.Wanted(world.Members(set.Expression));
        var obsolete = set.Ranges.Except(wanted);
        var missing = wanted.Except(set.Ranges);
        if (!obsolete.IsEmpty)
        {
            Add(new SetChange.DeleteRanges(set, [.. obsolete.OrderBy(range => range.First)]));
        }

        if (!missing.IsEmpty)
        {
            Add(new SetChange.AddRanges(set, [.. missing.OrderBy(range => range.First)]));
        }
    }

    /// <summary>Whether an interface that may have changed is, or was, among those the set is made of.</summary>
    private bool IsTouched(AddressSet set) => set.Error is null
        && (touched.IsEverything
            || touched.AddressSets.Contains(set.Name)
            || (set.Expression.IsAll && !touched.Interfaces.IsEmpty)
            || touched.Interfaces.Contains(set.Expression.Name)
            || changedGroups.Contains(set.Expression.Name)
            || touched.Interfaces.Any(name => after.Of(name).ContainsKey(set.Expression.Name)));
}
