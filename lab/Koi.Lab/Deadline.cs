using System.Diagnostics;

namespace Koi.Lab;

/// <summary>A moment after which waiting is given up. An emulated processor is slow, so the default is a minute.</summary>
internal readonly struct Deadline(TimeSpan? limit)
{
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(1);

    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>The whole time.</summary>
    public TimeSpan Limit { get; } = limit ?? Default;

    /// <summary>What is left of it; zero when it has passed.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = Limit - Stopwatch.GetElapsedTime(started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Waits until a condition holds that other threads make true and announce by pulsing the monitor.</summary>
    /// <returns>False when the time has passed and the condition does not hold.</returns>
    public bool Wait(object monitor, Func<bool> condition)
    {
        lock (monitor)
        {
            while (!condition())
            {
                if (!Monitor.Wait(monitor, Left))
                {
                    return condition();
                }
            }

            return true;
        }
    }
}
