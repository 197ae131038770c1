using System.Collections.Immutable;
using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Linux;

/// <summary>The kernel's groups for tools that run once: <c>table inet koi</c>, or what koid publishes for those who may not read it.</summary>
public sealed class GroupStore : IDisposable
{
    // Others may commit between reading and writing; a ruleset that never rests for so long is not ours to wait for.
    private const int Tries = 256;

    private readonly NetfilterSocket socket;

    private GroupStore(NetfilterSocket socket) => this.socket = socket;

    /// <summary>Opens it in the calling thread's network namespace.</summary>
    public static GroupStore Open(Action<string>? trace = null) => new(NetfilterSocket.Open(trace));

    /// <summary>
    /// Reads groups, members and counters. Automatic groups are computed from <paramref name="table"/>, so that they are right
    /// without koid too. Without CAP_NET_ADMIN the explicit ones are those that koid published.
    /// </summary>
    public GroupState Fetch(InterfaceTable table)
    {
        try
        {
            return FetchWorld(table).ToState();
        }
        catch (NetlinkException refusal) when (refusal.Errno == NetlinkError.EPERM)
        {
            return Adoption.WithInterfaces(MirrorFile.Read(), table).ToState();
        }
    }

    /// <summary>Makes an interface a member; already being one is no error.</summary>
    /// <param name="member">The interface.</param>
    /// <param name="group">A valid name, not <c>all</c>.</param>
    /// <exception cref="NetlinkException">The kernel refused: EPERM.</exception>
    public void Join(Interface member, string group) => Change(member.Name, (kernel, changes) =>
    {
        var isMember = kernel.Of(member.Name).TryGetValue(group, out var mark);
        if (isMember && !mark.IsAutomatic && mark.Index == member.Link.Index)
        {
            return;
        }

        AddContainers(kernel, group, changes);
        if (isMember)
        {
            changes.Add(new SetChange.Leave(group, member.Name));
        }

        changes.Add(new SetChange.Join(group, member.Name, new ElementMark(member.Link.Index, kernel.LastOrder + 1, IsAutomatic: false)));
    });

    /// <summary>Ends a membership.</summary>
    /// <returns>False when it is no member.</returns>
    /// <exception cref="NetlinkException">The kernel refused: EPERM.</exception>
    public bool Leave(Interface member, string group)
    {
        var isMember = false;
        Change(member.Name, (kernel, changes) =>
        {
            isMember = kernel.Of(member.Name).ContainsKey(group);
            if (!isMember)
            {
                return;
            }

            changes.Add(new SetChange.Leave(group, member.Name));
            if (kernel.Counts.GetValueOrDefault(group) == 1 && group is not GroupName.Carp && kernel.Demotion.TryGetValue(group, out var count))
            {
                changes.Add(new SetChange.Demote(group, count, 0));
            }
        });
        return isMember;
    }

    /// <summary>Adds to a group's demotion counter.</summary>
    /// <param name="table">To know whether the group exists.</param>
    /// <param name="group">The group.</param>
    /// <param name="change">What to add; negative to take away.</param>
    /// <returns>0, ENOENT when there is no such group, or EINVAL when the result were not 0-255: nothing has changed then.</returns>
    /// <exception cref="NetlinkException">The kernel refused: EPERM.</exception>
    public int Demote(InterfaceTable table, string group, int change)
    {
        const int EINVAL = 22, MaxDemotion = 255;
        var result = 0;
        Change($"the counter of {group}", (kernel, changes) =>
        {
            int? old = kernel.Demotion.TryGetValue(group, out var count) ? count : null;
            var sum = count + change;
            var exists = WorldOf(table, kernel).ToState().Groups.ContainsKey(group);
            result = !exists ? NetlinkError.ENOENT : sum is < 0 or > MaxDemotion ? EINVAL : 0;
            if (result != 0 || change == 0)
            {
                return;
            }

            AddContainers(kernel, group, changes);
            changes.Add(new SetChange.Demote(group, old, sum));
        });
        return result;
    }

    /// <summary>Closes the sockets.</summary>
    public void Dispose() => socket.Dispose();

    private static void AddContainers(KernelSets kernel, string group, ImmutableArray<SetChange>.Builder changes)
    {
        if (kernel.TableHandle is null)
        {
            changes.Add(new SetChange.AddTable());
        }

        if (!kernel.HasDemotion)
        {
            changes.Add(new SetChange.AddDemotion());
        }

        if (!kernel.Groups.ContainsKey(group))
        {
            changes.Add(new SetChange.AddGroup(group));
        }
    }

    private GroupWorld FetchWorld(InterfaceTable table) => WorldOf(table, FetchKernel());

    private static GroupWorld WorldOf(InterfaceTable table, KernelSets kernel) =>
        Adoption.WithInterfaces(GroupWorld.Empty with { Kernel = kernel }, table);

    private KernelSets FetchKernel() => KernelSetsDump.Fetch(socket, static _ => { });

    /// <summary>Reads, plans, and commits if nobody else has committed since; else again.</summary>
    private void Change(string what, Action<KernelSets, ImmutableArray<SetChange>.Builder> plan)
    {
        using var batch = new MessageWriter();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var generation = socket.FetchGeneration();
            var changes = ImmutableArray.CreateBuilder<SetChange>();
            plan(FetchKernel(), changes);
            if (changes.Count == 0)
            {
                return;
            }

            NetfilterBatch.Begin(batch, generation);
            foreach (var change in changes)
            {
                KoiTable.Write(batch, change);
            }

            NetfilterBatch.End(batch);
            var result = socket.Commit(batch, "update groups");
            if (result.IsCommitted)
            {
                return;
            }

            if (!result.IsStale)
            {
                throw new NetlinkException($"update groups for {what}", result.Failures[0].Error, 0);
            }
        }

        throw new NetlinkException($"update groups for {what}", new NetlinkError(NetlinkError.ERESTART, "the ruleset keeps changing"), 0);
    }
}
