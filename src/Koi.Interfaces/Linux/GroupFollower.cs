using System.Runtime.InteropServices;
using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Netfilter;
using Koi.Netlink.Route;
using Microsoft.Extensions.Logging;

namespace Koi.Interfaces.Linux;

/// <summary>
/// Follows interfaces, addresses, default routes and the sets of <c>table inet koi</c>: takes in what the kernel tells, and says what
/// was touched. It never writes.
/// </summary>
/// <remarks>For one thread. Call <see cref="TakeIn"/> whenever one of <see cref="Handles"/> can be read.</remarks>
public sealed partial class GroupFollower : IDisposable
{
    /// <summary>In bytes, for each kind of events.</summary>
    public const int UsualReceiveBuffer = 8 * 1024 * 1024;

    private static readonly uint[] RouteGroups =
    [
        RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.AddressV6, RouteGroup.RouteV4, RouteGroup.RouteV6, RouteGroup.NextHop,
    ];

    private readonly RouteSocket routes;
    private readonly NetlinkEventSocket routeEvents;
    private readonly NetfilterSocket? tables;
    private readonly NetlinkEventSocket? tableEvents;   // there is one if there are tables
    private readonly bool isKeeper;
    private readonly ILogger log;
    private readonly List<NetfilterEvent> tableHappened = [];
    private readonly RouteEventFold routeFold = new(InterfaceDump.IsWireless);
    private readonly TableEventFold tableFold;
    private Pending pending;
    private string lastWriter = "somebody";

    private GroupFollower(
        RouteSocket routes, NetlinkEventSocket routeEvents, NetfilterSocket? tables, NetlinkEventSocket? tableEvents, bool isKeeper, ILogger log)
    {
        (this.routes, this.routeEvents, this.tables, this.tableEvents) = (routes, routeEvents, tables, tableEvents);
        (this.isKeeper, this.log) = (isKeeper, log);
        tableFold = new TableEventFold(tables?.Port ?? 0);
        pending = Pending.Nothing with { NeedsInterfaces = true, NeedsKernel = tables is not null };
    }

    /// <summary>The world as of the last taking in.</summary>
    public GroupWorld World { get; private set; } = GroupWorld.Empty;

    /// <summary>What may have changed since <see cref="Settle()"/>.</summary>
    public Touched Touched => pending.Touched;

    /// <summary>The generation of the ruleset that the sets were read from, events included.</summary>
    public uint Generation { get; private set; }

    /// <summary>Whether the sets are followed; where they are not, groups have their automatic members only.</summary>
    public bool HasTables => tables is not null;

    /// <summary>What to poll.</summary>
    public IReadOnlyList<SafeHandle> Handles => tableEvents is null ? [routeEvents.Handle] : [routeEvents.Handle, tableEvents.Handle];

    /// <summary>
    /// Opens its sockets in the calling thread's network namespace and subscribes; nothing is read yet. Without CAP_NET_ADMIN the sets
    /// are not followed.
    /// </summary>
    /// <param name="log">Gets what happens.</param>
    /// <param name="trace">Gets a line for each message.</param>
    /// <param name="receiveBuffer">In bytes, for each kind of events.</param>
    /// <exception cref="LinuxException">A socket cannot be had.</exception>
    public static GroupFollower Open(ILogger log, Action<string>? trace = null, int receiveBuffer = UsualReceiveBuffer)
    {
        NetfilterSocket? sets = null;
        NetlinkEventSocket? setEvents = null;
        try
        {
            sets = NetfilterSocket.Open(trace);
            setEvents = NetfilterSocket.Subscribe(receiveBuffer, trace);
        }
        catch (LinuxException)
        {
            // No privilege, or no nf_tables.
            sets?.Dispose();
            sets = null;
        }

        return new(RouteSocket.Open(trace), RouteSocket.Subscribe(RouteGroups, receiveBuffer, trace), sets, setEvents, isKeeper: false, log);
    }

    /// <summary>Opens the keeper's: changes that come from its own socket are in the world already.</summary>
    /// <exception cref="LinuxException">A socket cannot be had, as without CAP_NET_ADMIN.</exception>
    internal static GroupFollower ForKeeper(
        NetfilterSocket tables, GroupWorld memory, ILogger log, Action<string>? trace, int receiveBuffer) =>
        new(
            RouteSocket.Open(trace),
            RouteSocket.Subscribe(RouteGroups, receiveBuffer, trace),
            tables,
            NetfilterSocket.Subscribe(receiveBuffer, trace),
            isKeeper: true,
            log)
        {
            World = memory,
        };

    /// <summary>Forgets nothing, but reads everything again the next time.</summary>
    public void Reread() => pending = pending with { NeedsInterfaces = true, NeedsKernel = tables is not null };

