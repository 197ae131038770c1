using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Koi.Netlink;

namespace Koi.Ipsec.Linux;

/// <summary>The machine's names, addresses and files as the parser asks for them; nothing is read before it is asked for.</summary>
public static class Machine
{
    private const int LongestInterfaceName = 15;

    /// <summary>Makes the environment of a parse.</summary>
    /// <param name="keySecrecy">Who else may be able to read key files.</param>
    /// <param name="findGroup">The addresses of a group's members; default for no such group.</param>
    public static IpsecEnvironment Environment(Secrecy keySecrecy, Func<string, ImmutableArray<InterfaceAddress>> findGroup)
    {
        var addresses = new Lazy<ImmutableArray<InterfaceAddress>>(InterfaceAddresses.Fetch);
        return new()
        {
            ReadInclude = static path => ConfigurationFile.ReadText(path, Secrecy.None),
            ReadKeyFile = path => ConfigurationFile.ReadKey(path, keySecrecy),
            FindGroup = findGroup,
            FindInterface = name => FindInterface(name, addresses),
            ResolveName = ResolveName,
            HostName = () => System.Environment.MachineName,
            Names = Names(),
        };
    }

    /// <summary>The names of protocols and services on this machine.</summary>
    public static IpsecNames Names() => new(() => ReadDatabase("/etc/protocols"), () => ReadDatabase("/etc/services"));

    /// <summary>Keeps keys out of core dumps and away from debuggers of other users.</summary>
    public static void ForbidCoreDumps() => _ = LibC.prctl(LibC.PR_SET_DUMPABLE, 0, 0, 0, 0);

    private static ImmutableArray<InterfaceAddress> FindInterface(string name, Lazy<ImmutableArray<InterfaceAddress>> addresses)
    {
        if (name.Length is 0 or > LongestInterfaceName)
        {
            return default;
        }

        return [.. addresses.Value.Where(a => string.Equals(a.Interface, name, StringComparison.Ordinal) && !a.Address.IsLinkLocal)];
    }

    private static ImmutableArray<InetAddress> ResolveName(string name)
    {
        try
        {
            return [.. Dns.GetHostAddresses(name).Where(a => a.ScopeIdOrZero == 0).Select(InetAddress.From)];
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return [];
        }
    }

    private static string? ReadDatabase(string path)
    {
        var contents = ConfigurationFile.ReadText(path, Secrecy.None);
        return contents.Error is null ? contents.Value : null;
    }

    extension(IPAddress address)
    {
        private long ScopeIdOrZero => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
    }
}
