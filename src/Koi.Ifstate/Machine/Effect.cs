using System.Collections.Immutable;
using Koi.Netlink;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Machine;

/// <summary>Something that the state machine asks for. Effects are carried out in order.</summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>A line for the log.</summary>
    public sealed record Log(LogLevel Level, string Text) : Effect;

    /// <summary>Runs a command when those before it have ended, never two at once; <see cref="MachineEvent.CommandEnded"/> follows.</summary>
    /// <param name="Command">For <c>/bin/sh -c</c>.</param>
    /// <param name="Timeout">After this time it is killed; null: when it has run for long and others wait.</param>
    /// <param name="Cause">For its environment.</param>
    public sealed record RunCommand(string Command, TimeSpan? Timeout, Cause Cause) : Effect
    {
        /// <summary>The state that it was ordered in: IFSTATED_STATE.</summary>
        public string State { get; init; } = "";

        /// <summary>The state before that one: IFSTATED_PREV.</summary>
        public string Previous { get; init; } = "";
    }

    /// <summary>Starts a test at once, beside all others; <see cref="MachineEvent.TestEnded"/> follows unless it is stopped.</summary>
    /// <param name="Run">Its name from now on.</param>
    /// <param name="Command">For <c>/bin/sh -c</c>.</param>
    /// <param name="Limit">After this time it is killed, with all that it started; null: it is stopped by name if at all.</param>
    public sealed record StartTest(TestRun Run, string Command, TimeSpan? Limit) : Effect;

    /// <summary>Kills a test, with all that it started.</summary>
    public sealed record StopTest(TestRun Run) : Effect;
}

/// <summary>Why something is done, for the environment of commands and for the history.</summary>
/// <param name="Event">
/// <c>start</c>, <c>reload</c>, <c>link:eth0</c>, <c>inet:ppp0</c>, <c>inet6:ppp0</c>, <c>addr:ppp0</c>, <c>route:eth0</c>,
/// <c>group:ext</c>, <c>demotion:carp</c>, <c>test</c>, <c>after</c>: IFSTATED_EVENT.
/// </param>
/// <param name="Interface">The interface that changed, empty when none did: IFSTATED_IF.</param>
/// <param name="Addresses">Its usable addresses: IFSTATED_ADDR.</param>
public sealed record Cause(string Event, string Interface, ImmutableArray<InetPrefix> Addresses)
{
    /// <summary>A cause that is no interface.</summary>
    public static Cause Of(string happened) => new(happened, "", []);
}
