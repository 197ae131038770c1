using System.Collections.Immutable;
using Koi.Netlink.Netfilter;
using static Koi.Netlink.Netfilter.NetfilterHeader;
using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Linux;

/// <content>Batches of nf_tables, which the kernel does as a whole.</content>
public sealed partial class NetlinkSocket
{
    // The kernel refuses datagrams longer than the send buffer less 32 bytes; its initial size is at least this.
    private int sendBuffer = 128 * 1024;

    /// <summary>The port that the kernel gave the socket: nlmsg_pid of what it causes.</summary>
    public uint Port => NetlinkDescriptor.Port(handle);

    /// <summary>Sends a batch as one datagram and collects all answers.</summary>
    /// <remarks>
    /// Linux net/netfilter/nfnetlink.c, nfnetlink_rcv_batch. The kernel answers when the batch has ended: first what became
    /// of the whole, as an error of its begin, then refused messages and those with NLM_F_ACK, in order. A message of a
    /// batch that failed is acknowledged with 0 all the same, so success is: the last message's acknowledgement and no
    /// error before it. Kernels since 6.10 acknowledge the end, too, but only after a commit. A batch without its end is
    /// acknowledged and dropped; run on 6.1 and 6.18.
    /// </remarks>
    internal CommitResult Commit(MessageWriter batch, string operation)
    {
        try
        {
            CheckBrackets(batch);
            var first = sequence + 1;
            NumberWhole(batch.Bytes);
            Trace(">", batch.Written);
            GrowSendBuffer(batch.Written.Length);
            NetlinkDescriptor.Send(handle, batch.Written, operation);
            return CollectAnswers(first, operation);
        }
        finally
        {
            batch.Clear();
        }
    }

    private CommitResult CollectAnswers(uint first, string operation)
    {
        ImmutableArray<BatchFailure>.Builder? failures = null;
        var isAcknowledged = false;
        var isOverrun = false;
        var isStale = false;
        while (!isStale && TryReceiveQueued(operation, ref isOverrun, out var datagram))
        {
            var messages = new MessageReader(datagram);
            while (messages.Next())
            {
                var message = messages.Current;
                var index = message.Sequence - first;
                if (index > sequence - first || !NetlinkError.TryRead(message, out var error))
                {
                    continue;
                }

                if (error.IsSuccess)
                {
                    isAcknowledged |= index + 1 >= sequence - first;
                }
                else if (index == 0 && error.Errno == NetlinkError.ERESTART)
                {
                    isStale = true;
                }
                else if (index == 0)
                {
                    throw new NetlinkException(operation, error, message.Sequence);
                }
                else
                {
                    failures ??= ImmutableArray.CreateBuilder<BatchFailure>();
                    failures.Add(new BatchFailure((int)index, error));
                }
            }
        }

        if (failures is null && !isStale && (!isAcknowledged || isOverrun))
        {
            throw new LinuxException(operation, isOverrun ? LibC.ENOBUFS : LibC.ENOMSG);
        }

        return new CommitResult(isStale, failures?.DrainToImmutable() ?? []);
    }

    /// <summary>Takes the next datagram if there is one: the answers were all queued when the batch was sent.</summary>
    private bool TryReceiveQueued(string operation, ref bool isOverrun, out ReadOnlySpan<byte> datagram)
    {
        while (true)
        {
            var length = NetlinkDescriptor.Receive(handle, buffer, LibC.MSG_DONTWAIT);
            datagram = length > 0 ? buffer.AsSpan(0, Math.Min(length, buffer.Length)) : [];
            switch (length)
            {
                case -LibC.EAGAIN:
                    return false;

                case -LibC.ENOBUFS:
                    isOverrun = true;
                    break;

                case < 0:
                    throw new LinuxException(operation, -length);

                default:
                    Trace("<", datagram);
                    return true;
            }
        }
    }

    /// <summary>Numbers all messages; the last change and the end ask for acknowledgements.</summary>
    private void NumberWhole(Span<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var next = Align((int)((ReadOnlySpan<byte>)rest).Host32(0));
            var isOfLastTwo = next >= rest.Length || IsLast(rest[next..]);
            var flags = ((ReadOnlySpan<byte>)rest).Host16(6) & ~NLM_F_ACK;
            rest.PutHost16(6, (ushort)(isOfLastTwo ? flags | NLM_F_ACK : flags));
            rest.PutHost32(8, ++sequence);
            rest = rest[Math.Min(next, rest.Length)..];
        }

        static bool IsLast(ReadOnlySpan<byte> message) => Align((int)message.Host32(0)) >= message.Length;
    }

    private static void CheckBrackets(MessageWriter batch)
    {
        ushort first = 0, last = 0;
        var messages = new MessageReader(batch.Written);
        while (messages.Next())
        {
            last = messages.Current.Type;
            first = first == 0 ? last : first;
        }

        if (batch.MessageCount < 3 || first != NFNL_MSG_BATCH_BEGIN || last != NFNL_MSG_BATCH_END)
        {
            throw new ArgumentException("a batch is a begin, at least one change and an end", nameof(batch));
        }
    }

    private void GrowSendBuffer(int bytes)
    {
        if (bytes > sendBuffer)
        {
            NetlinkDescriptor.SetSendBuffer(handle, bytes);
            sendBuffer = bytes;
        }
    }
}
