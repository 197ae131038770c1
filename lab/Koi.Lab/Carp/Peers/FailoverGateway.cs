namespace Koi.Lab.Carp.Peers;

/// <summary>A program that shares the segment's address with others of its kind, and the faults of that program.</summary>
/// <remarks>Nothing else may run in its host: killing and freezing means everything there.</remarks>
public abstract class FailoverGateway
{
    private RunningProgram? program;

    private protected FailoverGateway(Site site, Pace pace) => (Site, Pace) = (site, pace);

    /// <summary>Where it runs.</summary>
    public Site Site { get; }

    /// <summary>How fast it is.</summary>
    public Pace Pace { get; }

    /// <summary>The Ethernet address that answers for the shared address when this gateway is its owner.</summary>
    public virtual string OwnerHardware => Segment.VirtualHardware;

    /// <summary>Whether it can read its configuration again; where not, <see cref="Reload"/> does nothing.</summary>
    public virtual bool CanReload => true;

    /// <summary>Whether its processes run, frozen or not.</summary>
    public bool IsRunning => program is { HasExited: false };

    /// <summary>What it has said since it was started last.</summary>
    public IReadOnlyList<string> Lines => program?.Lines ?? [];

    /// <summary>Waits until it says something, since it was started last.</summary>
    public void WaitForLine(string text) => program!.WaitForLine(text);

    /// <summary>Starts it; returns at once.</summary>
    public void Start() => program = Launch();

    /// <summary>Ends it in good order.</summary>
    public void Stop()
    {
        Thaw();
        program?.Stop();
    }

    /// <summary>Kills all its processes.</summary>
    public void Kill()
    {
        Site.Host.KillAll();
        program?.WaitForExit();
    }

    /// <summary>Stops all its processes, as a hang would.</summary>
    public void Freeze() => Site.Host.FreezeAll();

    /// <summary>Lets frozen processes go on.</summary>
    public void Thaw() => Site.Host.ThawAll();

    /// <summary>Makes it read its configuration again, which has not changed.</summary>
    public abstract void Reload();

    /// <summary>Makes it read a configuration that is wrong; the right one is written afterwards, but not read.</summary>
    public abstract void ReloadInvalid();

    /// <summary>Makes it less wanted as the owner, or ends that.</summary>
    public abstract void Demote(bool isDemoted);

    private protected abstract RunningProgram Launch();

    private protected void Signal(Signal signal) => program?.Send(signal);
}
