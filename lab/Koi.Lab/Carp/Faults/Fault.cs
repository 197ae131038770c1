namespace Koi.Lab.Carp.Faults;

/// <summary>What can happen to a gateway.</summary>
public enum FaultKind
{
    /// <summary>Nothing: all faults are undone and the segment is left alone for a while.</summary>
    Calm,

    /// <summary>All its processes are killed.</summary>
    Kill,

    /// <summary>It is started again after a kill or a stop.</summary>
    Start,

    /// <summary>It ends in good order.</summary>
    Stop,

    /// <summary>All its processes hang.</summary>
    Freeze,

    /// <summary>They go on.</summary>
    Thaw,

    /// <summary>The machine is paused.</summary>
    Pause,

    /// <summary>It goes on.</summary>
    Resume,

    /// <summary>The wire loses everything, silently.</summary>
    Cut,

    /// <summary>The wire loses what the gateway sends.</summary>
    Mute,

    /// <summary>The wire loses what is sent to the gateway.</summary>
    Deafen,

    /// <summary>The wire loses nothing any more.</summary>
    Heal,

    /// <summary>No carrier.</summary>
    Unplug,

    /// <summary>Carrier again.</summary>
    Plug,

    /// <summary>No carrier for some milliseconds.</summary>
    Flap,

    /// <summary>The gateway's card is set down.</summary>
    ParentDown,

    /// <summary>It is set up again.</summary>
    ParentUp,

    /// <summary>The program reads its configuration again.</summary>
    Reload,

    /// <summary>The program reads a wrong configuration.</summary>
    ReloadInvalid,
}

/// <summary>A step of a schedule.</summary>
/// <param name="Wait">How long to wait before it, in thousandths of a detection time: fast programs get fast faults.</param>
/// <param name="Gateway">To whom it happens; -1 for nobody.</param>
/// <param name="Kind">What happens.</param>
public sealed record Fault(int Wait, int Gateway, FaultKind Kind)
{
    /// <inheritdoc/>
    public override string ToString() => Kind == FaultKind.Calm ? $"+{Wait} calm" : $"+{Wait} {Kind} {Gateway}";
}
