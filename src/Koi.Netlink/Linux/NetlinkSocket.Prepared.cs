using static Koi.Netlink.NetlinkHeader;

namespace Koi.Netlink.Linux;

/// <content>Batches of nf_tables that are sent many times: no allocation, no exceptions.</content>
public sealed partial class NetlinkSocket
{
    /// <summary>Copies a batch.</summary>
    /// <param name="batch">Begin, changes, end; it is cleared.</param>
    internal static PreparedBatch Prepare(MessageWriter batch)
    {
        CheckBrackets(batch);
        var prepared = new PreparedBatch(batch.Written.ToArray());
        batch.Clear();
        return prepared;
    }

    /// <summary>Sends a batch and reads all answers; how its success is known: see <see cref="Commit(MessageWriter, string)"/>.</summary>
    /// <returns>0 when all was done, else the first error.</returns>
    internal int Commit(PreparedBatch batch)
    {
        var first = sequence + 1;
        NumberWhole(batch.Bytes);
        Trace(">", batch.Bytes);
        GrowSendBuffer(batch.Bytes.Length);
        return NetlinkDescriptor.TrySend(handle, batch.Bytes) is var failure and not 0
            ? failure
            : ReadOutcome(first);
    }

    private int ReadOutcome(uint first)
    {
        var refusal = 0;
        var loss = LibC.ENOMSG;
        while (true)
        {
            var length = NetlinkDescriptor.Receive(handle, buffer, LibC.MSG_DONTWAIT);
            if (length == -LibC.EAGAIN)
            {
                return refusal != 0 ? refusal : loss;
            }

            if (length < 0)
            {
                // The queue overran: errors may be among what was lost. Any other failure stays, so the reading ends.
                refusal = refusal != 0 ? refusal : -length;
                if (length != -LibC.ENOBUFS)
                {
                    return refusal;
                }

                continue;
            }

            ReadOutcome(buffer.AsSpan(0, Math.Min(length, buffer.Length)), first, ref refusal, ref loss);
        }
    }

    /// <summary>Takes the answers of a datagram.</summary>
    /// <param name="datagram">One or more messages.</param>
    /// <param name="first">The number of the batch's begin.</param>
    /// <param name="refusal">Set to the first error.</param>
    /// <param name="loss">Set to 0 when the last change or the end is acknowledged.</param>
    private void ReadOutcome(ReadOnlySpan<byte> datagram, uint first, ref int refusal, ref int loss)
    {
        Trace("<", datagram);
        var messages = new MessageReader(datagram);
        while (messages.Next())
        {
            var message = messages.Current;
            var index = message.Sequence - first;
            if (message.Type != NLMSG_ERROR || message.Body.Length < sizeof(int) || index > sequence - first)
            {
                continue;
            }

            var errno = -message.Body.HostInt32(0);
            refusal = refusal != 0 ? refusal : errno;
            loss = errno == 0 && index + 1 >= sequence - first ? 0 : loss;
        }
    }
}
