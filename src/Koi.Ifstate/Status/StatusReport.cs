using System.Collections.Immutable;
using Koi.Ifstate.Machine;

namespace Koi.Ifstate.Status;

/// <summary>What <c>ifstated status</c> shows.</summary>
public sealed record StatusReport
{
    /// <summary>When it was asked.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The current state; empty where there is none.</summary>
    public required string State { get; init; }

    /// <summary>The state before; empty when there was none.</summary>
    public required string Previous { get; init; }

    /// <summary>When the current state was entered.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The tests outside of states.</summary>
    public required ImmutableArray<TestStatus> GlobalTests { get; init; }

    /// <summary>The tests of the current state.</summary>
    public required ImmutableArray<TestStatus> StateTests { get; init; }

    /// <summary>The command of a <c>run</c> that runs; null when none does.</summary>
    public required CommandStatus? Running { get; init; }

    /// <summary>The tests that run.</summary>
    public required ImmutableArray<CommandStatus> RunningTests { get; init; }

    /// <summary>The commands of <c>run</c> that wait, the next one first.</summary>
    public required ImmutableArray<string> Waiting { get; init; }

    /// <summary>The last transitions, the oldest first.</summary>
    public required ImmutableArray<TransitionStatus> History { get; init; }

    /// <summary>Whether the file was read again since, in vain.</summary>
    public required bool IsOutdated { get; init; }
}

/// <summary>A command that runs.</summary>
/// <param name="Command">For the shell.</param>
/// <param name="ProcessId">The shell's.</param>
/// <param name="Since">When it was started.</param>
public sealed record CommandStatus(string Command, int ProcessId, DateTimeOffset Since);

/// <summary>A transition.</summary>
/// <param name="At">When.</param>
/// <param name="From">The state before; empty at the start.</param>
/// <param name="To">The state after.</param>
/// <param name="Cause">Why.</param>
public sealed record TransitionStatus(DateTimeOffset At, string From, string To, Cause Cause);
