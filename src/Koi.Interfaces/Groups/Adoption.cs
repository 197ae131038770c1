using System.Collections.Immutable;

namespace Koi.Interfaces.Groups;

/// <summary>Decides what is true after the sets were read from the kernel: at koid's start, after lost events, after a flush.</summary>
public static class Adoption
{
    /// <summary>
    /// What the kernel holds counts: administrators may have changed it meanwhile. But a table or a set that is another than the
    /// remembered one has been flushed in between, and then what is remembered counts as well.
    /// </summary>
    /// <param name="memory">The world as it was, or as <see cref="Mirror"/> has it; its interfaces are those of now.</param>
    /// <param name="kernel">The sets now.</param>
    /// <returns>A world that is not settled.</returns>
    public static GroupWorld Adopt(GroupWorld memory, KernelSets kernel)
    {
        var isSameTable = IsSame(memory.Kernel.TableHandle, kernel.TableHandle);
        var lost = isSameTable && kernel.HasDemotion
            ? memory.LostDemotion
            : memory.Kernel.Demotion.SetItems(memory.LostDemotion);
        var lostSets = isSameTable
            ? memory.LostAddressSets
            : memory.LostAddressSets.AddRange(memory.Kernel.AddressSets.Values);
        return new GroupWorld(memory.Table, Remember(memory, kernel, Read(memory.Table, kernel)), kernel)
        {
            IsSettled = false,
            LostDemotion = lost.RemoveRange(kernel.Demotion.Keys),
            LostAddressSets = [.. lostSets.Where(set => !kernel.AddressSets.ContainsKey(set.Name)).DistinctBy(set => set.Name, StringComparer.Ordinal)],
        };
    }

    /// <summary>The world with all interfaces as they were read.</summary>
    public static GroupWorld WithInterfaces(GroupWorld world, InterfaceTable table)
    {
        var memberships = Read(table, world.Kernel);
        foreach (var (index, group, order) in world.Memberships.All())
        {
            memberships = table.Find(index) is null ? memberships : memberships.With(index, group, order);
        }

        return world with { Table = table, Memberships = memberships };
    }

    /// <summary>The interface that an administrator's element stands for.</summary>
    /// <returns>Null for automatic members, and when the interface is gone, whoever has the name now.</returns>
    public static int? Owner(InterfaceTable table, string group, string name, ElementMark mark) =>
        mark.IsAutomatic || group is GroupName.Egress ? null
        : (mark.Index is { } index ? table.Find(index) : table.Find(name))?.Link.Index;

    private static Memberships Read(InterfaceTable table, KernelSets kernel)
    {
        var memberships = Memberships.Empty;
        foreach (var (name, marks) in kernel.Members)
        {
            foreach (var (group, mark) in marks)
            {
                if (Owner(table, group, name, mark) is { } index)
                {
                    memberships = memberships.With(index, group, mark.Order);
                }
            }
        }

        return memberships;
    }

    private static Memberships Remember(GroupWorld memory, KernelSets kernel, Memberships memberships)
    {
        foreach (var (index, group, order) in memory.Memberships.All())
        {
            if (!memory.IsSettled || IsLost(group, memory.Kernel, kernel))
            {
                memberships = memberships.With(index, group, order);
            }
        }

        return memberships;
    }

    private static bool IsLost(string group, KernelSets before, KernelSets now) =>
        !IsSame(before.TableHandle, now.TableHandle)
        || !now.Groups.TryGetValue(group, out var handle)
        || !IsSame(before.Groups.GetValueOrDefault(group), handle);

    /// <summary>A number that was never learnt is nobody's.</summary>
    private static bool IsSame(ulong? before, ulong? now) => before is not (null or 0) && before == now;
}
