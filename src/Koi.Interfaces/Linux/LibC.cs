using System.Runtime.InteropServices;
using Koi.Netlink;

namespace Koi.Interfaces.Linux;

/// <summary>The system calls of this project, named as in their manual pages; constants of x86-64 and arm64.</summary>
internal static unsafe partial class LibC
{
    public const int AF_INET = 2;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int O_RDWR = 2;
    public const int O_CLOEXEC = 0x80000;

    public const int IFNAMSIZ = 16;

    /// <summary>struct ifreq: ifr_name 0 (16), then a union of 24 bytes.</summary>
    public const int InterfaceRequestSize = 40;

    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(SafeHandle descriptor, nuint request, void* argument);

    /// <summary>The failure of the call just made.</summary>
    public static LinuxException Failure(string operation) => new(operation, Marshal.GetLastPInvokeError());
}
