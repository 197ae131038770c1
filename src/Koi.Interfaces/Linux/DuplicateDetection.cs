using System.Diagnostics;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Linux;

/// <summary>IPv6 addresses that cannot be used before the kernel has looked for duplicates; RFC 4862 §5.4.</summary>
public static class DuplicateDetection
{
    private static readonly uint[] Groups = [RouteGroup.AddressV6, RouteGroup.Link];

    /// <summary>Waits until no address of a link that runs is tentative.</summary>
    /// <param name="limit">How long at most.</param>
    /// <returns>Whether all can be used.</returns>
    public static bool Await(TimeSpan limit)
    {
        using var events = RouteSocket.Subscribe(Groups);
        using var socket = RouteSocket.Open();
        var start = Stopwatch.GetTimestamp();
        while (IsAnyTentative(socket))
        {
            var left = limit - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || events.Receive(left, static _ => { }) == EventReceipt.Timeout)
            {
                return !IsAnyTentative(socket);
            }
        }

        return true;
    }

    /// <summary>On a link without carrier they stay tentative for ever.</summary>
    private static bool IsAnyTentative(RouteSocket socket)
    {
        var tentative = socket.DumpAddresses()
            .Where(address => (address.Flags & (InterfaceAddress.Tentative | InterfaceAddress.DadFailed)) == InterfaceAddress.Tentative)
            .Select(address => address.InterfaceIndex)
            .ToHashSet();
        return tentative.Count > 0 && socket.DumpLinks().Any(link => link.IsRunning && tentative.Contains(link.Index));
    }
}
