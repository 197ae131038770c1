using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Koi.Daemon.Linux;

/// <summary>Tells systemd how the daemon is; where there is no systemd nothing is told.</summary>
/// <remarks>sd_notify(3), sd_watchdog_enabled(3). The libraries that do this bring the generic host along.</remarks>
public sealed class ServiceManager : IDisposable
{
    private readonly Socket? socket;

    private ServiceManager(Socket? socket, TimeSpan? watchdogInterval) => (this.socket, WatchdogInterval) = (socket, watchdogInterval);

    /// <summary>How often to say that the loop is alive: half of what systemd waits; null when it does not watch.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>Finds the service manager of this process by NOTIFY_SOCKET and WATCHDOG_USEC.</summary>
    public static ServiceManager Find()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path)
        {
            return new(null, null);
        }

        var opened = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            opened.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path.AsSpan(1)}" : path));
        }
        catch (SocketException)
        {
            opened.Dispose();
            return new(null, null);
        }

        return new(opened, Watchdog());
    }

    /// <summary>The daemon has done what its start has to do.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>A line for <c>systemctl status</c>.</summary>
    public void Status(string status) => Send($"STATUS={status}");

    /// <summary>The loop is alive.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <summary>The daemon is about to end.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <inheritdoc/>
    public void Dispose() => socket?.Dispose();

    private static TimeSpan? Watchdog()
    {
        var isOurs = Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { } pid
            || string.Equals(pid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return isOurs && long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds / 2)
            : null;
    }

    private void Send(string message)
    {
        try
        {
            socket?.Send(Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException)
        {
            // The service manager restarts; it will ask the next time.
        }
    }
}
