using System.Runtime.InteropServices;
using Koi.Daemon.Linux;
using Koi.Ifstate.Machine;
using Koi.Interfaces.Linux;
using Koi.Netlink;
using Microsoft.Extensions.Logging;

namespace Koi.Ifstate.Linux;

/// <summary>ifstated(8)'s loop: tells the state machine what happens, and does what it asks for.</summary>
public sealed partial class IfstatedDaemon : IDisposable
{
    /// <summary>What could not be read, since it changed all the time, is read again then.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly DaemonSettings settings;
    private readonly ILogger log;
    private readonly ServiceManager manager = ServiceManager.Find();
    private readonly EventLoop<DaemonTimer> loop = new(TimeProvider.System);
    private readonly GroupFollower follower;
    private readonly CommandRunner runner;
    private readonly Trimmer<DaemonTimer> trimmer;
    private readonly ControlServer? control;
    private readonly Queue<MachineEvent> inbox = [];
    private WorldView view = WorldView.Empty;
    private MachineState? machine;      // null until the file was read
    private bool isTelling;
    private bool isOutdated;
    private string status = "";

    private IfstatedDaemon(DaemonSettings settings, ILogger log, ControlServer? control)
    {
        (this.settings, this.log, this.control) = (settings, log, control);
        follower = GroupFollower.Open(log, settings.Trace, settings.ReceiveBuffer);
        runner = new CommandRunner(loop, settings.User, Tell, log);
        trimmer = new Trimmer<DaemonTimer>(loop, DaemonTimer.Trim);
    }

    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="settings">What the command line says.</param>
    /// <param name="log">Gets what happens.</param>
    /// <returns>False when it could not be started, which was logged.</returns>
    /// <exception cref="LinuxException">The kernel refuses to be read.</exception>
    public static bool Run(DaemonSettings settings, ILogger log)
    {
        if (!StatusSocket.TryOpen(settings.Socket, log, out var socket))
        {
            return false;
        }

        using (socket)
        {
            using var daemon = new IfstatedDaemon(settings, log, socket?.Server);
            return daemon.Run();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        loop.Dispose();
        follower.Dispose();
        manager.Dispose();
    }

    private bool Run()
    {
        // SIGTERM ends it in good order from the first command on.
        loop.On(PosixSignal.SIGTERM, loop.Stop);
        loop.On(PosixSignal.SIGINT, loop.Stop);
        loop.On(PosixSignal.SIGHUP, Reload);
        loop.On(DaemonTimer.Machine, () => Tell(new MachineEvent.Tick()));
        loop.On(DaemonTimer.Retry, Follow);
        loop.On(DaemonTimer.Watchdog, TellAlive);
        foreach (var handle in follower.Handles)
        {
            loop.Watch(handle, Follow);
        }

        if (control is not null)
        {
            loop.Watch(control.Handle, () => control.Serve(Answer));
        }

        if (!follower.HasTables)
        {
            LogNoTables();
        }

        Follow();
        if (settings.Load(view.World.HasName) is not { } configuration)
        {
            LogNotLoaded();
            return false;
        }

        machine = MachineState.Of(configuration);
        Tell(new MachineEvent.Started(view.World, settings.IgnoresInitial));
        manager.Ready(status);
        TellAlive();
        loop.Run();
        manager.Stopping();
        runner.Leave();
        return true;
    }

    /// <summary>Takes in what the kernel tells.</summary>
    private void Follow()
    {
        if (!follower.TakeIn())
        {
            loop.Timers.SetOnce(DaemonTimer.Retry, loop.Now + RetryPause);
            return;
        }

        var before = view.World;
        view = view.After(follower.World, follower.Touched);
        follower.Settle();
        if (machine is not null && view.World != before)
        {
            Tell(new MachineEvent.WorldChanged(view.World));
        }

        trimmer.Look();
    }

    private void Reload()
    {
        LogReload();
        if (settings.Load(view.World.HasName) is { } configuration)
        {
            isOutdated = false;
            Tell(new MachineEvent.Reloaded(configuration, settings.Restarts));
        }
        else
        {
            isOutdated = true;
            LogNotReloaded();
        }
    }

    /// <summary>What is told while something is being told waits until that is done.</summary>
    private void Tell(MachineEvent happened)
    {
        inbox.Enqueue(happened);
        if (isTelling || machine is null)
        {
            return;
        }

        isTelling = true;
        while (inbox.TryDequeue(out var next))
        {
            var step = StateMachine.Take(machine, next, loop.Now);
            machine = step.Next;
            foreach (var effect in step.Effects)
            {
                Do(effect, machine);
            }
        }

        isTelling = false;
        if (machine.Due is { } due)
        {
            loop.Timers.Set(DaemonTimer.Machine, due);
        }
        else
        {
            loop.Timers.Cancel(DaemonTimer.Machine);
        }

        Show(machine);
        trimmer.Look();
    }

    private void Do(Effect effect, MachineState state)
    {
        switch (effect)
        {
            case Effect.Log line:
                log.Log(line.Level, default, line.Text, exception: null, static (text, _) => text);
                break;

            case Effect.RunCommand command:
                runner.Run(command);
                break;

            case Effect.StartTest test:
                runner.Start(test, state);
                break;

            case Effect.StopTest test:
                runner.Stop(test.Run);
                break;

            default:
                throw new ArgumentOutOfRangeException(nameof(effect));
        }
    }

    private void Show(MachineState state)
    {
        var now = state.State.Length > 0 ? $"state: {state.State}" : "no state";
        if (!string.Equals(now, status, StringComparison.Ordinal))
        {
            status = now;
            manager.Status(status);
        }
    }

    private void TellAlive()
    {
        if (manager.WatchdogInterval is { } interval)
        {
            manager.Alive();
            loop.Timers.Set(DaemonTimer.Watchdog, loop.Now + interval);
        }
    }

    [LoggerMessage(LogLevel.Warning, "groups have automatic members only: nf_tables cannot be read, for which CAP_NET_ADMIN is needed")]
    private partial void LogNoTables();

    [LoggerMessage(LogLevel.Warning, "unable to load config")]
    private partial void LogNotLoaded();

    [LoggerMessage(LogLevel.Information, "reloading config")]
    private partial void LogReload();

    [LoggerMessage(LogLevel.Warning, "unable to reload config")]
    private partial void LogNotReloaded();
}
