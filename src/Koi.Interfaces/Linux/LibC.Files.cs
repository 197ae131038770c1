using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Interfaces.Linux;

/// <content>Owners and modes of files.</content>
internal static unsafe partial class LibC
{
    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const ushort S_IFMT = 0xf000;
    internal const ushort S_IFREG = 0x8000;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(SafeFileHandle directory, string path, int flags, uint mask, StatX* status);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchown(SafeFileHandle file, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(SafeFileHandle file, uint mode);

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    /// <summary>What the last failed call says, as strerror(3) words it.</summary>
    internal static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>struct statx of Linux uapi stat.h as far as it is read here; 256 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        /// <summary>stx_uid.</summary>
        [FieldOffset(20)]
        public uint Owner;

        /// <summary>stx_gid.</summary>
        [FieldOffset(24)]
        public uint Group;

        /// <summary>stx_mode: type and permission bits.</summary>
        [FieldOffset(28)]
        public ushort Mode;

        /// <summary>stx_ino.</summary>
        [FieldOffset(32)]
        public ulong Inode;
    }
}
