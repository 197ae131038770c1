using System.Net.Sockets;
using System.Security.Cryptography;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Linux;

/// <summary>
/// Requests and their replies, with blocking system calls: the kernel answers before the call returns.
/// Not for events (<see cref="NetlinkEventSocket"/>), and for one thread at a time.
/// </summary>
/// <remarks>Replies with another sequence number than the request's are dropped. Batches: NetlinkSocket.Batch.cs.</remarks>
public sealed partial class NetlinkSocket : IDisposable
{
    // The kernel fills dump datagrams up to 32 KiB when the receiver's buffer allows.
    private const int BufferLength = 64 * 1024;

    // Acknowledgements of a batch must all fit in the queue: about 1 KiB each with the kernel's bookkeeping.
    private const int ReceiveQueueBytes = 1024 * 1024;

    // The answer is queued when send(2) returns; waiting longer than this means that it will not come.
    private const int AnswerTimeoutSeconds = 10;

    private const int DumpTries = 16;

    private readonly NetlinkFamily family;
    private readonly SafeSocketHandle handle;
    private readonly Action<string>? trace;
    private byte[] buffer = new byte[BufferLength];
    private uint sequence;

    private NetlinkSocket(NetlinkFamily family, SafeSocketHandle handle, Action<string>? trace) =>
        (this.family, this.handle, this.trace) = (family, handle, trace);

