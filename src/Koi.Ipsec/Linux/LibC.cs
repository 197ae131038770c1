using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Ipsec.Linux;

/// <summary>The calls of libc that this project makes.</summary>
internal static unsafe partial class LibC
{
    internal const int O_RDONLY = 0;
    internal const int O_WRONLY = 1;
    internal const int O_CLOEXEC = 0x80000;

    internal const int LOCK_EX = 2;

    internal const int PR_SET_DUMPABLE = 4;

    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const uint STATX_BASIC_STATS = 0x7ff;

    internal const ushort S_IFMT = 0xf000;
    internal const ushort S_IFDIR = 0x4000;
    internal const ushort S_IFIFO = 0x1000;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(SafeFileHandle directory, string path, int flags, uint mask, StatX* status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx_at(int directory, string path, int flags, uint mask, StatX* status);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle creat(string path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc")]
    internal static partial int prctl(int option, nuint argument, nuint third, nuint fourth, nuint fifth);

    /// <summary>struct statx of Linux uapi stat.h as far as it is read here; 256 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        /// <summary>stx_uid.</summary>
        [FieldOffset(20)]
        public uint Owner;

        /// <summary>stx_mode: type and permission bits.</summary>
        [FieldOffset(28)]
        public ushort Mode;
    }

    /// <summary>The status of what a path names.</summary>
    internal static int statx(string path, StatX* status) => statx_at(AT_FDCWD, path, 0, STATX_BASIC_STATS, status);

    /// <summary>What the last failed call says, as strerror(3) words it.</summary>
    internal static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
}
