namespace Koi.Ifstate.Machine;

/// <summary>Something that the state machine is told.</summary>
public abstract record MachineEvent
{
    private MachineEvent()
    {
    }

    /// <summary>The first event.</summary>
    /// <param name="World">As it is.</param>
    /// <param name="IgnoresInitial">Whether nothing of the world counts as known before it changes, <c>-i</c>.</param>
    public sealed record Started(World World, bool IgnoresInitial) : MachineEvent;

    /// <summary>The file was read again and is good.</summary>
    /// <param name="Configuration">What it says now.</param>
    /// <param name="Restarts">Whether to begin anew, as OpenBSD does, even if the current state exists still.</param>
    public sealed record Reloaded(Configuration Configuration, bool Restarts) : MachineEvent;

    /// <summary>The kernel told of changes: all of one burst.</summary>
    /// <param name="World">After them.</param>
    public sealed record WorldChanged(World World) : MachineEvent;

    /// <summary>A command of a <c>run</c> has ended, however it did, or could not be started.</summary>
    public sealed record CommandEnded : MachineEvent;

    /// <summary>A run of a test has ended.</summary>
    /// <param name="Run">Which; one that is not waited for any more is ignored.</param>
    /// <param name="Outcome">How.</param>
    public sealed record TestEnded(TestRun Run, TestOutcome Outcome) : MachineEvent;

    /// <summary><see cref="MachineState.Due"/> has come.</summary>
    public sealed record Tick : MachineEvent;
}

/// <summary>One run of an external test.</summary>
/// <param name="Number">Counts all runs of a machine.</param>
public readonly record struct TestRun(long Number);

/// <summary>How a run of a test ended.</summary>
/// <param name="Kind">Whether it came to a result.</param>
/// <param name="Status">The exit status, 0-255; 0 where there is none.</param>
public readonly record struct TestOutcome(TestOutcomeKind Kind, int Status)
{
    /// <summary>It exited.</summary>
    public static TestOutcome Exit(int status) => new(TestOutcomeKind.Exited, status);
}

/// <summary>The kinds of <see cref="TestOutcome"/>.</summary>
public enum TestOutcomeKind
{
    /// <summary>With an exit status.</summary>
    Exited,

    /// <summary>A signal ended it, or it could not be started: nothing is learned.</summary>
    Died,

    /// <summary>It was killed because it took longer than the limit that it was started with.</summary>
    TimedOut,
}
