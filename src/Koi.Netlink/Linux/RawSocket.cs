using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Koi.Netlink.Linux;

/// <summary>
/// Packets of one IP protocol, such as CARP's 112, sent with TTL or hop limit 255. Needs CAP_NET_RAW. Does not block; allocates
/// nothing once open. For one thread at a time.
/// </summary>
/// <remarks>
/// raw(7), ip(7), ipv6(7). No multicast of one's own comes back. That of others comes for groups joined here; in IPv6 also for those
/// that anyone on the machine joined (run on 6.18: IPV6_MULTICAST_ALL does nothing for raw sockets), so look at the destination. The kernel neither computes nor checks a
/// checksum of the payload (IPV6_CHECKSUM is off by default for all protocols but ICMPv6). Receiving: RawSocket.Receive.cs.
/// </remarks>
public sealed unsafe partial class RawSocket : IDisposable
{
    private const int MaxHops = 255;

    private readonly SafeSocketHandle handle;
    private readonly bool isV6;
    private byte typeOfService;     // what the kernel puts into packets now

    private RawSocket(SafeSocketHandle handle, bool isV6) => (this.handle, this.isV6) = (handle, isV6);

    /// <summary>The descriptor, to wait for packets with poll(2) or the like; owned by this.</summary>
    public SafeHandle Handle => handle;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <param name="isV6">IPv6, else IPv4.</param>
    /// <param name="protocol">The number of the IP protocol.</param>
    /// <param name="device">The only link to receive from and send by (SO_BINDTODEVICE); null for any. It stays that link when it is renamed.</param>
    /// <exception cref="LinuxException">CAP_NET_RAW is missing (EPERM), there is no such link (ENODEV), or no IPv6 (EAFNOSUPPORT).</exception>
    public static RawSocket Open(bool isV6, byte protocol, string? device = null)
    {
        var descriptor = LibC.socket(
            isV6 ? LibC.AF_INET6 : LibC.AF_INET, LibC.SOCK_RAW | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, protocol);
        if (descriptor < 0)
        {
            throw LibC.Failure("open raw socket");
        }

        var socket = new RawSocket(new SafeSocketHandle(descriptor, ownsHandle: true), isV6);
        try
        {
            socket.Bind(device);
            socket.SetOptions();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Receives what is sent to a group, and sends to groups by this link from now on. To join again is no error.</summary>
    /// <param name="group">Of the socket's family.</param>
    /// <param name="interfaceIndex">The link; it must be the socket's device if it has one. The membership survives the link's being down.</param>
    /// <exception cref="LinuxException">There is no such link (ENODEV), or it is no group (EINVAL).</exception>
    public void Join(InetAddress group, int interfaceIndex)
    {
        // struct ip_mreqn: group 0 (4), own address 4 (4), index 8 (4); struct ipv6_mreq: group 0 (16), index 16 (4)
        Span<byte> request = stackalloc byte[isV6 ? 20 : 12];
        request.Clear();
        request.PutAddress(0, Own(group));
        request.PutHostInt32(request.Length - sizeof(int), interfaceIndex);
        var (level, join, route) = isV6
            ? (LibC.IPPROTO_IPV6, LibC.IPV6_JOIN_GROUP, LibC.IPV6_MULTICAST_IF)
            : (LibC.IPPROTO_IP, LibC.IP_ADD_MEMBERSHIP, LibC.IP_MULTICAST_IF);
        if (TrySet(level, join, request) is not (0 or LibC.EADDRINUSE)
            || TrySet(level, route, isV6 ? request[16..] : request) != 0)
        {
            throw LibC.Failure($"join group {group}");
        }
    }

    /// <summary>Sends a packet.</summary>
    /// <param name="destination">Of the socket's family; a link-local one needs a socket with a device or, for groups, a joined one.</param>
    /// <param name="payload">All behind the IP header, which the kernel writes.</param>
    /// <param name="typeOfService">The type of service or traffic class.</param>
    /// <returns>0, or errno: ENETUNREACH, ENETDOWN, EADDRNOTAVAIL (IPv6 without an address), EPERM (a filter dropped it), EAGAIN or ENOBUFS.</returns>
    public int Send(InetAddress destination, ReadOnlySpan<byte> payload, byte typeOfService = 0)
    {
        if (typeOfService != this.typeOfService)
        {
            if (TrySet(typeOfService) is var failure and not 0)
            {
                return failure;
            }

            this.typeOfService = typeOfService;
        }

        // struct sockaddr_in: family 0 (2), port 2 (2), address 4 (4), pad; sockaddr_in6: flow 4 (4), address 8 (16), scope 24 (4)
        Span<byte> address = stackalloc byte[isV6 ? 28 : 16];
        address.Clear();
        address.PutHost16(0, destination.Family);
        address.PutAddress(isV6 ? 8 : 4, Own(destination));
        fixed (byte* bytes = payload, to = address)
        {
            while (LibC.sendto(handle, bytes, (nuint)payload.Length, 0, to, (uint)address.Length) < 0)
            {
                if (Marshal.GetLastPInvokeError() is var errno and not LibC.EINTR)
                {
                    return errno;
                }
            }
        }

        return 0;
    }

    /// <summary>Closes the socket, and with it leaves its groups.</summary>
    public void Dispose() => handle.Dispose();

    private void Bind(string? device)
    {
        if (device is not null && TrySet(LibC.SOL_SOCKET, LibC.SO_BINDTODEVICE, Encoding.UTF8.GetBytes(device)) != 0)
        {
            throw LibC.Failure($"bind raw socket to {device}");
        }
    }

    private void SetOptions()
    {
        if (isV6)
        {
            Set(LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_ALL, 0);
            Set(LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_LOOP, 0);
            Set(LibC.IPPROTO_IPV6, LibC.IPV6_MULTICAST_HOPS, MaxHops);
            Set(LibC.IPPROTO_IPV6, LibC.IPV6_UNICAST_HOPS, MaxHops);
            Set(LibC.IPPROTO_IPV6, LibC.IPV6_RECVHOPLIMIT, 1);
            Set(LibC.IPPROTO_IPV6, LibC.IPV6_RECVPKTINFO, 1);
        }
        else
        {
            Set(LibC.IPPROTO_IP, LibC.IP_MULTICAST_ALL, 0);
            Set(LibC.IPPROTO_IP, LibC.IP_MULTICAST_LOOP, 0);
            Set(LibC.IPPROTO_IP, LibC.IP_MULTICAST_TTL, MaxHops);
            Set(LibC.IPPROTO_IP, LibC.IP_TTL, MaxHops);
        }
    }

    private void Set(int level, int option, int value)
    {
        if (TrySet(level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value))) != 0)
        {
            throw LibC.Failure("set up raw socket");
        }
    }

    private int TrySet(byte service)
    {
        int value = service;
        return isV6
            ? TrySet(LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)))
            : TrySet(LibC.IPPROTO_IP, LibC.IP_TOS, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
    }

    /// <summary>0, or errno.</summary>
    private int TrySet(int level, int option, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            return LibC.setsockopt(handle, level, option, bytes, (uint)value.Length) == 0
                ? 0
                : Marshal.GetLastPInvokeError();
        }
    }

    private InetAddress Own(InetAddress address) => address.IsV6 == isV6
        ? address
        : throw new ArgumentException("the address is of the other family", nameof(address));
}
