using System.Collections.Immutable;

namespace Koi.Ifstate.Machine;

/// <summary>All that a state machine knows. Times are since an origin that the caller chooses and keeps.</summary>
public sealed record MachineState
{
    /// <summary>A machine that was not started yet.</summary>
    public static MachineState Of(Configuration configuration) => new() { Configuration = configuration };

    /// <summary>What it works by.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>The world as it was told last.</summary>
    public World World { get; init; } = World.Empty;

    /// <summary>The name of the current state; empty before the first and where there is none.</summary>
    public string State { get; init; } = "";

    /// <summary>The name of the state before; empty when there was none.</summary>
    public string Previous { get; init; } = "";

    /// <summary>When the current state was entered.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>When <see cref="MachineEvent.Tick"/> is to be told; null: not before another event.</summary>
    public TimeSpan? Due { get; init; }

    /// <summary>The last transitions, the oldest first.</summary>
    public ImmutableArray<Transition> History { get; init; } = [];

    /// <summary>The time of the last event.</summary>
    internal TimeSpan Now { get; init; }

    /// <summary>Whether <see cref="MachineEvent.Started"/> was taken.</summary>
    internal bool IsStarted { get; init; }

    /// <summary>Whether <c>started</c> was logged.</summary>
    internal bool HasSettled { get; init; }

    /// <summary>What tests are judged by: links and demotion as told last, all else as it was when it settled last.</summary>
    internal World Judged { get; init; } = World.Empty;

    /// <summary>When the first and the last change came of what has not settled yet; null when all has.</summary>
    internal (TimeSpan First, TimeSpan Last)? Unsettled { get; init; }

    /// <summary>What has changed since the start; null when all counts as known, without <c>-i</c>.</summary>
    internal Touched? Touched { get; init; }

    /// <summary>The names that tests have for interfaces, in order.</summary>
    internal ImmutableArray<string> Mentioned { get; init; } = [];

    /// <summary>What stands outside of states; null before the start.</summary>
    internal ScopeState? Global { get; init; }

    /// <summary>The current state; null before the first and where there is none.</summary>
    internal ScopeState? Current { get; init; }

    /// <summary>The transition that endless ones were stopped at.</summary>
    internal HeldTransition? Held { get; init; }

    /// <summary>Commands that have not ended.</summary>
    internal int Outstanding { get; init; }

    /// <summary>The number of the last run of a test.</summary>
    internal long LastRun { get; init; }
}

/// <summary>A change of the state.</summary>
/// <param name="At">When.</param>
/// <param name="From">The state before; empty at the start.</param>
/// <param name="To">The state after.</param>
/// <param name="Cause">Why.</param>
public sealed record Transition(TimeSpan At, string From, string To, Cause Cause);

/// <summary>A test as <c>ifstated status</c> shows it.</summary>
/// <param name="Test">The question.</param>
/// <param name="IsKnown">Whether it was ever answered.</param>
/// <param name="IsTrue">The answer.</param>
/// <param name="ExitStatus">Of a command's last run that came to a result; null for other tests and before.</param>
public sealed record TestStatus(Test Test, bool IsKnown, bool IsTrue, int? ExitStatus);
