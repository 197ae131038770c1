using System.Runtime.InteropServices;

namespace Koi.Bench;

/// <summary>The processor time of the calling thread, which other work on the machine hardly changes.</summary>
internal static partial class ThreadClock
{
    private const int CLOCK_THREAD_CPUTIME_ID = 3;

    /// <summary>Nanoseconds since the thread began.</summary>
    internal static long Now()
    {
        return clock_gettime(CLOCK_THREAD_CPUTIME_ID, out var time) == 0
            ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
            : throw new InvalidOperationException("no processor clock of threads");
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
