using System.Diagnostics;
using static Koi.Lab.Carp.Probing.SocketCalls;

namespace Koi.Lab.Carp.Probing;

/// <summary>The probers' time: nanoseconds of CLOCK_MONOTONIC, which <see cref="Stopwatch"/> counts too.</summary>
public static class ProbeClock
{
    /// <summary>A second.</summary>
    public const long Second = 1_000_000_000;

    /// <summary>A millisecond.</summary>
    public const long Millisecond = 1_000_000;

    /// <summary>The present moment.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>What to add to a moment of the wall clock; asked anew each time, the wall clock may be set.</summary>
    internal static long SinceWall => Now - ((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * 100);

    /// <summary>A length of time in nanoseconds.</summary>
    public static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    /// <summary>Nanoseconds as milliseconds.</summary>
    public static double Milliseconds(long nanoseconds) => nanoseconds / (double)Millisecond;

    /// <summary>Sleeps until a moment, more exactly than the runtime's timers do.</summary>
    internal static unsafe void SleepUntil(long moment)
    {
        var until = new TimeValue { Seconds = moment / Second, Nanoseconds = moment % Second };
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, null) != 0)
        {
            // a signal
        }
    }
}
