namespace Koi.Daemon.Linux;

/// <summary>Gives memory back to the machine: a burst leaves garbage behind that nothing would collect as long as nothing happens.</summary>
/// <typeparam name="TTimer">The daemon's timers.</typeparam>
public sealed class Trimmer<TTimer>
    where TTimer : struct, Enum
{
    private const long AfterBytes = 2 * 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly EventLoop<TTimer> loop;
    private readonly TTimer timer;
    private long trimmedAt;     // bytes allocated so far when memory was last given back

    /// <summary>Works on a loop's thread.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="timer">A timer that nobody else uses.</param>
    public Trimmer(EventLoop<TTimer> loop, TTimer timer)
    {
        (this.loop, this.timer) = (loop, timer);
        loop.On(timer, Trim);
    }

    /// <summary>To be called after work that may have allocated much.</summary>
    public void Look()
    {
        if (GC.GetAllocatedBytesForCurrentThread() - trimmedAt > AfterBytes)
        {
            loop.Timers.SetOnce(timer, loop.Now + Pause);
        }
    }

    private void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        trimmedAt = GC.GetAllocatedBytesForCurrentThread();
    }
}
