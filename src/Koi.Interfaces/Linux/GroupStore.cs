using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Linux;

/// <summary>A change of an interface's membership.</summary>
/// <param name="Group">A valid name, not <c>all</c>.</param>
/// <param name="IsJoining">Whether it joins, or leaves.</param>
public readonly record struct GroupMove(string Group, bool IsJoining);

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

    /// <summary>Lets an interface join and leave groups, all in one transaction: no packet sees it between two of them.</summary>
    /// <param name="member">The interface.</param>
    /// <param name="moves">In order. Joining where it is a member already is no error.</param>
    /// <returns>False when it is to leave a group in which it is not: nothing has changed then.</returns>
    /// <exception cref="NetlinkException">The kernel refused: EPERM.</exception>
    public bool Move(Link member, params IReadOnlyList<GroupMove> moves)
    {
        var isPossible = true;
        Change(member.Name, (kernel, changes) =>
        {
            isPossible = true;
            foreach (var move in moves)
            {
                var planned = new List<SetChange>();
                isPossible &= move.IsJoining ? Join(kernel, member, move.Group, planned) : Leave(kernel, member, move.Group, planned);
                kernel = planned.Aggregate(kernel, static (now, change) => change.Apply(now));
                changes.AddRange(planned);
            }

            if (!isPossible)
            {
                changes.Clear();
            }
        });
        return isPossible;
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

    private static bool Join(KernelSets kernel, Link member, string group, List<SetChange> changes)
    {
        var isMember = kernel.Of(member.Name).TryGetValue(group, out var mark);
        if (isMember && !mark.IsAutomatic && mark.Index == member.Index)
        {
            return true;
        }

        AddContainers(kernel, group, changes);
        if (isMember)
        {
            changes.Add(new SetChange.Leave(group, member.Name));
        }

        changes.Add(new SetChange.Join(group, member.Name, new ElementMark(member.Index, kernel.LastOrder + 1, IsAutomatic: false)));
        return true;
    }

    /// <summary>A group ends with its last member, and its counter with it.</summary>
    private static bool Leave(KernelSets kernel, Link member, string group, List<SetChange> changes)
    {
        if (!kernel.Of(member.Name).ContainsKey(group))
        {
            return false;
        }

        changes.Add(new SetChange.Leave(group, member.Name));
        if (kernel.Counts.GetValueOrDefault(group) == 1 && group is not GroupName.Carp && kernel.Demotion.TryGetValue(group, out var count))
        {
            changes.Add(new SetChange.Demote(group, count, 0));
        }

        return true;
    }

    private static void AddContainers(KernelSets kernel, string group, List<SetChange> changes)
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
    private void Change(string what, Action<KernelSets, List<SetChange>> plan)
    {
        using var batch = new MessageWriter();
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var generation = socket.FetchGeneration();
            var changes = new List<SetChange>();
            plan(FetchKernel(), changes);
            if (changes.Count == 0)
            {
                return;
            }

            KoiTable.WriteTransaction(batch, generation, changes);
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
