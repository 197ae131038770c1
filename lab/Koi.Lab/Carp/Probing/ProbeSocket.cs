using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using static Koi.Lab.Carp.Probing.SocketCalls;

namespace Koi.Lab.Carp.Probing;

/// <summary>A raw socket that never waits and never allocates, and tells when the kernel got what it received.</summary>
/// <remarks>raw(7), packet(7). Opened in the calling thread's network namespace. For one thread.</remarks>
internal sealed unsafe class ProbeSocket : IDisposable
{
    private const int EveryProtocol = 0x0003;  // ETH_P_ALL
    private const int ReceiveBuffer = 4 << 20;

    private readonly int descriptor;

    private ProbeSocket(int descriptor)
    {
        this.descriptor = descriptor;
        Set(SOL_SOCKET, SO_RCVBUFFORCE, ReceiveBuffer);
        TimeValue none;
        _ = ioctl(descriptor, SIOCGSTAMPNS, &none);  // the first question switches the time stamps on
    }

    /// <summary>Whole frames of one link: sees what it receives before a bridge or a hook does, and sends past the queue and its hooks.</summary>
    public static ProbeSocket OnLink(int index)
    {
        var opened = new ProbeSocket(Open(AF_PACKET, 0));
        opened.Set(SOL_PACKET, PACKET_QDISC_BYPASS, 1);
        opened.Set(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);

        // struct sockaddr_ll, 20 bytes: family, protocol in network order, index.
        var address = stackalloc byte[20];
        var bytes = new Span<byte>(address, 20);
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, (ushort)AF_PACKET);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], EveryProtocol);
        BitConverter.TryWriteBytes(bytes[4..], index);
        LibC.Check(bind(opened.descriptor, address, 20), $"listen on link {index}");
        return opened;
    }

    /// <summary>ICMP messages to and from one address.</summary>
    public static ProbeSocket ToAddress(IPAddress target)
    {
        var isV6 = target.AddressFamily == AddressFamily.InterNetworkV6;
        var opened = new ProbeSocket(isV6 ? Open(AF_INET6, IPPROTO_ICMPV6) : Open(AF_INET, IPPROTO_ICMP));

        // struct sockaddr_in, 16 bytes: family, port, address; struct sockaddr_in6, 28 bytes: family, port, flow, address, scope.
        var address = stackalloc byte[28];
        var bytes = new Span<byte>(address, 28);
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, (ushort)(isV6 ? AF_INET6 : AF_INET));
        target.TryWriteBytes(bytes[(isV6 ? 8 : 4)..], out _);
        LibC.Check(connect(opened.descriptor, address, isV6 ? 28u : 16u), $"ping {target}");
        return opened;
    }

    /// <summary>Sends; once more when the first try only fetched an earlier error.</summary>
    public void Send(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            if (send(descriptor, bytes, (nuint)packet.Length, MSG_DONTWAIT) < 0)
            {
                _ = send(descriptor, bytes, (nuint)packet.Length, MSG_DONTWAIT);
            }
        }
    }

    /// <summary>The next packet's length; 0 when there is none.</summary>
    /// <param name="buffer">For the packet.</param>
    /// <param name="time">When the kernel got it, by <see cref="ProbeClock"/>.</param>
    /// <param name="wall">What to add to the kernel's stamps: <see cref="ProbeClock.SinceWall"/>.</param>
    public int Receive(Span<byte> buffer, long wall, out long time)
    {
        fixed (byte* bytes = buffer)
        {
            var length = recv(descriptor, bytes, (nuint)buffer.Length, MSG_DONTWAIT);
            if (length <= 0)
            {
                time = 0;
                return 0;
            }

            TimeValue stamp;
            time = ioctl(descriptor, SIOCGSTAMPNS, &stamp) == 0
                ? (stamp.Seconds * ProbeClock.Second) + stamp.Nanoseconds + wall
                : ProbeClock.Now;
            return (int)length;
        }
    }

    public void Dispose() => _ = close(descriptor);

    private static int Open(int family, int protocol)
    {
        var opened = socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol);
        LibC.Check(opened, "open raw socket");
        return opened;
    }

    private void Set(int level, int option, int value) => _ = setsockopt(descriptor, level, option, &value, sizeof(int));
}