    /// <summary>Opens a socket in the calling thread's network namespace, in which it stays.</summary>
    /// <param name="family">The subsystem.</param>
    /// <param name="trace">Gets a line for each message sent and received; never key bytes.</param>
    /// <exception cref="LinuxException">There is no such subsystem in this kernel, or no descriptor left.</exception>
    public static NetlinkSocket Open(NetlinkFamily family, Action<string>? trace = null)
    {
        var opened = NetlinkDescriptor.Open(family);
        NetlinkDescriptor.SetReceiveBuffer(opened, ReceiveQueueBytes);
        NetlinkDescriptor.SetReceiveTimeout(opened, AnswerTimeoutSeconds);
        if (family == NetlinkFamily.Route)
        {
            NetlinkDescriptor.TrySetOption(opened, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
        }

        return new NetlinkSocket(family, opened, trace);
    }

    /// <summary>Sends one message and waits until the kernel has done what it asks.</summary>
    /// <param name="request">Holds one message; it is cleared.</param>
    /// <param name="operation">What is being done, for the exception: <c>add policy</c>.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Execute(MessageWriter request, string operation) => Execute(request, operation, static _ => { });

    /// <summary>As <see cref="Execute(MessageWriter, string)"/>, handing the replies before the acknowledgement on.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Execute(MessageWriter request, string operation, MessageHandler handler)
    {
        var number = SendOne(request, NLM_F_ACK, operation);
        var error = ReceiveUntilEnd(number, operation, handler, out _);
        if (!error.IsSuccess)
        {
            throw new NetlinkException(operation, error, number);
        }
    }

    /// <summary>Asks for one thing.</summary>
    /// <returns>The reply, or default when the kernel acknowledged without one the decoder takes.</returns>
    /// <exception cref="NetlinkException">The kernel refused; ESRCH, ENODEV and ENOENT mean that it does not exist.</exception>
    public T? Request<T>(MessageWriter request, string operation, MessageDecoder<T> decoder)
    {
        T? reply = default;
        Execute(request, operation, message => reply = decoder(message, out var value) ? value : reply);
        return reply;
    }

    /// <summary>Asks for a whole table.</summary>
    /// <returns>All that the decoder takes. The dump is taken again when the table changed meanwhile.</returns>
    /// <exception cref="NetlinkException">The kernel refused, or the table kept changing (EINTR).</exception>
    public List<T> Dump<T>(MessageWriter request, string operation, MessageDecoder<T> decoder)
    {
        var entries = new List<T>();
        Dump(request, operation, Take, entries.Clear);
        return entries;

        void Take(NetlinkMessage message)
        {
            if (decoder(message, out var entry))
            {
                entries.Add(entry);
            }
        }
    }

    /// <summary>Asks for a whole table and hands its messages on as they come.</summary>
    /// <param name="request">Holds one message; it is cleared.</param>
    /// <param name="operation">What is being done, for the exception.</param>
    /// <param name="handler">Takes each entry.</param>
    /// <param name="restart">Told to forget all entries so far: the table changed while it was read.</param>
    /// <exception cref="NetlinkException">The kernel refused, or the table kept changing (EINTR).</exception>
    public void Dump(MessageWriter request, string operation, MessageHandler handler, Action restart)
    {
        var again = request.Written.ToArray();
        request.Clear();
        for (var attempt = 0; attempt < DumpTries; attempt++)
        {
            var number = Send(again, NLM_F_DUMP, operation);
            var error = ReceiveUntilEnd(number, operation, handler, out var isTorn);
            if (error.Errno is not (0 or NetlinkError.EINTR))
            {
                throw new NetlinkException(operation, error, number);
            }

            if (error.IsSuccess && !isTorn)
            {
                return;
            }

            restart();
        }

        throw new NetlinkException(operation, new NetlinkError(NetlinkError.EINTR, "the table keeps changing"), sequence);
    }

    /// <summary>Closes the descriptor and zeroes the buffer.</summary>
    public void Dispose()
    {
        Zero();
        handle.Dispose();
    }

    private uint SendOne(MessageWriter request, ushort flags, string operation)
    {
        if (request.MessageCount != 1)
        {
            throw new ArgumentException("a request is one message; several are a batch", nameof(request));
        }

        var number = Send(request.Bytes, flags, operation);
        request.Clear();
        return number;
    }

    private uint Send(Span<byte> message, ushort flags, string operation)
    {
        var number = ++sequence;
        message.PutHost16(6, (ushort)(((ReadOnlySpan<byte>)message).Host16(6) | flags));
        message.PutHost32(8, number);
        Trace(">", message);
        NetlinkDescriptor.Send(handle, message, operation);
        return number;
    }

    /// <summary>Receives until the acknowledgement, the error or the end of the dump of this request.</summary>
    /// <param name="number">The request's sequence number.</param>
    /// <param name="operation">For the exception.</param>
    /// <param name="handler">Takes the messages before the end.</param>
    /// <param name="isTorn">Whether messages were lost or the table changed.</param>
    private NetlinkError ReceiveUntilEnd(uint number, string operation, MessageHandler handler, out bool isTorn)
    {
        isTorn = false;
        while (true)
        {
            var messages = new MessageReader(ReceiveDatagram(operation, ref isTorn));
            while (messages.Next())
            {
                var message = messages.Current;
                if (message.Sequence != number)
                {
                    continue;
                }

                isTorn |= message.IsInterruptedDump;
                if (NetlinkError.TryRead(message, out var error))
                {
                    Zero();
                    return error;
                }

                handler(message);
            }
        }
    }

    /// <summary>Receives a datagram whole: its size is asked for first, since a short buffer would cut it.</summary>
    private ReadOnlySpan<byte> ReceiveDatagram(string operation, ref bool isTorn)
    {
        while (true)
        {
            var length = NetlinkDescriptor.Receive(handle, default, LibC.MSG_PEEK);
            if (length > buffer.Length)
            {
                Zero();
                buffer = new byte[length];
            }

            length = length < 0 ? length : NetlinkDescriptor.Receive(handle, buffer, 0);
            if (length >= 0)
            {
                var datagram = buffer.AsSpan(0, length);
                Trace("<", datagram);
                return datagram;
            }

            // What was lost was a part of the dump; its end still comes.
            if (length != -LibC.ENOBUFS)
            {
                throw new LinuxException(operation, -length);
            }

            isTorn = true;
        }
    }

    /// <summary>SAs were read into it with their keys.</summary>
    private void Zero()
    {
        if (family == NetlinkFamily.Xfrm)
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private void Trace(string direction, ReadOnlySpan<byte> datagram)
    {
        if (trace is not null)
        {
            MessageText.Write(family, direction, datagram, trace);
        }
    }
}
