namespace Koi.Netlink.Linux;

/// <summary>
/// A batch of nf_tables to be sent again and again without managed allocation: <see cref="NetfilterSocket.Prepare"/>,
/// <see cref="NetfilterSocket.Commit(PreparedBatch)"/>. For one thread at a time; any socket may send it.
/// </summary>
/// <remarks>
/// Made to renew an element with a timeout: delete it, add it again. The kernel knows no other way to make it stay longer,
/// and refuses the whole with ENOENT when its time had come before.
/// </remarks>
public sealed class PreparedBatch
{
    internal PreparedBatch(byte[] bytes) => Bytes = bytes;

    /// <summary>The messages with their flags; numbers are written at each sending.</summary>
    internal byte[] Bytes { get; }
}
