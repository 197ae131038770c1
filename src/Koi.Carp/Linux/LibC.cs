using System.Runtime.InteropServices;

namespace Koi.Carp.Linux;

/// <summary>The system calls of this project, named as in their manual pages; constants of x86-64 and arm64.</summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";
    private const int CLOCK_MONOTONIC_COARSE = 6;
    private const int SCHED_FIFO = 1, SCHED_RESET_ON_FORK = 0x40000000;
    private const int MCL_CURRENT = 1, MCL_FUTURE = 2, MCL_ONFAULT = 4;
    private const int PR_SET_PDEATHSIG = 1;
    private const int SIGKILL = 9;

    /// <summary>Of the kernel's clock, in microseconds: what it times leases by.</summary>
    public static long KernelTick()
    {
        var resolution = stackalloc long[2];
        const long HundredHertz = 10_000;
        return clock_getres(CLOCK_MONOTONIC_COARSE, resolution) == 0 && resolution[0] == 0 ? resolution[1] / 1000 : HundredHertz;
    }

    /// <summary>Runs the calling thread before all that is not real-time; false where that is not allowed.</summary>
    public static bool TryRunInRealTime(int priority) => sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &priority) == 0;

    /// <summary>Keeps pages that are used in memory; false where that is not allowed.</summary>
    public static bool TryLockMemory() => mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;

    /// <summary>Ends this process, without a word, when the thread that started it ends.</summary>
    public static void DieWithParent() => _ = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);

    [LibraryImport(Library)]
    private static partial int clock_getres(int clock, long* resolution);

    [LibraryImport(Library)]
    private static partial int sched_setscheduler(int process, int policy, int* parameter);

    [LibraryImport(Library)]
    private static partial int mlockall(int flags);

    [LibraryImport(Library)]
    private static partial int prctl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int pidfd_open(int process, uint flags);

    [LibraryImport(Library)]
    public static partial int getppid();

    [LibraryImport(Library)]
    public static partial int kill(int process, int signal);
}
