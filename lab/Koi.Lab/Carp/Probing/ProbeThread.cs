using static Koi.Lab.Carp.Probing.SocketCalls;

namespace Koi.Lab.Carp.Probing;

/// <summary>A thread that does one thing at a regular pace, before all others where that is allowed.</summary>
internal sealed class ProbeThread
{
    private const int Priority = 20;

    private readonly long period;
    private readonly Func<bool> step;
    private readonly Thread thread;
    private volatile bool isStopping;

    /// <summary>Starts it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="period">In nanoseconds.</param>
    /// <param name="step">What to do; false to end. It must not allocate.</param>
    public ProbeThread(string name, long period, Func<bool> step)
    {
        (this.period, this.step) = (period, step);
        thread = new Thread(Work) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Whether the kernel let it go before others; then a busy machine does not disturb it.</summary>
    public bool IsRealTime { get; private set; }

    /// <summary>Ends it; returns after the last step.</summary>
    public void Stop()
    {
        isStopping = true;
        thread.Join();
    }

    private unsafe void Work()
    {
        var priority = Priority;
        IsRealTime = sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
        for (var next = ProbeClock.Now; !isStopping && step(); next = Math.Max(next + period, ProbeClock.Now))
        {
            ProbeClock.SleepUntil(next + period);
        }
    }
}