    /// <summary>Takes in all events there are.</summary>
    /// <returns>False when the kernel's tables change faster than they can be read: call again soon.</returns>
    /// <exception cref="LinuxException">The kernel refuses to be read.</exception>
    public bool TakeIn()
    {
        try
        {
            Receive();
            return true;
        }
        catch (NetlinkException torn) when (torn.Errno == NetlinkError.EINTR)
        {
            // What was to be read still is.
            return false;
        }
    }

    /// <summary>All that was touched has been looked at.</summary>
    public void Settle() => Settle(World.After([]));

    /// <summary>The sets are as they must be.</summary>
    /// <param name="after">The world with the changes that were made.</param>
    internal void Settle(GroupWorld after) => (World, pending) = (after, Pending.Nothing);

    /// <summary>Reads the sets again the next time.</summary>
    internal void RereadKernel() => pending = pending with { NeedsKernel = true };

    /// <inheritdoc/>
    public void Dispose()
    {
        routes.Dispose();
        tables?.Dispose();
        routeEvents.Dispose();
        tableEvents?.Dispose();
    }

    /// <summary>
    /// The order matters: what caused an event of a set, such as the making of the interface that joined, is queued when the event is.
    /// </summary>
    private void Receive()
    {
        if (tableEvents?.Receive(TimeSpan.Zero, Collect) == EventReceipt.Overrun)
        {
            LogOverrun("nf_tables");
            pending = pending with { NeedsKernel = true };
        }

        if (routeEvents.Receive(TimeSpan.Zero, Fold) == EventReceipt.Overrun)
        {
            LogOverrun("rtnetlink");
            pending = pending with { NeedsInterfaces = true };
        }

        ReadInterfaces();
        foreach (var happened in tableHappened)
        {
            (World, pending) = tableFold.Apply(World, pending, happened);
        }

        tableHappened.Clear();
        ReadKernel();
    }

    /// <summary>Where a routing daemon changes thousands of routes, only default routes are decoded.</summary>
    private void Fold(NetlinkMessage message)
    {
        if (!RouteReader.IsOfNetwork(message))
        {
            (World, pending) = routeFold.Apply(World, pending, RouteEvent.Read(message));
        }
    }

    private void Collect(NetlinkMessage message)
    {
        if (NetfilterTarget.TryRead(message, out var target))
        {
            if (target.IsIn(KoiTable.Family, KoiTable.Name))
            {
                tableHappened.Add(NetfilterEvent.Read(message));
            }
        }
        else if (NetfilterEvent.Read(message) is NetfilterEvent.Committed committed && (int)(committed.Generation - Generation) > 0)
        {
            Generation = committed.Generation;
            lastWriter = $"{committed.ProgramName} (process {committed.ProcessId})";
        }
    }

    private void ReadInterfaces()
    {
        if (pending.NeedsInterfaces)
        {
            WaitForChanges();
            World = Adoption.WithInterfaces(World, InterfaceDump.Fetch(routes));
            pending = pending with { NeedsInterfaces = false, NeedsRoutes = false, Addresses = [], Touched = Touched.Everything };
            return;
        }

        foreach (var index in pending.Addresses)
        {
            (World, pending) = RouteEventFold.Apply(World, pending, index, routes.DumpAddresses(index));
        }

        if (pending.NeedsRoutes)
        {
            WaitForChanges();
            (World, pending) = RouteEventFold.Apply(World, pending, routes.DumpDefaultRoutes(), routes.DumpNextHops());
        }

        pending = pending with { Addresses = [], NeedsRoutes = false };
    }

    private void WaitForChanges()
    {
        if (isKeeper)
        {
            routes.WaitForChanges();
        }
        else
        {
            // Asking for one link takes the same lock, and needs no privilege.
            routes.FindLink("lo");
        }
    }

    private void ReadKernel()
    {
        if (!pending.NeedsKernel || tables is null)
        {
            return;
        }

        Generation = tables.FetchGeneration();
        var kernel = KernelSetsDump.Fetch(tables, LogDeclaration);
        if (isKeeper && World.Kernel.TableHandle is { } before && kernel.TableHandle != before)
        {
            LogFlush(lastWriter);
        }

        World = Adoption.Adopt(World, kernel);
        pending = pending with { NeedsKernel = false, Touched = Touched.Everything };
    }

    [LoggerMessage(LogLevel.Warning, "{Who} has flushed table inet koi; putting back groups")]
    private partial void LogFlush(string who);

    [LoggerMessage(LogLevel.Warning, "events of {Source} were lost; reading all again")]
    private partial void LogOverrun(string source);

    [LoggerMessage(LogLevel.Warning, "{What}")]
    private partial void LogDeclaration(string what);
}
