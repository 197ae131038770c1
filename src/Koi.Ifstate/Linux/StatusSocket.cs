using System.Diagnostics.CodeAnalysis;
using Koi.Daemon.Linux;
using Koi.Interfaces.Linux;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Linux;

/// <summary>The socket that <c>ifstated status</c> asks, and the lock that lets one ifstated have it.</summary>
internal sealed partial class StatusSocket : IDisposable
{
    /// <summary>An ifstated that was killed just now lets go of its lock within this.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(1);

    private readonly InstanceLock instance;

    private StatusSocket(InstanceLock instance, ControlServer server) => (this.instance, Server) = (instance, server);

    /// <summary>Answers.</summary>
    public ControlServer Server { get; }

    /// <summary>Listens.</summary>
    /// <param name="path">The socket; the lock is beside it.</param>
    /// <param name="log">Gets what is wrong.</param>
    /// <param name="opened">Null where there can be none, as in a folder that is others'.</param>
    /// <returns>False when another ifstated has it.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The socket has it.")]
    public static bool TryOpen(string path, ILogger log, out StatusSocket? opened)
    {
        opened = null;
        InstanceLock? held = null;
        try
        {
            if (path is DaemonSettings.DefaultSocket)
            {
                RunFolder.Make();
            }

            held = InstanceLock.TryTake($"{path}.lock", LockPatience);
            if (held is null)
            {
                LogSecond(log);
                return false;
            }

            opened = new(held, ControlServer.Open(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            LogNone(log, failure.Message);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Server.Dispose();
        instance.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "ifstated runs already")]
    private static partial void LogSecond(ILogger log);

    [LoggerMessage(LogLevel.Warning, "nobody can ask for the status: {Reason}")]
    private static partial void LogNone(ILogger log, string reason);
}
