using System.Diagnostics;
using System.Runtime.InteropServices;
using Koi.Lab;
using Microsoft.Win32.SafeHandles;

namespace Koi.Bench.Ifstate;

/// <summary>A FIFO that commands write a byte into, and a thread that does nothing but tell when one came.</summary>
/// <remarks>fifo(7). The byte has come when the thread runs again, which is the same for all programs.</remarks>
internal sealed unsafe partial class StampPipe : IDisposable
{
    /// <summary>Where commands find it, in the host.</summary>
    internal const string Place = "/run/stamp";

    private const int O_RDWR = 2;
    private const uint OwnerOnly = 0x180;

    private readonly SafeFileHandle pipe;
    private readonly Thread thread;
    private readonly object monitor = new();
    private bool isAwaited;
    private long came;  // 0 while no byte has come
    private volatile bool isStopping;

    /// <summary>Makes it.</summary>
    internal StampPipe(Host host)
    {
        var path = host.Root + Place;
        // With both ends open here, neither a writer nor the reader ever waits for the other.
        var descriptor = mkfifo(path, OwnerOnly) == 0 ? open(path, O_RDWR) : -1;
        pipe = descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new LabException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        thread = new Thread(Listen) { IsBackground = true };
        thread.Start();
    }

    /// <summary>The next byte is the awaited one.</summary>
    internal void Expect()
    {
        lock (monitor)
        {
            (isAwaited, came) = (true, 0);
        }
    }

    /// <summary>Waits for it.</summary>
    /// <returns>The stopwatch's timestamp; null when it did not come in time.</returns>
    internal long? Wait(TimeSpan limit)
    {
        var start = Stopwatch.GetTimestamp();
        lock (monitor)
        {
            while (came == 0)
            {
                var left = limit - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(monitor, left))
                {
                    break;
                }
            }

            isAwaited = false;
            return came == 0 ? null : came;
        }
    }

    public void Dispose()
    {
        isStopping = true;
        byte end = 0;
        _ = write(pipe, &end, 1);
        thread.Join();
        pipe.Dispose();
    }

    private void Listen()
    {
        byte one;
        while (read(pipe, &one, 1) == 1 && !isStopping)
        {
            var now = Stopwatch.GetTimestamp();
            lock (monitor)
            {
                if (isAwaited && came == 0)
                {
                    came = now;
                    Monitor.PulseAll(monitor);
                }
            }
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial nint read(SafeFileHandle descriptor, byte* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial nint write(SafeFileHandle descriptor, byte* buffer, nuint count);
}
