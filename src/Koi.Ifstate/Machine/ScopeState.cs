using System.Collections.Immutable;

namespace Koi.Ifstate.Machine;

/// <summary>What is remembered of a scope that is active.</summary>
/// <param name="Scope">Its statements and tests.</param>
/// <param name="Index">Among the states; -1 outside of them.</param>
/// <param name="Since">When it became active.</param>
/// <param name="Answers">One for each test.</param>
internal sealed record ScopeState(Scope Scope, int Index, TimeSpan Since, ImmutableArray<Answer> Answers)
{
    /// <summary>What is to be done before its events are judged; null when it was done.</summary>
    public Entry? Entry { get; init; }

    /// <summary>Why its body is to be judged; null when it is not.</summary>
    public Cause? Pending { get; init; }

    /// <summary>Whether it asks for a time.</summary>
    public bool HasTimes { get; } = Scope.Tests.Any(static test => test is Test.After);
}

/// <summary>What is remembered of a test while its scope is active. All but the pulse belongs to commands.</summary>
internal record struct Answer
{
    /// <summary>Whether a run came to a result.</summary>
    public bool IsKnown { get; set; }

    /// <summary>The result, as rise and fall have it.</summary>
    public bool IsTrue { get; set; }

    /// <summary>Of the last run that came to a result.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>How many results in a row were against <see cref="IsTrue"/>.</summary>
    public int Streak { get; set; }

    /// <summary>The run that goes on.</summary>
    public TestRun? Running { get; set; }

    /// <summary>When the next run is due; null before the first.</summary>
    public TimeSpan? DueAt { get; set; }

    /// <summary>Where its first run is.</summary>
    public FirstRun First { get; set; }

    /// <summary>Whether what it asks about has changed and that was not judged yet.</summary>
    public bool IsPulsing { get; set; }
}

/// <summary>Where the first run of a test is.</summary>
internal enum FirstRun
{
    /// <summary>It has ended, or there is none.</summary>
    Over,

    /// <summary>It is to be started.</summary>
    Wanted,

    /// <summary>It goes on.</summary>
    Running,
}

/// <summary>What is to be done with a scope when its first runs are over.</summary>
/// <param name="Kind">Which of its statements are carried out.</param>
/// <param name="Cause">Why.</param>
/// <param name="WaitsFor">How many commands must end before the first runs begin.</param>
/// <param name="WaitsUntil">When they begin in any case.</param>
internal sealed record Entry(EntryKind Kind, Cause Cause, int WaitsFor, TimeSpan WaitsUntil);

/// <summary>The kinds of <see cref="Entry"/>.</summary>
internal enum EntryKind
{
    /// <summary>The body outside of states, then the initial state.</summary>
    Start,

    /// <summary>A state's init and its body.</summary>
    Transition,

    /// <summary>The body.</summary>
    Reload,
}

/// <summary>A transition that waits because there were too many before it.</summary>
/// <param name="Target">The index of the state.</param>
/// <param name="Cause">Why.</param>
/// <param name="Until">When it is made.</param>
internal sealed record HeldTransition(int Target, Cause Cause, TimeSpan Until);
