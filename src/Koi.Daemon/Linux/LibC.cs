using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Daemon.Linux;

/// <summary>The system calls of this project, named as in their manual pages; constants of x86-64 and arm64.</summary>
internal static unsafe partial class LibC
{
    public const short POLLIN = 1;
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;
    public const uint IN_MOVED_TO = 0x80, IN_CREATE = 0x100;
    public const int EINTR = 4;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_NOCTTY = 0x100;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int S_IFIFO = 0x1000, S_IFCHR = 0x2000, S_IFSOCK = 0xc000;

    private const int AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, AT_EMPTY_PATH = 0x1000;

    private const string Library = "libc";

    /// <summary>Whether there is a socket of this name.</summary>
    public static bool IsSocket(string path) => TypeOf(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW) == S_IFSOCK;

    /// <summary>What a descriptor is of, one of <c>S_IF</c>; 0 when that cannot be known.</summary>
    public static int TypeOf(SafeHandle file) => TypeOf((int)file.DangerousGetHandle(), "", AT_EMPTY_PATH);

    private static int TypeOf(int directory, string path, int flags)
    {
        const uint Type = 1;
        const int ModeOffset = 28, StructureSize = 256, TypeMask = 0xf000;
        var status = stackalloc byte[StructureSize];
        return statx(directory, path, flags, Type, status) == 0 ? *(ushort*)(status + ModeOffset) & TypeMask : 0;
    }

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ppoll(PollDescriptor* descriptors, nuint count, TimeSpecification* timeout, void* signals);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(SafeHandle file, void* buffer, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(SafeHandle file, void* buffer, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint send(SafeHandle socket, void* buffer, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(SafeHandle file, int operation);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle open(string path, int flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int execv(string path, byte** arguments);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int inotify_init1(int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int inotify_add_watch(SafeHandle notifier, string path, uint events);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, void* status);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
