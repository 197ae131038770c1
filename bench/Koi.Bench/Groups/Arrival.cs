using System.Diagnostics;
using Koi.Netlink;
using Koi.Netlink.Linux;

namespace Koi.Bench.Groups;

/// <summary>Whether a message is the awaited one.</summary>
internal delegate bool Awaited(NetlinkMessage message);

/// <summary>Tells when an event came, on a thread that does nothing else.</summary>
internal sealed class Arrival : IDisposable
{
    private readonly NetlinkEventSocket events;
    private readonly Thread thread;
    private readonly object monitor = new();
    private Awaited? awaited;
    private long came;  // 0 while the awaited event has not come
    private long last = Stopwatch.GetTimestamp();
    private volatile bool isStopping;

    internal Arrival(NetlinkEventSocket events)
    {
        this.events = events;
        thread = new Thread(Listen) { IsBackground = true };
        thread.Start();
    }

    /// <summary>What to wait for from now on.</summary>
    internal void Expect(Awaited what)
    {
        lock (monitor)
        {
            (awaited, came) = (what, 0);
        }
    }

    /// <summary>Waits for it.</summary>
    /// <returns>The stopwatch's timestamp; null when it did not come in time.</returns>
    internal long? Wait(TimeSpan limit)
    {
        var end = Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        lock (monitor)
        {
            while (came == 0)
            {
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end);
                if (left <= TimeSpan.Zero || !Monitor.Wait(monitor, left))
                {
                    return came == 0 ? null : came;
                }
            }

            return came;
        }
    }

    /// <summary>Waits until nothing has come for some time.</summary>
    internal void WaitForQuiet(TimeSpan pause)
    {
        while (Quiet() is { } quiet && quiet < pause)
        {
            Thread.Sleep(pause - quiet);
        }
    }

    public void Dispose()
    {
        isStopping = true;
        thread.Join();
        events.Dispose();
    }

    private TimeSpan Quiet()
    {
        lock (monitor)
        {
            return Stopwatch.GetElapsedTime(last);
        }
    }

    private void Listen()
    {
        while (!isStopping)
        {
            events.Receive(TimeSpan.FromMilliseconds(200), Take);
        }
    }

    private void Take(NetlinkMessage message)
    {
        var now = Stopwatch.GetTimestamp();
        lock (monitor)
        {
            last = now;
            if (came == 0 && awaited is not null && awaited(message))
            {
                came = now;
                Monitor.PulseAll(monitor);
            }
        }
    }
}
