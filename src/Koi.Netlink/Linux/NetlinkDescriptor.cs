using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Linux;

/// <summary>Opens netlink sockets and moves datagrams; the system calls common to both kinds of socket.</summary>
internal static unsafe class NetlinkDescriptor
{
    /// <summary>
    /// A socket bound to a port of the kernel's choice and connected to port 0: an unconnected one would also
    /// receive what other processes send to it.
    /// </summary>
    public static SafeSocketHandle Open(NetlinkFamily family)
    {
        var descriptor = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, (int)family);
        if (descriptor < 0)
        {
            throw LibC.Failure("open netlink socket");
        }

        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        // struct sockaddr_nl: nl_family 0 (2), pad, nl_pid 4 (4), nl_groups 8 (4)
        Span<byte> address = stackalloc byte[12];
        address.PutHost16(0, LibC.AF_NETLINK);
        fixed (byte* bytes = address)
        {
            if (LibC.bind(handle, bytes, 12) < 0 || LibC.connect(handle, bytes, 12) < 0)
            {
                var failure = LibC.Failure("bind netlink socket");
                handle.Dispose();
                throw failure;
            }
        }

        // Both only improve error reports, so an old kernel's refusal is no failure.
        TrySetOption(handle, SOL_NETLINK, NETLINK_EXT_ACK, 1);
        TrySetOption(handle, SOL_NETLINK, NETLINK_CAP_ACK, 1);
        return handle;
    }

    public static bool TrySetOption(SafeHandle handle, int level, int option, int value) =>
        LibC.setsockopt(handle, level, option, &value, sizeof(int)) == 0;

    /// <summary>Sets the receive buffer past the system's limit when allowed to, else up to it.</summary>
    public static void SetReceiveBuffer(SafeHandle handle, int bytes)
    {
        if (!TrySetOption(handle, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, bytes))
        {
            TrySetOption(handle, LibC.SOL_SOCKET, LibC.SO_RCVBUF, bytes);
        }
    }

    /// <summary>Sets the send buffer past the system's limit when allowed to, else up to it.</summary>
    public static void SetSendBuffer(SafeHandle handle, int bytes)
    {
        if (!TrySetOption(handle, LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, bytes))
        {
            TrySetOption(handle, LibC.SOL_SOCKET, LibC.SO_SNDBUF, bytes);
        }
    }

    /// <summary>nl_pid of the socket's address.</summary>
    public static uint Port(SafeHandle handle)
    {
        Span<byte> address = stackalloc byte[12];
        var length = (uint)address.Length;
        fixed (byte* bytes = address)
        {
            return LibC.getsockname(handle, bytes, &length) == 0
                ? ((ReadOnlySpan<byte>)address).Host32(4)
                : throw LibC.Failure("get netlink port");
        }
    }

    /// <summary>How long a receive waits before it fails with EAGAIN.</summary>
    public static void SetReceiveTimeout(SafeHandle handle, int seconds)
    {
        var timeval = stackalloc long[2] { seconds, 0 };
        LibC.setsockopt(handle, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, timeval, 16);
    }

    /// <summary>Sends one datagram; the kernel has handled all its messages when this returns.</summary>
    public static void Send(SafeHandle handle, ReadOnlySpan<byte> datagram, string operation)
    {
        if (TrySend(handle, datagram) is var errno and not 0)
        {
            throw new LinuxException(operation, errno);
        }
    }

    /// <summary>Sends one datagram as <see cref="Send"/> does; 0, or errno.</summary>
    public static int TrySend(SafeHandle handle, ReadOnlySpan<byte> datagram)
    {
        fixed (byte* bytes = datagram)
        {
            while (LibC.send(handle, bytes, (nuint)datagram.Length, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() is var errno and not LibC.EINTR)
                {
                    return errno;
                }
            }
        }

        return 0;
    }

    /// <summary>Receives one datagram.</summary>
    /// <returns>Its true length, which may exceed the buffer's; on failure minus errno.</returns>
    public static int Receive(SafeHandle handle, Span<byte> buffer, int flags)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                var length = LibC.recv(handle, bytes, (nuint)buffer.Length, flags | LibC.MSG_TRUNC);
                if (length >= 0)
                {
                    return (int)length;
                }

                var errno = Marshal.GetLastPInvokeError();
                if (errno != LibC.EINTR)
                {
                    return -errno;
                }
            }
        }
    }
}
