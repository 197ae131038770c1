using System.Diagnostics;
using Koi.Lab;
using Koi.Netlink;
using Koi.Netlink.Netfilter;
using Koi.Netlink.Route;

namespace Koi.Bench.Groups;

/// <summary>A change of a host's links or routes, and how it shows: in the kernel's event, and in a set.</summary>
/// <param name="Request">Makes it.</param>
/// <param name="IsTold">The kernel's event.</param>
/// <param name="IsDone">The set follows.</param>
internal sealed record Change(Action<GroupHost> Request, Awaited IsTold, Awaited IsDone)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The default route moves to the other uplink; egress follows.</summary>
    internal static Change Route(GroupHost host)
    {
        var route = host.MovedRoute();
        var name = $"v{Array.IndexOf(host.Uplinks, route.InterfaceIndex)}";
        return new(
            one => Execute(one, "move default route", writer => RouteMessages.Replace(writer, route)),
            message => RouteEvent.Read(message) is RouteEvent.RouteChanged { Route: { IsDefault: true } told }
                && told.InterfaceIndex == route.InterfaceIndex,
            message => IsAdded(message, "g_egress", name));
    }

    /// <summary>A bridge appears; it joins the group of its kind.</summary>
    internal static Change Appearance(int number)
    {
        var name = $"br{number}";
        return new(
            one => Execute(one, "add bridge", writer => LinkMessages.Add(writer, name, new LinkKind.Bridge())),
            message => RouteEvent.Read(message) is RouteEvent.LinkChanged { Link: var link } && Is(link.Name, name),
            message => IsAdded(message, "g_bridge", name));
    }

    /// <summary>The bridge disappears; it leaves the group.</summary>
    internal static Change Disappearance(GroupHost host, int number)
    {
        var name = $"br{number}";
        var index = host.Index(name);
        return new(
            one => Execute(one, "delete bridge", writer => LinkMessages.Delete(writer, index)),
            message => RouteEvent.Read(message) is RouteEvent.LinkRemoved { Link: var link } && Is(link.Name, name),
            message => NetfilterEvent.Read(message) is NetfilterEvent.ElementsRemoved { Set.Name: "g_bridge" } gone
                && gone.Elements.Any(e => Is(e.Key.ToInterfaceName(), name)));
    }

    /// <summary>Makes the change and waits until the set has followed.</summary>
    /// <returns>Milliseconds from the moment at which the change was known here, by the request's return or by the kernel's
    /// event, whichever was first: a link's end is told long before the request for it returns.</returns>
    internal double Measure(GroupHost host, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        host.Done.WaitForQuiet(TimeSpan.FromMilliseconds(20));
        host.Told.Expect(IsTold);
        host.Done.Expect(IsDone);
        Request(host);
        var returned = Stopwatch.GetTimestamp();
        var told = host.Told.Wait(limit) ?? returned;
        var done = host.Done.Wait(limit) ?? throw new LabException($"{host.Name}: the set does not follow");
        return Stopwatch.GetElapsedTime(Math.Min(told, returned), done).TotalMilliseconds;
    }

    private static void Execute(GroupHost host, string what, Action<MessageWriter> write)
    {
        using var writer = new MessageWriter();
        write(writer);
        host.Routes.Execute(writer, what);
    }

    private static bool IsAdded(NetlinkMessage message, string set, string name) =>
        NetfilterEvent.Read(message) is NetfilterEvent.ElementsAdded added
        && Is(added.Set.Name, set)
        && added.Elements.Any(e => Is(e.Key.ToInterfaceName(), name));

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
