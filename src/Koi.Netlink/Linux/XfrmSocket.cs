using System.Collections.Immutable;
using Koi.Netlink.Xfrm;

namespace Koi.Netlink.Linux;

/// <summary>The kernel's IPsec databases. Each call is one request, or one batch; failures are <see cref="NetlinkException"/>.</summary>
/// <remarks>Needs CAP_NET_ADMIN at every message, dumps included. For one thread at a time.</remarks>
public sealed class XfrmSocket : IDisposable
{
    private readonly NetlinkSocket socket;
    private readonly MessageWriter writer = new();

    private XfrmSocket(NetlinkSocket socket) => this.socket = socket;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <param name="trace">Gets a line for each message; never key bytes.</param>
    public static XfrmSocket Open(Action<string>? trace = null) => new(NetlinkSocket.Open(NetlinkFamily.Xfrm, trace));

    /// <summary>Subscribes to events; groups are <see cref="XfrmGroup"/>'s.</summary>
    public static NetlinkEventSocket Subscribe(
        ReadOnlySpan<uint> groups, int receiveBuffer = 8 * 1024 * 1024, Action<string>? trace = null) =>
        NetlinkEventSocket.Open(NetlinkFamily.Xfrm, groups, receiveBuffer, trace);

    /// <summary>All SAs with their keys, or those of a protocol; larval ones included.</summary>
    public List<SecurityAssociation> DumpSas(byte protocol = 0)
    {
        XfrmRequests.DumpSas(writer, protocol);
        return socket.Dump<SecurityAssociation>(writer, "list SAs", XfrmDecoder.TryReadSa);
    }

    /// <summary>All policies, those of sockets included.</summary>
    public List<SecurityPolicy> DumpPolicies()
    {
        XfrmRequests.DumpPolicies(writer);
        return socket.Dump<SecurityPolicy>(writer, "list policies", XfrmDecoder.TryReadPolicy);
    }

    /// <summary>One SA; null when there is none.</summary>
    public SecurityAssociation? FindSa(SaId id, XfrmMark? mark = null)
    {
        XfrmRequests.GetSa(writer, id, mark);
        return Find<SecurityAssociation>("get SA", XfrmDecoder.TryReadSa);
    }

    /// <summary>One policy; null when there is none.</summary>
    public SecurityPolicy? FindPolicy(in PolicyId id)
    {
        XfrmRequests.GetPolicy(writer, id);
        return Find<SecurityPolicy>("get policy", XfrmDecoder.TryReadPolicy);
    }

    /// <summary>An SA's replay numbers and counters; null when there is no such SA.</summary>
    public SaCounters? FindCounters(SaId id, XfrmMark? mark = null, AsyncEventFlags flags = AsyncEventFlags.None)
    {
        XfrmRequests.GetCounters(writer, id, mark, flags);
        return Find<SaCounters>("get SA counters", XfrmDecoder.TryReadCounters);
    }

    /// <summary>Reserves an SPI.</summary>
    /// <returns>The larval SA that the kernel made.</returns>
    public SecurityAssociation AllocateSpi(SecurityAssociation larval, uint lowest = 0x100, uint highest = uint.MaxValue)
    {
        XfrmRequests.AllocateSpi(writer, larval, lowest, highest);
        return socket.Request<SecurityAssociation>(writer, "allocate SPI", XfrmDecoder.TryReadSa)
            ?? throw new LinuxException("allocate SPI", NetlinkError.ENOENT);
    }

    /// <summary>Deletes all SAs of a protocol, or all; none there is no failure.</summary>
    public void FlushSas(byte protocol = 0)
    {
        XfrmRequests.FlushSas(writer, protocol);
        socket.Execute(writer, "flush SAs");
    }

    /// <summary>Deletes all policies but those of sockets; none there is no failure.</summary>
    public void FlushPolicies()
    {
        XfrmRequests.FlushPolicies(writer);
        socket.Execute(writer, "flush policies");
    }

    /// <summary>The size of the SA database.</summary>
    public SadStatus ReadSadStatus()
    {
        XfrmRequests.GetSadInfo(writer);
        return socket.Request<SadStatus>(writer, "get SA database status", XfrmDecoder.TryReadSadStatus);
    }

    /// <summary>The size of the policy database.</summary>
    public SpdStatus ReadSpdStatus()
    {
        XfrmRequests.GetSpdInfo(writer);
        return socket.Request<SpdStatus>(writer, "get policy database status", XfrmDecoder.TryReadSpdStatus);
    }

    /// <summary>What happens to packets without a policy.</summary>
    public DefaultPolicy ReadDefaultPolicy()
    {
        XfrmRequests.GetDefaultPolicy(writer);
        return socket.Request<DefaultPolicy>(writer, "get default policy", XfrmDecoder.TryReadDefaultPolicy);
    }

    /// <summary>Sends one request, written by <see cref="XfrmRequests"/>.</summary>
    /// <param name="request">Holds one message; it is cleared.</param>
    /// <param name="operation">What is being done, for the exception: <c>add policy</c>.</param>
    public void Execute(MessageWriter request, string operation) => socket.Execute(request, operation);

    /// <summary>Sends any number of requests; see <see cref="NetlinkSocket.SendBatch(MessageWriter, string)"/>.</summary>
    /// <returns>The requests that the kernel refused; empty when all succeeded.</returns>
    public ImmutableArray<BatchFailure> ApplyBatch(MessageWriter requests, string operation) =>
        socket.SendBatch(requests, operation);

    /// <summary>As <see cref="ApplyBatch(MessageWriter, string)"/>, for requests with replies, such as GETAE.</summary>
    public ImmutableArray<BatchFailure> ApplyBatch(MessageWriter requests, string operation, MessageHandler replies) =>
        socket.SendBatch(requests, operation, replies);

    /// <summary>Closes the socket and zeroes the buffers.</summary>
    public void Dispose()
    {
        writer.Dispose();
        socket.Dispose();
    }

    private T? Find<T>(string operation, MessageDecoder<T> decoder)
        where T : class
    {
        try
        {
            return socket.Request(writer, operation, decoder);
        }
        catch (NetlinkException refusal) when (refusal.Errno is NetlinkError.ESRCH or NetlinkError.ENOENT)
        {
            return null;
        }
    }
}
