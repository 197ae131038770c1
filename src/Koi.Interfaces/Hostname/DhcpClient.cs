using System.Collections.Immutable;

namespace Koi.Interfaces.Hostname;

/// <summary>A DHCP client of the distribution's; which one is taken, and how it is started and recognized.</summary>
/// <param name="Name">The program's name.</param>
/// <param name="Arguments">Its arguments for an interface.</param>
public sealed record DhcpClient(string Name, Func<string, ImmutableArray<string>> Arguments)
{
    /// <summary>In the order in which they are looked for.</summary>
    /// <remarks>
    /// Each stays in the foreground until it has a lease or gives up for now, as OpenBSD 4.9's dhclient does, and goes on in the
    /// background.
    /// </remarks>
    public static ImmutableArray<DhcpClient> All { get; } =
    [
        new("dhclient", static name => ["-4", "-pf", $"/run/koi/dhclient.{name}.pid", "-lf", $"/var/lib/dhcp/dhclient.{name}.leases", name]),
        new("dhcpcd", static name => ["-4", name]),
        new("udhcpc", static name => ["-b", "-p", $"/run/koi/udhcpc.{name}.pid", "-i", name]),
    ];

    /// <summary>The command for an interface.</summary>
    public string CommandFor(string interfaceName) => $"{Name} {string.Join(' ', Arguments(interfaceName))}";

    /// <summary>Whether a process is a client, of any of these, for an interface.</summary>
    /// <param name="program">/proc/PID/comm.</param>
    /// <param name="commandLine">/proc/PID/cmdline: arguments with a zero byte after each, or what the process put there.</param>
    /// <param name="interfaceName">The interface.</param>
    public static bool Serves(string program, string commandLine, string interfaceName) =>
        All.Any(client => string.Equals(client.Name, program.Trim(), StringComparison.Ordinal))
        && commandLine.Split(['\0', ' '], StringSplitOptions.RemoveEmptyEntries).Contains(interfaceName, StringComparer.Ordinal);
}
