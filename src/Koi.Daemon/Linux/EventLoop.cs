using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Daemon.Linux;

/// <summary>
/// A daemon's one loop: waits for descriptors, signals and timers, and handles one after another on the calling thread. The
/// queues that bound it are the kernel's: what a handler does not read stays there.
/// </summary>
/// <typeparam name="TTimer">The daemon's timers.</typeparam>
/// <remarks>ppoll(2), eventfd(2). No thread besides the runtime's for signals, and no allocation in the steady state.</remarks>
public sealed unsafe class EventLoop<TTimer> : IDisposable
    where TTimer : struct, Enum
{
    private readonly TimeProvider clock;
    private readonly long origin;
    private readonly SafeFileHandle wakeUp;
    private readonly List<Source> sources = [];
    private readonly List<(PosixSignalRegistration Registration, Action Handler)> signals = [];
    private readonly List<int> arrived = [];    // indexes of signals; guarded by itself
    private readonly Lock arrivedLock = new();
    private readonly Dictionary<TTimer, Action> timerHandlers = [];
    private Source[] polled = [];               // the sources as of the last round
    private LibC.PollDescriptor[] descriptors = [];
    private bool isChanged;                     // whether sources are others since
    private bool isStopping;

    /// <summary>A loop that watches nothing yet.</summary>
    public EventLoop(TimeProvider clock)
    {
        this.clock = clock;
        origin = clock.GetTimestamp();
        var descriptor = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        wakeUp = descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new Win32Exception();
        Watch(wakeUp, HandleSignals);
    }

    /// <summary>Since the loop was made.</summary>
    public TimeSpan Now => clock.GetElapsedTime(origin);

    /// <summary>The timers; set them in handlers.</summary>
    public Timers<TTimer> Timers { get; } = new();

    /// <summary>Calls a handler whenever a descriptor can be read. It must read all there is without waiting.</summary>
    public void Watch(SafeHandle handle, Action ready)
    {
        sources.Add(new(handle, ready));
        isChanged = true;
    }

    /// <summary>Watches a descriptor no longer. Call it before the descriptor is closed.</summary>
    public void Unwatch(SafeHandle handle)
    {
        foreach (var source in sources.FindAll(source => source.Handle == handle))
        {
            source.IsWatched = false;
            sources.Remove(source);
        }

        isChanged = true;
    }

    /// <summary>Calls a handler on the loop's thread for a signal, whose default action is not taken.</summary>
    public void On(PosixSignal signal, Action handler)
    {
        var index = signals.Count;
        signals.Add((PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            lock (arrivedLock)
            {
                arrived.Add(index);
            }

            ulong one = 1;
            _ = LibC.write(wakeUp, &one, sizeof(ulong));
        }), handler));
    }

    /// <summary>Calls a handler when a timer is due.</summary>
    public void On(TTimer timer, Action handler) => timerHandlers[timer] = handler;

    /// <summary>Runs until <see cref="Stop"/>; what a handler throws leaves it.</summary>
    public void Run()
    {
        while (!isStopping)
        {
            Wait();
        }
    }

    /// <summary>Makes <see cref="Run"/> return after the handler that calls this.</summary>
    public void Stop() => isStopping = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (registration, _) in signals)
        {
            registration.Dispose();
        }

        wakeUp.Dispose();
    }

    /// <summary>A timer is not kept waiting by descriptors that are ready, however many.</summary>
    private void RunTimers()
    {
        var now = Now;
        while (!isStopping && Timers.TryTakeDue(now, out var timer))
        {
            timerHandlers[timer]();
        }
    }

    private void Wait()
    {
        if (isChanged)
        {
            polled = [.. sources];
            Array.Resize(ref descriptors, polled.Length);
            isChanged = false;
        }

        for (var index = 0; index < polled.Length; index++)
        {
            descriptors[index] = new LibC.PollDescriptor
            {
                Descriptor = (int)polled[index].Handle.DangerousGetHandle(),
                Events = LibC.POLLIN,
            };
        }

        var ready = Poll();
        // Who was asleep learns first what is overdue, then what others said meanwhile.
        RunTimers();
        for (var index = 0; ready > 0 && index < polled.Length && !isStopping; index++)
        {
            // Errors count as well: the handler's read will tell which. What a handler of this round watches no longer is left out; what
            // it has begun to watch waits for the next round, so that nobody who changes what is watched holds up the others.
            if (descriptors[index].Returned != 0 && polled[index].IsWatched)
            {
                polled[index].Ready();
                RunTimers();
            }
        }
    }

    private int Poll()
    {
        LibC.TimeSpecification timeout = default;
        var wait = Timers.Next - Now;
        if (wait is { } left && left > TimeSpan.Zero)
        {
            timeout = new() { Seconds = left.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = left.Ticks % TimeSpan.TicksPerSecond * 100 };
        }

        fixed (LibC.PollDescriptor* first = descriptors)
        {
            var ready = LibC.ppoll(first, (nuint)descriptors.Length, wait is null ? null : &timeout, null);
            return ready >= 0 || Marshal.GetLastPInvokeError() == LibC.EINTR ? ready : throw new Win32Exception();
        }
    }

    private void HandleSignals()
    {
        ulong count;
        _ = LibC.read(wakeUp, &count, sizeof(ulong));
        int[] taken;
        lock (arrivedLock)
        {
            taken = [.. arrived];
            arrived.Clear();
        }

        foreach (var index in taken)
        {
            signals[index].Handler();
        }
    }

    /// <summary>Something that is watched.</summary>
    private sealed class Source(SafeHandle handle, Action ready)
    {
        public SafeHandle Handle { get; } = handle;

        public Action Ready { get; } = ready;

        public bool IsWatched { get; set; } = true;
    }
}
