using Koi.Netlink;

namespace Koi.Interfaces.Linux;

/// <summary>The kernel's groups for tools that run once: <c>table inet koi</c>, or what koid publishes for those who may not read it.</summary>
public sealed class GroupStore : IDisposable
{
    private GroupStore()
    {
    }

    /// <summary>Opens it in the calling thread's network namespace.</summary>
    public static GroupStore Open(Action<string>? trace = null) => new();

    /// <summary>
    /// Reads groups, members and counters. Automatic groups are computed from <paramref name="table"/>, so that they are right
    /// without koid too. Without CAP_NET_ADMIN the explicit ones are those that koid published.
    /// </summary>
    public GroupState Fetch(InterfaceTable table) => throw new NotSupportedException(nameof(table));

    /// <summary>Makes an interface a member; already being one is no error.</summary>
    /// <param name="member">The interface.</param>
    /// <param name="group">A valid name, not <c>all</c>.</param>
    /// <exception cref="NetlinkException">The kernel refused: EPERM.</exception>
    public void Join(Interface member, string group) => throw new NotSupportedException(group + member);

    /// <summary>Ends a membership.</summary>
    /// <returns>False when it is no member.</returns>
    public bool Leave(Interface member, string group) => throw new NotSupportedException(group + member);

    /// <summary>Adds to a group's demotion counter.</summary>
    /// <param name="table">To know whether the group exists.</param>
    /// <param name="group">The group.</param>
    /// <param name="change">What to add; negative to take away.</param>
    /// <returns>0, ENOENT when there is no such group, or EINVAL when the result were not 0-255: nothing has changed then.</returns>
    public int Demote(InterfaceTable table, string group, int change) => throw new NotSupportedException(group + table + change);

    /// <summary>Closes the sockets.</summary>
    public void Dispose()
    {
    }
}
