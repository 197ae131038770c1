using System.Collections.Immutable;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Linux;

/// <content>Many messages in few system calls.</content>
public sealed partial class NetlinkSocket
{
    // The kernel copies a datagram into one allocation; these keep it moderate and the answers within the queue.
    private const int DatagramBytes = 32 * 1024;
    private const int DatagramMessages = 128;

    /// <summary>
    /// Sends all messages, many in a datagram. Only the last of each datagram asks for an acknowledgement: errors the
    /// kernel always reports, each with its message's sequence number. A refused message does not stop the others.
    /// </summary>
    /// <param name="requests">Any number of messages; it is cleared.</param>
    /// <param name="operation">What is being done, for the exception.</param>
    /// <returns>The messages that the kernel refused, in order; empty when all succeeded.</returns>
    /// <exception cref="LinuxException">The socket failed; what the messages did is then unknown.</exception>
    public ImmutableArray<BatchFailure> SendBatch(MessageWriter requests, string operation) =>
        SendBatch(requests, operation, static _ => { });

    /// <summary>As <see cref="SendBatch(MessageWriter, string)"/>, for messages with replies, such as GETAE.</summary>
    public ImmutableArray<BatchFailure> SendBatch(MessageWriter requests, string operation, MessageHandler handler)
    {
        var failures = ImmutableArray.CreateBuilder<BatchFailure>();
        var first = sequence + 1;
        try
        {
            var rest = requests.Bytes;
            while (!rest.IsEmpty)
            {
                var length = Number(rest);
                Trace(">", rest[..length]);
                NetlinkDescriptor.Send(handle, rest[..length], operation);
                CollectFailures(first, operation, handler, failures);
                rest = rest[length..];
            }
        }
        finally
        {
            requests.Clear();
        }

        return failures.DrainToImmutable();
    }

    /// <summary>Gives the messages of the next datagram their numbers and flags.</summary>
    /// <returns>The datagram's length.</returns>
    private int Number(Span<byte> messages)
    {
        int offset = 0, last = 0;
        for (var count = 0; count < DatagramMessages && offset < messages.Length; count++)
        {
            var message = messages[offset..];
            var end = offset + Align((int)((ReadOnlySpan<byte>)message).Host32(0));
            if (count > 0 && end > DatagramBytes)
            {
                break;
            }

            message.PutHost16(6, (ushort)(((ReadOnlySpan<byte>)message).Host16(6) & ~NLM_F_ACK));
            message.PutHost32(8, ++sequence);
            last = offset;
            offset = Math.Min(end, messages.Length);
        }

        var final = messages[last..];
        final.PutHost16(6, (ushort)(((ReadOnlySpan<byte>)final).Host16(6) | NLM_F_ACK));
        return offset;
    }

    /// <summary>Receives until the answer to the last message of the datagram.</summary>
    private void CollectFailures(
        uint first, string operation, MessageHandler handler, ImmutableArray<BatchFailure>.Builder failures)
    {
        while (true)
        {
            var isTorn = false;
            var messages = new MessageReader(ReceiveDatagram(operation, ref isTorn));
            if (isTorn)
            {
                throw new LinuxException(operation, LibC.ENOBUFS);
            }

            while (messages.Next())
            {
                var message = messages.Current;
                var index = message.Sequence - first;
                if (index > sequence - first)
                {
                    continue;
                }

                if (!NetlinkError.TryRead(message, out var error))
                {
                    handler(message);
                    continue;
                }

                if (!error.IsSuccess)
                {
                    failures.Add(new BatchFailure((int)index, error));
                }

                if (message.Sequence == sequence)
                {
                    Zero();
                    return;
                }
            }
        }
    }
}
