using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Koi.Netlink.Linux;

/// <summary>Sends whole Ethernet frames; receives nothing. Needs CAP_NET_RAW. For one thread at a time.</summary>
/// <remarks>packet(7), with protocol 0. Frames go through the link's queue and the egress chains of nf_tables.</remarks>
public sealed unsafe class PacketSocket : IDisposable
{
    private const int AddressLength = 20;
    private const int EthernetTypeOffset = 12;

    private readonly SafeSocketHandle handle;

    private PacketSocket(SafeSocketHandle handle) => this.handle = handle;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <exception cref="LinuxException">CAP_NET_RAW is missing (EPERM), or no descriptor is left.</exception>
    public static PacketSocket Open()
    {
        var descriptor = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        return descriptor >= 0
            ? new PacketSocket(new SafeSocketHandle(descriptor, ownsHandle: true))
            : throw LibC.Failure("open packet socket");
    }

    /// <summary>Sends a frame by a link; allocates nothing.</summary>
    /// <param name="interfaceIndex">The link.</param>
    /// <param name="frame">Ethernet header and payload; short ones are not padded here.</param>
    /// <returns>
    /// 0 when the link's queue took it, which says nothing of the wire. Otherwise errno: ENOBUFS an egress chain dropped it or the queue
    /// is full, ENXIO no such link, ENETDOWN not up, EMSGSIZE longer than the MTU, EINVAL shorter than a header, EAGAIN send buffer full.
    /// </returns>
    public int Send(int interfaceIndex, ReadOnlySpan<byte> frame)
    {
        // struct sockaddr_ll: sll_family 0 (2), sll_protocol 2 (2, as in the frame), sll_ifindex 4 (i32), rest unused here
        Span<byte> address = stackalloc byte[AddressLength];
        address.Clear();
        address.PutHost16(0, LibC.AF_PACKET);
        address.PutHostInt32(4, interfaceIndex);
        if (frame.Length >= EthernetTypeOffset + 2)
        {
            frame.Slice(EthernetTypeOffset, 2).CopyTo(address[2..]);
        }

        fixed (byte* bytes = frame, to = address)
        {
            while (LibC.sendto(handle, bytes, (nuint)frame.Length, 0, to, AddressLength) < 0)
            {
                if (Marshal.GetLastPInvokeError() is var errno and not LibC.EINTR)
                {
                    return errno;
                }
            }
        }

        return 0;
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => handle.Dispose();
}
