using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;

namespace Koi.SystemTests.Ifstate;

/// <summary>Sets a link down and up, as fast as the kernel does it.</summary>
internal static class Flaps
{
    /// <summary>Sets a link of the host down and up again and again, and leaves it down.</summary>
    public static void Flap(this IfstatedHost gateway, string name, int count) => gateway.Host.Inside(() =>
    {
        using var socket = RouteSocket.Open();
        using var writer = new MessageWriter();
        var index = socket.FindLink(name)!.Index;
        for (var change = 0; change < 2 * count; change++)
        {
            LinkMessages.Change(writer, index, new LinkChange { IsUp = change % 2 == 0 });
            Assert.Empty(socket.ApplyBatch(writer, "flaps"));
        }

        return count;
    });
}
