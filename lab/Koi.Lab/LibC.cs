using System.Runtime.InteropServices;
using Koi.Netlink;

namespace Koi.Lab;

/// <summary>The system calls of the lab, named as in their manual pages; constants of x86-64 and arm64.</summary>
internal static partial class LibC
{
    public const int CLONE_FS = 0x200;
    public const int CLONE_NEWNS = 0x20000;
    public const int CLONE_NEWUTS = 0x4000000;
    public const int CLONE_NEWNET = 0x40000000;

    public const nuint MS_BIND = 0x1000;
    public const nuint MS_REC = 0x4000;
    public const nuint MS_PRIVATE = 0x40000;
    public const int MNT_DETACH = 2;

    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    public static partial int kill(int process, int signal);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int unshare(int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sethostname(string name, nuint length);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int umount2(string target, int flags);

    /// <summary>Turns the failure of the call just made into an exception.</summary>
    public static void Check(int result, string operation)
    {
        if (result < 0)
        {
            throw new LinuxException(operation, Marshal.GetLastPInvokeError());
        }
    }
}
