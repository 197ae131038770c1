using System.Runtime.InteropServices;

namespace Koi.Lab.Carp.Probing;

/// <summary>The system calls of the probers, named as in their manual pages; constants of x86-64 and arm64.</summary>
internal static unsafe partial class SocketCalls
{
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int AF_PACKET = 17;
    public const int SOCK_RAW = 3;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int IPPROTO_ICMP = 1;
    public const int IPPROTO_ICMPV6 = 58;

    public const int SOL_SOCKET = 1;
    public const int SO_RCVBUFFORCE = 33;
    public const int SOL_PACKET = 263;
    public const int PACKET_QDISC_BYPASS = 20;
    public const int PACKET_IGNORE_OUTGOING = 23;

    public const int MSG_DONTWAIT = 0x40;
    public const nuint SIOCGSTAMPNS = 0x8907;

    public const int CLOCK_MONOTONIC = 1;
    public const int TIMER_ABSTIME = 1;
    public const int SCHED_FIFO = 1;

    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(int socket, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(int socket, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(int socket, int level, int option, int* value, uint length);

    [LibraryImport(Library)]
    public static partial nint send(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport(Library)]
    public static partial nint recv(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport(Library)]
    public static partial int ioctl(int descriptor, nuint request, TimeValue* argument);

    [LibraryImport(Library)]
    public static partial int close(int descriptor);

    [LibraryImport(Library)]
    public static partial int clock_nanosleep(int clock, int flags, TimeValue* until, TimeValue* left);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int sched_setscheduler(int thread, int policy, int* priority);

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeValue
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
