using System.Runtime.InteropServices;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SaSync.Linux;

/// <summary>The role that an interface's link shows: koid's carp interfaces, FRR's, or any link that is up on one gateway only.</summary>
/// <remarks>
/// OpenBSD usr.sbin/sasyncd/carp.c takes the index at its start and so never notices an interface that was made anew; here it is the name,
/// read again whenever any link changes, so that lost events cost nothing.
/// </remarks>
public sealed class RoleFollower : IDisposable
{
    private readonly string name;
    private readonly NetlinkEventSocket events;
    private readonly RouteSocket routes;

    private RoleFollower(string name, NetlinkEventSocket events, RouteSocket routes) =>
        (this.name, this.events, this.routes) = (name, events, routes);

    /// <summary>What to poll: a link changed.</summary>
    public SafeHandle Handle => events.Handle;

    /// <summary>Begins in the calling thread's network namespace; the interface need not be there yet.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="trace">Gets a line for each message.</param>
    public static RoleFollower Open(string name, Action<string>? trace = null) =>
        new(name, RouteSocket.Subscribe([RouteGroup.Link], trace: trace), RouteSocket.Open(trace));

    /// <summary>The role of a link; null for none.</summary>
    public static SyncRole Of(Link? link) => link switch
    {
        null => SyncRole.Init,
        { OperState: OperState.Up, IsRunning: true } => SyncRole.Master,
        { OperState: OperState.Unknown, IsUp: true } => SyncRole.Init,
        _ => SyncRole.Slave,
    };

    /// <summary>Takes in what changed.</summary>
    /// <returns>The role now.</returns>
    public SyncRole Read()
    {
        events.Receive(TimeSpan.Zero, static _ => { });
        return Of(routes.FindLink(name));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        events.Dispose();
        routes.Dispose();
    }
}
