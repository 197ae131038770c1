using System.Collections.Immutable;

namespace Koi.Ifstate.Machine;

/// <summary>The state after an event, and what to do.</summary>
public sealed record Step(MachineState Next, ImmutableArray<Effect> Effects);

/// <summary>ifstated's state machine: a function of what it knows and what it is told.</summary>
/// <remarks>ifstated(8), ifstated.conf(5).</remarks>
public static partial class StateMachine
{
    /// <summary>Takes one event.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="now">Since the origin of the state's times; never less than in the event before.</param>
    public static Step Take(MachineState state, MachineEvent happened, TimeSpan now) => throw new System.Diagnostics.UnreachableException();

    /// <summary>The tests of the current state, or of what stands outside of states, as of the last event.</summary>
    public static ImmutableArray<TestStatus> TestsOf(MachineState state, bool isGlobal) => throw new System.Diagnostics.UnreachableException();
}
