namespace Koi.Ifstate.Linux;

/// <summary>The timers of ifstated.</summary>
internal enum DaemonTimer
{
    /// <summary>The machine's.</summary>
    Machine,

    /// <summary>A command is to be killed.</summary>
    Commands,

    /// <summary>The kernel could not be read.</summary>
    Retry,

    /// <summary>systemd is to be told.</summary>
    Watchdog,

    /// <summary>Memory is to be given back.</summary>
    Trim,
}
