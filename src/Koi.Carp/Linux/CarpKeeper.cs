using System.Runtime.InteropServices;
using Koi.Daemon.Linux;
using Koi.Interfaces.Carp;
using Koi.Netlink.Linux;
using Koi.Netlink.Route;
using Microsoft.Extensions.Logging;

namespace Koi.Carp.Linux;

/// <summary>
/// Keeps carp(4) interfaces: one loop that hears, decides, renews leases and advertises, and does nothing else. What ifconfig(8)
/// declared is in files and in the links' aliases, what it is now in the kernel: a keeper that was killed goes on where it stopped.
/// </summary>
/// <remarks>For one thread, which may have real-time priority: in the steady state nothing is allocated and nothing waits.</remarks>
public sealed partial class CarpKeeper : IDisposable
{
    /// <summary>After so much allocation memory is given back to the machine, when things are quiet again.</summary>
    private const long TrimAfterBytes = 2 * 1024 * 1024;
    private static readonly TimeSpan TrimPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ILogger log;
    private readonly CarpOptions options;
    private readonly EventLoop<Timer> loop = new(TimeProvider.System);
    private readonly RouteSocket routes;
    private readonly NetlinkEventSocket linkEvents;
    private readonly Gate gate;
    private readonly DemotionKeeper demotions;
    private readonly Listeners listeners;
    private readonly Speaker speaker;
    private readonly LinkRecipe recipe;
    private readonly Variables variables;
    private readonly ControlServer control;
    private readonly CarpStatistics statistics = new();
    private readonly RejectionLog rejections;
    private readonly Dictionary<int, ParentLink> parents = [];
    private CarpVariables settings;
    private VirtualHost[] hosts = [];
    private bool needsReading;
    private bool missesFiles;       // whether a link without a declaration is an error: its file comes a little later than the link
    private string gateRefusal = "";
    private long trimmedAt;     // bytes allocated so far when memory was last given back

    private CarpKeeper(CarpOptions options, CarpVariables settings, Gate gate, ILogger log)
    {
        (this.options, this.settings, this.gate, this.log) = (options, settings, gate, log);
        routes = RouteSocket.Open(options.Trace);
        linkEvents = RouteSocket.Subscribe([RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.AddressV6], trace: options.Trace);
        demotions = DemotionKeeper.Open(gate.Hear, options.Trace);
        listeners = new Listeners(loop.Watch, loop.Unwatch, Then, Hear);
        speaker = new Speaker(listeners);
        recipe = new LinkRecipe(routes);
        variables = new Variables(options.Folder);
        control = ControlServer.Open(Path.Join(options.Folder, "control"));
        rejections = new RejectionLog(log);
    }

    private enum Timer
    {
        Trim,
        Protocol,
        Rejections,
    }

    private long Now => loop.Now.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Opens its sockets, takes over what an earlier keeper left, and runs until it is told to stop.</summary>
    /// <param name="options">Where things are.</param>
    /// <param name="settings">net.inet.carp.</param>
    /// <param name="log">Gets what happens.</param>
    /// <exception cref="Koi.Netlink.LinuxException">
    /// A socket cannot be had, or the kernel has no gate: nf_tables' netdev family with egress hooks, Linux 5.16.
    /// </exception>
    public static void Run(CarpOptions options, CarpVariables settings, ILogger log)
    {
        using var keeper = new CarpKeeper(options, settings, Gate.Open(Patience, options.Trace), log);
        keeper.Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        loop.Dispose();
        foreach (var host in hosts)
        {
            host.Dispose();
        }

        listeners.Dispose();
        speaker.Dispose();
        recipe.Dispose();
        demotions.Dispose();
        linkEvents.Dispose();
        routes.Dispose();
        control.Dispose();
        gate.Dispose();
    }

    private void Run()
    {
        loop.Watch(linkEvents.Handle, Then(HearLinks));
        loop.Watch(demotions.Handle, Then(HearTables));
        loop.Watch(control.Handle, Then(() => control.Serve(Answer)));
        loop.On(PosixSignal.SIGTERM, Stop);
        loop.On(PosixSignal.SIGINT, Stop);
        loop.On(PosixSignal.SIGHUP, Then(Reload));
        loop.On(Timer.Protocol, Then(Tick));
        loop.On(Timer.Rejections, Then(rejections.Tell));
        loop.On(Timer.Trim, Trim);
        Then(Start)();
        loop.Run();
        LogStop();
    }

    /// <summary>An action, then whatever follows from it, and the alarm for what is due next.</summary>
    private Action Then(Action action) => () =>
    {
        action();
        if (needsReading)
        {
            needsReading = false;
            Read();
        }

        SetAlarm();
        if (GC.GetAllocatedBytesForCurrentThread() - trimmedAt > TrimAfterBytes)
        {
            loop.Timers.Set(Timer.Trim, loop.Now + TrimPause);
        }
    };

    /// <summary>Changes leave garbage behind that nothing would collect as long as nothing changes.</summary>
    private void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        trimmedAt = GC.GetAllocatedBytesForCurrentThread();
    }

    private void SetAlarm()
    {
        var next = CarpMachine.Never;
        foreach (var host in hosts)
        {
            next = Math.Min(next, host.Machine.Next);
        }

        if (next == CarpMachine.Never)
        {
            loop.Timers.Cancel(Timer.Protocol);
        }
        else
        {
            loop.Timers.Set(Timer.Protocol, TimeSpan.FromTicks(next * TimeSpan.TicksPerMicrosecond));
        }

        if (rejections.Awaits)
        {
            loop.Timers.SetOnce(Timer.Rejections, loop.Now + RejectionLog.Pause);
        }
    }

    private void Tick()
    {
        var now = Now;
        foreach (var host in hosts)
        {
            if (host.Machine.Next <= now)
            {
                Handle(host, CarpEvent.Of(CarpEventKind.Tick));
            }
        }
    }

    /// <summary>Every master says that it goes, and its peer takes over at once.</summary>
    private void Stop()
    {
        foreach (var host in hosts)
        {
            Handle(host, CarpEvent.Of(CarpEventKind.Down));
        }

        loop.Stop();
    }

    [LoggerMessage(LogLevel.Information, "carp: stopping")]
    private partial void LogStop();
}

/// <summary>Where the keeper finds things.</summary>
/// <param name="Folder">Of declarations and the control socket: <see cref="Koi.Interfaces.Linux.CarpFolder"/>'s.</param>
/// <param name="ReadVariables">Reads net.inet.carp again; null when the file has errors, which were logged.</param>
/// <param name="Release">Whose rule for the master-down time.</param>
/// <param name="Trace">Gets a line for each message; null for none.</param>
public sealed record CarpOptions(
    string Folder, Func<CarpVariables?> ReadVariables, CarpRelease Release, Action<string>? Trace);
