using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Linux;

/// <summary>How a receive from a <see cref="NetlinkEventSocket"/> ended.</summary>
public enum EventReceipt
{
    /// <summary>All queued events were handed on.</summary>
    Events,

    /// <summary>Nothing came in time.</summary>
    Timeout,

    /// <summary>
    /// The kernel dropped events because the queue was full: dump again. What was queued was handed on, so that nothing older than the dump
    /// comes after it. The socket stays usable.
    /// </summary>
    Overrun,
}

/// <summary>Multicast events of one subsystem. Subscribe first, then dump on a <see cref="NetlinkSocket"/>.</summary>
/// <remarks>netlink(7). A handler must decode and copy; what it throws leaves the receive.</remarks>
public sealed class NetlinkEventSocket : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly NetlinkFamily family;
    private readonly SafeSocketHandle handle;
    private readonly Action<string>? trace;
    private readonly byte[] peeked = new byte[1];
    private byte[] buffer = new byte[BufferLength];
    private Socket? waiter;     // made by the first asynchronous receive

    private NetlinkEventSocket(NetlinkFamily family, SafeSocketHandle handle, Action<string>? trace) =>
        (this.family, this.handle, this.trace) = (family, handle, trace);

    /// <summary>Opens a socket in the calling thread's network namespace and joins the groups.</summary>
    /// <param name="family">The subsystem.</param>
    /// <param name="groups">Group numbers: <see cref="Route.RouteGroup"/>, <see cref="Xfrm.XfrmGroup"/>.</param>
    /// <param name="receiveBuffer">Bytes the kernel may queue, its bookkeeping included.</param>
    /// <param name="trace">Gets a line for each message; never key bytes.</param>
    /// <exception cref="LinuxException">A group does not exist, or needs CAP_NET_ADMIN.</exception>
    public static NetlinkEventSocket Open(
        NetlinkFamily family,
        ReadOnlySpan<uint> groups,
        int receiveBuffer = 8 * 1024 * 1024,
        Action<string>? trace = null)
    {
        var opened = NetlinkDescriptor.Open(family);
        NetlinkDescriptor.SetReceiveBuffer(opened, receiveBuffer);
        foreach (var group in groups)
        {
            if (!NetlinkDescriptor.TrySetOption(opened, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, (int)group))
            {
                var failure = LibC.Failure($"join netlink group {group}");
                opened.Dispose();
                throw failure;
            }
        }

        return new NetlinkEventSocket(family, opened, trace);
    }

    /// <summary>The descriptor, to be polled; it can be read when events are queued.</summary>
    public SafeHandle Handle => handle;

    /// <summary>Waits for events and hands on all that are queued.</summary>
    /// <param name="timeout">Zero not to wait, <see cref="Timeout.InfiniteTimeSpan"/> to wait for ever.</param>
    /// <param name="handler">Takes each message.</param>
    public EventReceipt Receive(TimeSpan timeout, MessageHandler handler) =>
        Wait(timeout) ? Drain(handler) : EventReceipt.Timeout;

    /// <summary>Waits for events without holding a thread and hands on all that are queued; never a timeout.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; no event is lost.</exception>
    public async Task<EventReceipt> ReceiveAsync(MessageHandler handler, CancellationToken stopping)
    {
        waiter ??= new Socket(handle);
        try
        {
            await waiter.ReceiveAsync(peeked.AsMemory(), SocketFlags.Peek, stopping);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
        {
            return Drain(handler, isOverrun: true);
        }

        return Drain(handler);
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose()
    {
        Array.Clear(buffer);
        waiter?.Dispose();
        handle.Dispose();
    }

    private unsafe bool Wait(TimeSpan timeout)
    {
        var milliseconds = timeout == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Ceiling(timeout.TotalMilliseconds);
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            var descriptor = new LibC.PollDescriptor
            {
                Descriptor = (int)handle.DangerousGetHandle(),
                Events = LibC.POLLIN,
            };
            var ready = LibC.poll(&descriptor, 1, milliseconds);
            return ready >= 0 || Marshal.GetLastPInvokeError() == LibC.EINTR
                ? ready > 0
                : throw LibC.Failure("wait for netlink events");
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <remarks>
    /// af_netlink.c: the error comes before what is queued, and until that was read the kernel drops events without another error.
    /// </remarks>
    private EventReceipt Drain(MessageHandler handler, bool isOverrun = false)
    {
        while (true)
        {
            var length = NetlinkDescriptor.Receive(handle, buffer, LibC.MSG_DONTWAIT);
            switch (length)
            {
                case -LibC.EAGAIN:
                    ZeroKeys();
                    return isOverrun ? EventReceipt.Overrun : EventReceipt.Events;

                case -LibC.ENOBUFS:
                    isOverrun = true;
                    continue;

                case < 0:
                    throw new LinuxException("receive netlink events", -length);

                default:
                    break;
            }

            // A datagram that was cut is a lost event; the next one of its size will fit.
            if (length > buffer.Length)
            {
                Array.Clear(buffer);
                buffer = new byte[length];
                isOverrun = true;
                continue;
            }

            HandOn(buffer.AsSpan(0, length), handler);
        }
    }

    private void HandOn(ReadOnlySpan<byte> datagram, MessageHandler handler)
    {
        if (trace is not null)
        {
            MessageText.Write(family, "*", datagram, trace);
        }

        var messages = new MessageReader(datagram);
        while (messages.Next())
        {
            handler(messages.Current);
        }
    }

    private void ZeroKeys()
    {
        if (family == NetlinkFamily.Xfrm)
        {
            Array.Clear(buffer);
        }
    }
}
