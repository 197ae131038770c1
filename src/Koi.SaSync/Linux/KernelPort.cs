using System.Runtime.InteropServices;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Netlink.Xfrm;
using Koi.SaSync.Node;

namespace Koi.SaSync.Linux;

/// <summary>The kernel's SAs and policies, as <see cref="SyncNode"/> wants them changed and told.</summary>
/// <remarks>Needs CAP_NET_ADMIN at every message. For one thread.</remarks>
public sealed class KernelPort : IDisposable
{
    private readonly XfrmSocket requests;
    private readonly NetlinkEventSocket policies;
    private readonly int receiveBuffer;
    private readonly Action<string>? trace;
    private readonly MessageWriter writer = new();
    private NetlinkEventSocket? sas;    // only while this gateway is master: a slave does not want to hear what it wrote itself

    private KernelPort(XfrmSocket requests, NetlinkEventSocket policies, int receiveBuffer, Action<string>? trace) =>
        (this.requests, this.policies, this.receiveBuffer, this.trace) = (requests, policies, receiveBuffer, trace);

    /// <summary>What to poll besides <see cref="SaEvents"/>.</summary>
    public SafeHandle PolicyEvents => policies.Handle;

    /// <summary>What to poll while SAs are followed; null while they are not.</summary>
    public SafeHandle? SaEvents => sas?.Handle;

    /// <summary>Opens it in the calling thread's network namespace; changes of policies queue from here on.</summary>
    /// <param name="receiveBuffer">Bytes of events that the kernel may queue.</param>
    /// <param name="trace">Gets a line for each message; never key bytes.</param>
    public static KernelPort Open(int receiveBuffer = 64 * 1024 * 1024, Action<string>? trace = null) => new(
        XfrmSocket.Open(trace), XfrmSocket.Subscribe([XfrmGroup.Policy, XfrmGroup.Expire], receiveBuffer, trace), receiveBuffer, trace);

    /// <summary>Begins or ends to follow SAs; for <see cref="SyncEffect.Follow"/>.</summary>
    public void Follow(bool isOn)
    {
        sas?.Dispose();
        sas = isOn ? XfrmSocket.Subscribe([XfrmGroup.Sa, XfrmGroup.Expire, XfrmGroup.AsyncEvents, XfrmGroup.Migrate], receiveBuffer, trace) : null;
    }

    /// <summary>Reads all there is and tells the node.</summary>
    public void Read(SyncNode node, SyncTime time) => node.OnKernelRead(requests.DumpSas(), requests.DumpPolicies(), time);

    /// <summary>Hands all events that are queued to the node.</summary>
    /// <returns>Whether some were lost.</returns>
    public bool TakeIn(SyncNode node, SyncTime time)
    {
        // Expiries are told on both sockets; the one of policies has those of policies only, in effect, and the other those of SAs.
        var isLost = policies.Receive(TimeSpan.Zero, message => Hand(message, isPolicy: true)) == EventReceipt.Overrun;
        isLost |= sas?.Receive(TimeSpan.Zero, message => Hand(message, isPolicy: false)) == EventReceipt.Overrun;
        return isLost;

        void Hand(NetlinkMessage message, bool isPolicy)
        {
            var change = XfrmEventDecoder.Read(message);
            var isOfPolicy = change is XfrmEvent.PolicyAdded or XfrmEvent.PolicyUpdated or XfrmEvent.PolicyDeleted
                or XfrmEvent.PolicyFlushed or XfrmEvent.PolicyExpired;
            if (isOfPolicy == isPolicy)
            {
                node.OnKernelEvent(change, time);
            }
        }
    }

    /// <summary>Makes the changes that effects want, in order, many in a system call.</summary>
    /// <param name="effects">Those of the kernel's tables; others are left out.</param>
    /// <param name="refused">Gets what the kernel refused, and why.</param>
    public void Apply(IReadOnlyList<SyncEffect> effects, Action<SyncEffect, string> refused)
    {
        for (var first = 0; first < effects.Count;)
        {
            var next = first;
            while (next < effects.Count && effects[next].GetType() == effects[first].GetType())
            {
                next++;
            }

            ApplyRun(effects.Skip(first).Take(next - first).ToList(), refused);
            first = next;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sas?.Dispose();
        policies.Dispose();
        requests.Dispose();
        writer.Dispose();
    }

    /// <summary>Changes of one kind: of two objects, or of one in order.</summary>
    private void ApplyRun(List<SyncEffect> effects, Action<SyncEffect, string> refused)
    {
        var written = effects.FindAll(Write);
        if (written.Count == 0)
        {
            return;
        }

        var replaced = new List<SyncEffect.PutSa>();
        foreach (var failure in requests.ApplyBatch(writer, "change SAs and policies"))
        {
            var effect = written[failure.Index];
            switch (effect)
            {
                case SyncEffect.PutSa put when failure.Error.Errno == NetlinkError.EEXIST:
                    replaced.Add(put);
                    break;
                case SyncEffect.DeleteSa or SyncEffect.DeletePolicy or SyncEffect.WriteNumbers or SyncEffect.UpdateSa
                    when failure.Error.Errno is NetlinkError.ESRCH or NetlinkError.ENOENT:
                    break;      // it expired meanwhile
                default:
                    refused(effect, failure.Error.ToString());
                    break;
            }
        }

        Replace(replaced, refused);
    }

    /// <summary>The kernel changes no keys of an SA: the old one goes first.</summary>
    private void Replace(List<SyncEffect.PutSa> replaced, Action<SyncEffect, string> refused)
    {
        foreach (var put in replaced)
        {
            XfrmRequests.DeleteSa(writer, put.Sa.Id, put.Sa.Mark, interfaceId: put.Sa.InterfaceId);
            XfrmRequests.AddSa(writer, put.Sa);
        }

        if (replaced.Count == 0)
        {
            return;
        }

        foreach (var failure in requests.ApplyBatch(writer, "replace SAs"))
        {
            if (failure.Index % 2 == 1)
            {
                refused(replaced[failure.Index / 2], failure.Error.ToString());
            }
        }
    }

    private bool Write(SyncEffect effect)
    {
        switch (effect)
        {
            case SyncEffect.PutSa put:
                XfrmRequests.AddSa(writer, put.Sa);
                return true;
            case SyncEffect.UpdateSa update:
                XfrmRequests.UpdateSa(writer, update.Sa);
                return true;
            case SyncEffect.DeleteSa delete:
                XfrmRequests.DeleteSa(writer, delete.Key.Id, delete.Key.Mark, interfaceId: delete.InterfaceId);
                return true;
            case SyncEffect.WriteNumbers write:
                XfrmRequests.UpdateCounters(writer, write.Counters);
                return true;
            case SyncEffect.PutPolicy put:
                XfrmRequests.UpdatePolicy(writer, put.Policy);
                return true;
            case SyncEffect.DeletePolicy delete:
                XfrmRequests.DeletePolicy(writer, delete.Id);
                return true;
            default:
                return false;
        }
    }
}
