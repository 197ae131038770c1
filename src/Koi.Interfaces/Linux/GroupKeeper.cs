using System.Runtime.InteropServices;
using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Microsoft.Extensions.Logging;

namespace Koi.Interfaces.Linux;

/// <summary>
/// Keeps the sets of <c>table inet koi</c> right: takes in what the kernel tells, plans, commits. Each commit holds only for the
/// generation of the ruleset that it was planned for, so that nothing others do in between is undone.
/// </summary>
/// <remarks>For one thread. Call <see cref="Step"/> whenever one of <see cref="Handles"/> can be read.</remarks>
public sealed partial class GroupKeeper : IDisposable
{
    // Others may commit between reading and writing, again and again; then it is tried at the next event.
    private const int Tries = 32;

    private readonly GroupFollower follower;
    private readonly NetfilterSocket tables;
    private readonly ILogger log;
    private readonly MessageWriter batch = new(16 * 1024);
    private string lastRefusal = "";    // what was logged since the last success

    private GroupKeeper(GroupFollower follower, NetfilterSocket tables, ILogger log) =>
        (this.follower, this.tables, this.log) = (follower, tables, log);

    /// <summary>The world as of the last step.</summary>
    public GroupWorld World => follower.World;

    /// <summary>What to poll.</summary>
    public IReadOnlyList<SafeHandle> Handles => follower.Handles;

    /// <summary>Opens its sockets in the calling thread's network namespace and subscribes; nothing is read yet.</summary>
    /// <param name="memory">What koid remembered: <see cref="Mirror.Read"/>.</param>
    /// <param name="log">Gets what happens.</param>
    /// <param name="trace">Gets a line for each message.</param>
    /// <param name="receiveBuffer">In bytes, for each kind of events.</param>
    /// <exception cref="LinuxException">A socket cannot be had, as without CAP_NET_ADMIN.</exception>
    public static GroupKeeper Open(
        GroupWorld memory, ILogger log, Action<string>? trace = null, int receiveBuffer = GroupFollower.UsualReceiveBuffer)
    {
        var sets = NetfilterSocket.Open(trace);
        return new GroupKeeper(GroupFollower.ForKeeper(sets, memory, log, trace, receiveBuffer), sets, log);
    }

    /// <summary>Forgets nothing, but reads everything again at the next step.</summary>
    public void Reread() => follower.Reread();

    /// <summary>Takes in all events there are and brings the sets in line.</summary>
    /// <returns>False when the kernel could not be brought in line yet: call again soon.</returns>
    /// <exception cref="LinuxException">The kernel refuses to be read.</exception>
    public bool Step()
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (!follower.TakeIn())
            {
                return false;
            }

            var changes = GroupPlan.Make(World, follower.Touched);
            if (changes.IsEmpty || Commit(changes))
            {
                follower.Settle(World.After(changes));
                return true;
            }
        }

        return false;
    }

    /// <summary>What a step would change, which is not done.</summary>
    public IReadOnlyList<SetChange> Plan()
    {
        for (var attempt = 0; attempt < Tries && !follower.TakeIn(); attempt++)
        {
            // They changed while they were read.
        }

        return GroupPlan.Make(World, follower.Touched);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        batch.Dispose();
        follower.Dispose();
    }

    private bool Commit(IReadOnlyList<SetChange> changes)
    {
        KoiTable.WriteTransaction(batch, follower.Generation, changes);
        var result = tables.Commit(batch, "update groups");
        if (result.IsCommitted)
        {
            Log(changes);
            lastRefusal = "";
            return true;
        }

        if (!result.IsStale)
        {
            follower.RereadKernel();
            var refusal = $"{result.Failures[0].Error}";
            if (!string.Equals(refusal, lastRefusal, StringComparison.Ordinal))
            {
                LogRefusal(refusal);
                lastRefusal = refusal;
            }
        }

        return false;
    }

    private void Log(IReadOnlyList<SetChange> changes)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case SetChange.Join { Group: GroupName.Egress } join:
                    LogEgress(join.Interface, "joined");
                    break;

                case SetChange.Leave { Group: GroupName.Egress } leave:
                    LogEgress(leave.Interface, "left");
                    break;

                default:
                    break;
            }

            if (log.IsEnabled(LogLevel.Debug))
            {
                LogChange(change.Describe());
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Interface} {What} group egress")]
    private partial void LogEgress(string @interface, string what);

    [LoggerMessage(LogLevel.Error, "the kernel refused to update groups: {Reason}")]
    private partial void LogRefusal(string reason);

    [LoggerMessage(LogLevel.Debug, "{Change}")]
    private partial void LogChange(string change);
}
