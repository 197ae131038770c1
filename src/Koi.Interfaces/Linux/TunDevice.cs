using System.Runtime.InteropServices;
using System.Text;
using Koi.Netlink;
using Microsoft.Win32.SafeHandles;

namespace Koi.Interfaces.Linux;

/// <summary>Devices whose packets go to a program; Linux Documentation/networking/tuntap.rst. rtnetlink removes them but cannot make them.</summary>
internal static unsafe class TunDevice
{
    private const nuint TUNSETIFF = 0x400454ca;
    private const nuint TUNSETPERSIST = 0x400454cb;
    private const ushort IFF_TUN = 1, IFF_TAP = 2, IFF_NO_PI = 0x1000, IFF_TUN_EXCL = 0x8000;

    /// <summary>Makes one in the calling thread's network namespace; it stays until it is deleted.</summary>
    /// <exception cref="LinuxException">CAP_NET_ADMIN or the driver is missing, or the name is taken.</exception>
    public static void Create(string name, bool isTap)
    {
        var descriptor = LibC.open("/dev/net/tun", LibC.O_RDWR | LibC.O_CLOEXEC);
        if (descriptor < 0)
        {
            throw LibC.Failure("open /dev/net/tun");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Span<byte> request = stackalloc byte[LibC.InterfaceRequestSize];
        request.Clear();
        Encoding.UTF8.GetBytes(name, request[..(LibC.IFNAMSIZ - 1)]);
        MemoryMarshal.Write(request[LibC.IFNAMSIZ..], (ushort)((isTap ? IFF_TAP : IFF_TUN) | IFF_NO_PI | IFF_TUN_EXCL));
        fixed (byte* argument = request)
        {
            if (LibC.ioctl(handle, TUNSETIFF, argument) < 0 || LibC.ioctl(handle, TUNSETPERSIST, (void*)1) < 0)
            {
                throw LibC.Failure($"create {name}");
            }
        }
    }
}
