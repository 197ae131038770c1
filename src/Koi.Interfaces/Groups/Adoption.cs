using System.Collections.Immutable;

namespace Koi.Interfaces.Groups;

/// <summary>Decides what is true after the sets were read from the kernel: at koid's start, after lost events, after a flush.</summary>
public static class Adoption
{
    /// <summary>
    /// What the kernel holds counts: administrators may have changed it meanwhile. But a table or a set that is another than the
    /// remembered one has been flushed in between, and then what is remembered counts as well.
    /// </summary>
    /// <param name="memory">The world as it was, or as <see cref="Mirror"/> has it.</param>
    /// <param name="table">The interfaces now.</param>
    /// <param name="kernel">The sets now.</param>
    /// <returns>A world in which everything is to be looked at.</returns>
    public static GroupWorld Adopt(GroupWorld memory, InterfaceTable table, KernelSets kernel)
    {
        var memberships = Remember(memory, table, kernel, Read(table, kernel));
        var isSameTable = IsSame(memory.Kernel.TableHandle, kernel.TableHandle);
        return new GroupWorld(table, memberships, kernel)
        {
            LostDemotion = isSameTable && kernel.HasDemotion
                ? GroupWorld.Empty.LostDemotion
                : memory.Kernel.Demotion.RemoveRange(kernel.Demotion.Keys),
            LostAddressSets = isSameTable
                ? []
                : [.. memory.Kernel.AddressSets.Values.Where(set => !kernel.AddressSets.ContainsKey(set.Name))],
        };
    }

    /// <summary>The interface that an explicit element stands for; null when it is gone, whoever has the name now.</summary>
    public static int? Owner(InterfaceTable table, string name, ElementMark mark) =>
        (mark.Index is { } index ? table.Find(index) : table.Find(name))?.Link.Index;

    private static Memberships Read(InterfaceTable table, KernelSets kernel)
    {
        var memberships = Memberships.Empty;
        foreach (var (name, marks) in kernel.Members)
        {
            foreach (var (group, mark) in marks)
            {
                if (!mark.IsAutomatic && Owner(table, name, mark) is { } index)
                {
                    memberships = memberships.With(index, group, mark.Order);
                }
            }
        }

        return memberships;
    }

    private static Memberships Remember(GroupWorld memory, InterfaceTable table, KernelSets kernel, Memberships memberships)
    {
        foreach (var (index, groups) in memory.Memberships.ByIndex)
        {
            foreach (var (group, order) in groups)
            {
                if (table.Find(index) is not null && IsLost(group, memory.Kernel, kernel))
                {
                    memberships = memberships.With(index, group, order);
                }
            }
        }

        return memberships;
    }

    private static bool IsLost(string group, KernelSets before, KernelSets now) =>
        !IsSame(before.TableHandle, now.TableHandle)
        || !now.Groups.TryGetValue(group, out var set)
        || !IsSame(before.Groups.GetValueOrDefault(group).Handle, set.Handle);

    /// <summary>A number that was never learnt is nobody's.</summary>
    private static bool IsSame(ulong? before, ulong? now) => before is not (null or 0) && before == now;
}
