using Koi.Daemon.Linux;
using Koi.Ifstate.Machine;

namespace Koi.Ifstate.Linux;

/// <summary>A command that was started and has not ended, or whose end was not seen yet.</summary>
/// <param name="process">Its shell.</param>
/// <param name="text">What the shell was given.</param>
/// <param name="started">When.</param>
internal sealed class RunningCommand(ChildProcess process, string text, TimeSpan started)
{
    /// <summary>Its shell.</summary>
    public ChildProcess Process { get; } = process;

    /// <summary>What the shell was given.</summary>
    public string Text { get; } = text;

    /// <summary>When it was started.</summary>
    public TimeSpan Started { get; } = started;

    /// <summary>The run of a test; null for a <c>run</c>, and for a test that nobody waits for any more.</summary>
    public TestRun? Test { get; set; }

    /// <summary>Whether it is or was a test, which leaves nothing behind.</summary>
    public bool IsTest { get; init; }

    /// <summary>After this time it is killed.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>When it is to be killed next; null for never.</summary>
    public TimeSpan? Due { get; set; }

    /// <summary>Whether it was told to end.</summary>
    public bool IsEnding { get; set; }
}
