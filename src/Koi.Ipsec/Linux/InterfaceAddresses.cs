using System.Collections.Immutable;
using Koi.Netlink.Linux;

namespace Koi.Ipsec.Linux;

/// <summary>The addresses of this machine's interfaces.</summary>
internal static class InterfaceAddresses
{
    /// <summary>All of them, in the kernel's order: by interface, then as added.</summary>
    internal static ImmutableArray<InterfaceAddress> Fetch()
    {
        using var socket = RouteSocket.Open();
        var names = socket.DumpLinks().ToDictionary(link => link.Index, link => link.Name);
        return
        [
            .. socket.DumpAddresses()
                .Where(address => names.ContainsKey(address.InterfaceIndex))
                .Select(address => new InterfaceAddress(names[address.InterfaceIndex], address.Prefix.Address)),
        ];
    }
}
