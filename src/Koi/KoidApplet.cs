using System.ComponentModel;
using System.Runtime.InteropServices;
using Koi.Daemon.Linux;
using Koi.Interfaces.Groups;
using Koi.Interfaces.Linux;
using Koi.Netlink;
using Microsoft.Extensions.Logging;

namespace Koi;

/// <summary>koid(8): what OpenBSD's kernel does for interface groups, done beside Linux's.</summary>
internal sealed partial class KoidApplet : IDisposable
{
    private const string Name = "koid";

    /// <summary>A change that could not be made, since others changed the ruleset all the time, is tried again then.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    /// <summary>At most so often the copy on disk is written; the kernel's sets are the truth.</summary>
    private static readonly TimeSpan MirrorPause = TimeSpan.FromMilliseconds(50);

    /// <summary>A koid that was killed just now lets go of its lock within this.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(1);

    /// <summary>SIGUSR2, for which the framework has no name.</summary>
    private const PosixSignal UpgradeSignal = (PosixSignal)12;

    private readonly ILogger log;
    private readonly KoidOptions options;
    private readonly GroupKeeper keeper;
    private readonly FolderWatch declarations = FolderWatch.Open(CarpFolder.Path);
    private readonly ServiceManager manager = ServiceManager.Find();
    private readonly EventLoop<Timer> loop = new(TimeProvider.System);
    private readonly Trimmer<Timer> trimmer;
    private GroupWorld mirrored = GroupWorld.Empty;
    private string status = "";

    private KoidApplet(ILogger log, KoidOptions options, GroupKeeper keeper)
    {
        (this.log, this.options, this.keeper) = (log, options, keeper);
        trimmer = new Trimmer<Timer>(loop, Timer.Trim);
    }

    private enum Timer
    {
        Retry,
        Mirror,
        Trim,
        Watchdog,
        Carp,
    }

    /// <summary>Runs the daemon until it is told to stop.</summary>
    /// <returns>0; 1 for a failure; 2 for a wrong command line.</returns>
    public static int Run(string[] arguments)
    {
        if (KoidOptions.Parse(arguments, out var error) is not { } options)
        {
            Output.WriteError((error.Length > 0 ? $"{Name}: {error}\n" : "") + KoidOptions.Usage);
            return 2;
        }

        var journal = new Journal(Name, options.IsVerbose ? LogLevel.Debug : LogLevel.Information, options.IsPlain);
        Action<string>? trace = Environment.GetEnvironmentVariable("KOI_TRACE") is "netlink"
            ? static line => Output.WriteError($"{line}\n")
            : null;
        try
        {
            return options.CarpParent is not null ? CarpApplet.Run(options, journal, trace)
                : options.PlansOnly ? ShowPlan(journal, trace)
                : Serve(options, journal, trace);
        }
        catch (Exception failure) when (failure is LinuxException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            Fail(journal, failure.Message);
            return 1;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        carp?.Dispose();
        loop.Dispose();
        declarations.Dispose();
        keeper.Dispose();
        manager.Dispose();
    }

    private static int ShowPlan(Journal journal, Action<string>? trace)
    {
        using var reader = GroupKeeper.Open(MirrorFile.Read(), journal, trace);
        var output = new Output();
        foreach (var change in reader.Plan())
        {
            output.Write($"{change.Describe()}\n");
        }

        output.Flush();
        return 0;
    }

    private static int Serve(KoidOptions options, Journal journal, Action<string>? trace)
    {
        CarpFolder.Make();
        using var instance = InstanceLock.TryTake(MirrorFile.Path("koid"), LockPatience);
        if (instance is null)
        {
            Fail(journal, "koid runs already in this network namespace");
            return 1;
        }

        using var daemon = new KoidApplet(journal, options, GroupKeeper.Open(MirrorFile.Read(), journal, trace));
        daemon.Run();
        return 0;
    }

    private void Run()
    {
        foreach (var handle in keeper.Handles)
        {
            loop.Watch(handle, Step);
        }

        loop.Watch(declarations.Handle, FollowCarp);
        loop.On(PosixSignal.SIGTERM, Stop);
        loop.On(PosixSignal.SIGINT, Stop);
        loop.On(PosixSignal.SIGHUP, Reread);
        loop.On(Timer.Retry, Step);
        loop.On(Timer.Mirror, WriteMirror);
        loop.On(Timer.Watchdog, TellAlive);
        loop.On(Timer.Carp, FollowCarp);
        loop.On(UpgradeSignal, Upgrade);
        Step();
        FollowCarp();
        LogStart(keeper.World.Table.Interfaces.Count);
        manager.Ready(Status());
        TellAlive();
        loop.Run();
        manager.Stopping();
        StopCarp();
        WriteMirror();
        LogStop();
    }

    private void Step()
    {
        if (!keeper.Step())
        {
            loop.Timers.SetOnce(Timer.Retry, loop.Now + RetryPause);
        }

        if (!Mirror.IsSame(mirrored, keeper.World))
        {
            loop.Timers.SetOnce(Timer.Mirror, loop.Now + MirrorPause);
        }

        trimmer.Look();
        var now = Status();
        if (!string.Equals(now, status, StringComparison.Ordinal))
        {
            status = now;
            manager.Status(status);
        }
    }

    private void Stop() => loop.Stop();

    private void Reread()
    {
        LogReread();
        keeper.Reread();
        Step();
        carp?.Signal(PosixSignal.SIGHUP);
    }

    private void WriteMirror()
    {
        loop.Timers.Cancel(Timer.Mirror);
        try
        {
            MirrorFile.Write(keeper.World);
            mirrored = keeper.World;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogMirror(failure.Message);
        }
    }

    private void TellAlive()
    {
        if (manager.WatchdogInterval is { } interval)
        {
            manager.Alive();
            loop.Timers.Set(Timer.Watchdog, loop.Now + interval);
        }
    }

    private string Status()
    {
        var table = keeper.World.Table;
        var egress = Egress.Members(table).Select(index => table.Find(index)?.Name).OfType<string>();
        return $"egress: {(string.Join(' ', egress) is { Length: > 0 } names ? names : "nobody")}";
    }

    [LoggerMessage(LogLevel.Critical, "{Reason}")]
    private static partial void Fail(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "keeping groups of {Count} interfaces")]
    private partial void LogStart(int count);

    [LoggerMessage(LogLevel.Information, "stopping; groups stay as they are")]
    private partial void LogStop();

    [LoggerMessage(LogLevel.Information, "reading all again")]
    private partial void LogReread();

    [LoggerMessage(LogLevel.Warning, "cannot write the copy of the groups: {Reason}")]
    private partial void LogMirror(string reason);
}
