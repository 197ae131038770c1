namespace Koi.Ifstate.Linux;

/// <summary>What the command line says about the daemon.</summary>
public sealed record DaemonSettings
{
    /// <summary>Where <c>ifstated status</c> asks, unless <c>-s</c> says otherwise.</summary>
    public const string DefaultSocket = "/run/koi/ifstated.sock";

    /// <summary>Reads the file; null when it has errors, which were told. It is given whether there is an interface or a group of a name.</summary>
    public required Func<Func<string, bool>, Configuration?> Load { get; init; }

    /// <summary>Where <c>ifstated status</c> asks.</summary>
    public string Socket { get; init; } = DefaultSocket;

    /// <summary>Whether nothing of the world counts as known before it changes.</summary>
    public bool IgnoresInitial { get; init; }

    /// <summary>Whether a reload begins anew.</summary>
    public bool Restarts { get; init; }

    /// <summary>Who commands run as; null for who the daemon runs as.</summary>
    public CommandUser? User { get; init; }

    /// <summary>In bytes, for each kind of the kernel's events.</summary>
    public int ReceiveBuffer { get; init; } = Interfaces.Linux.GroupFollower.UsualReceiveBuffer;

    /// <summary>Gets a line for each message of the kernel.</summary>
    public Action<string>? Trace { get; init; }
}
