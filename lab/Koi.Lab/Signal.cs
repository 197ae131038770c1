namespace Koi.Lab;

/// <summary>What can be sent to a running program; numbers of signal(7) on x86-64 and arm64.</summary>
public enum Signal
{
    /// <summary>None: asks whether the process exists.</summary>
    None = 0,

    /// <summary>SIGHUP: read the configuration again.</summary>
    Hangup = 1,

    /// <summary>SIGINT, as by Control-C.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL: a crash, as far as others can see.</summary>
    Kill = 9,

    /// <summary>SIGUSR1.</summary>
    User1 = 10,

    /// <summary>SIGUSR2.</summary>
    User2 = 12,

    /// <summary>SIGTERM: end in good order.</summary>
    Terminate = 15,

    /// <summary>SIGCONT: go on after <see cref="Stop"/>.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: hang.</summary>
    Stop = 19,
}
