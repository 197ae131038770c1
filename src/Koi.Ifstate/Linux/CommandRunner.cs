using System.ComponentModel;
using Koi.Daemon.Linux;
using Koi.Ifstate.Machine;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Linux;

/// <summary>
/// Runs commands: those of <c>run</c> one after another, those of tests beside each other. Nothing here waits: what has ended tells it
/// through its descriptor.
/// </summary>
/// <remarks>
/// What a test started is killed with it and after it, unless it has left the test's process group; what a <c>run</c> left behind goes on.
/// </remarks>
internal sealed partial class CommandRunner
{
    /// <summary>A <c>run</c> without a timeout may hold up the next one for so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Between asking to end and killing.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly EventLoop<DaemonTimer> loop;
    private readonly CommandEnvironment environment;
    private readonly CommandUser? user;
    private readonly Action<MachineEvent> tell;
    private readonly ILogger log;
    private readonly List<RunningCommand> all = [];
    private readonly Queue<Effect.RunCommand> waiting = [];
    private RunningCommand? running;

    /// <summary>Nothing runs yet.</summary>
    /// <param name="loop">Watches for ends.</param>
    /// <param name="user">Who commands run as; null for this process's.</param>
    /// <param name="tell">Is told of ends.</param>
    /// <param name="log">Gets what happens.</param>
    public CommandRunner(EventLoop<DaemonTimer> loop, CommandUser? user, Action<MachineEvent> tell, ILogger log)
    {
        ChildProcess.Prepare();
        (this.loop, this.user, this.tell, this.log) = (loop, user, tell, log);
        environment = new CommandEnvironment(user);
        loop.On(DaemonTimer.Commands, KillDue);
    }

    /// <summary>The command of a <c>run</c> that runs; null when none does.</summary>
    public RunningCommand? Running => running;

    /// <summary>The commands of <c>run</c> that wait, the next one first.</summary>
    public IEnumerable<string> Waiting => waiting.Select(command => command.Command);

    /// <summary>The tests that run.</summary>
    public IEnumerable<RunningCommand> Tests => all.Where(command => command.Test is not null);

    /// <summary>Runs a command when those before it have ended.</summary>
    public void Run(Effect.RunCommand command)
    {
        waiting.Enqueue(command);
        StartNext();
        Arm();
    }

    /// <summary>Starts a test at once.</summary>
    /// <param name="test">The test.</param>
    /// <param name="state">For its environment.</param>
    public void Start(Effect.StartTest test, MachineState state)
    {
        if (Start(test.Command, environment.Of(state), test.Run, test.Limit) is null)
        {
            tell(new MachineEvent.TestEnded(test.Run, new TestOutcome(TestOutcomeKind.Died, 0)));
        }

        Arm();
    }

    /// <summary>Kills a test, of which nothing is told then.</summary>
    public void Stop(TestRun test)
    {
        foreach (var command in all)
        {
            if (command.Test == test)
            {
                Abandon(command);
            }
        }

        Arm();
    }

    /// <summary>Kills all tests. A <c>run</c> goes on, and those that wait are forgotten.</summary>
    public void Leave()
    {
        foreach (var command in all)
        {
            if (command.Test is not null)
            {
                Abandon(command);
            }
        }

        if (waiting.Count > 0)
        {
            LogForgotten(waiting.Count);
            waiting.Clear();
        }
    }

    private static void Abandon(RunningCommand command)
    {
        command.Process.KillGroup();
        (command.Test, command.Due) = (null, null);
    }

    private void StartNext()
    {
        while (running is null && waiting.TryDequeue(out var command))
        {
            running = Start(command.Command, environment.Of(command), test: null, command.Timeout);
            if (running is null)
            {
                tell(new MachineEvent.CommandEnded());
            }
        }
    }

    private RunningCommand? Start(string text, IReadOnlyList<string> variables, TestRun? test, TimeSpan? limit)
    {
        LogRunning(text);
        try
        {
            string[] shell = ["/bin/sh", "-c", text];
            var process = user is null
                ? ChildProcess.Start(shell[0], shell, variables)
                : ChildProcess.Start(CommandUser.Program, [.. user.Prefix(), .. shell], variables);
            var command = new RunningCommand(process, text, loop.Now)
            {
                Test = test,
                IsTest = test is not null,
                Limit = limit,
                Due = loop.Now + limit,
            };
            all.Add(command);
            loop.Watch(process.Handle, () => End(command));
            return command;
        }
        catch (Win32Exception failure)
        {
            LogRefused(text, failure.Message);
            return null;
        }
    }

    private void End(RunningCommand command)
    {
        if (command.IsTest || command.IsEnding)
        {
            // The group is still its own: the shell was not reaped.
            command.Process.KillGroup();
        }

        if (command.Process.TryReap() is not { } status)
        {
            return;
        }

        loop.Unwatch(command.Process.Handle);
        command.Process.Dispose();
        all.Remove(command);
        if (command.Test is { } test)
        {
            tell(new MachineEvent.TestEnded(
                test, status.Code is { } code ? TestOutcome.Exit(code) : new TestOutcome(TestOutcomeKind.Died, 0)));
        }
        else if (command == running)
        {
            running = null;
            tell(new MachineEvent.CommandEnded());
            StartNext();
        }

        Arm();
    }

    /// <summary>The timer is for whoever is to be killed first.</summary>
    private void Arm()
    {
        if (running is { Limit: null, IsEnding: false } unlimited)
        {
            unlimited.Due = waiting.Count > 0 ? unlimited.Started + Patience : null;
        }

        TimeSpan? earliest = null;
        foreach (var command in all)
        {
            earliest = command.Due is { } due && !(earliest <= due) ? due : earliest;
        }

        if (earliest is { } next)
        {
            loop.Timers.Set(DaemonTimer.Commands, next);
        }
        else
        {
            loop.Timers.Cancel(DaemonTimer.Commands);
        }
    }

    private void KillDue()
    {
        var now = loop.Now;
        foreach (var command in all.FindAll(one => one.Due <= now))
        {
            if (command.Due is null)
            {
                // What an earlier one led to has stopped it.
                continue;
            }

            if (command.Test is { } test)
            {
                // Should it not die, nobody waits for it.
                Abandon(command);
                tell(new MachineEvent.TestEnded(test, new TestOutcome(TestOutcomeKind.TimedOut, 0)));
            }
            else if (command.IsEnding)
            {
                command.Process.KillGroup();
                command.Due = null;
            }
            else
            {
                LogEnding(command.Text, (now - command.Started).TotalSeconds);
                command.Process.TerminateGroup();
                (command.IsEnding, command.Due) = (true, now + Grace);
            }
        }

        Arm();
    }

    [LoggerMessage(LogLevel.Debug, "running {Command}")]
    private partial void LogRunning(string command);

    [LoggerMessage(LogLevel.Error, "cannot run {Command}: {Reason}")]
    private partial void LogRefused(string command, string reason);

    [LoggerMessage(LogLevel.Warning, "{Command} has run for {Seconds:0.#} seconds, ending it")]
    private partial void LogEnding(string command, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Count} commands that wait are not run")]
    private partial void LogForgotten(int count);
}
