using Koi.Lab;
using Koi.SaSync;
using Koi.SaSync.Linux;
using Koi.SaSync.Node;
using Koi.SaSync.Wire;

namespace Koi.SystemTests.SaSync;

/// <summary>A gateway whose kernel is kept by a node in this process: no daemon, no TLS, no CARP.</summary>
internal sealed class SyncedGateway : IDisposable
{
    private static readonly long Origin = TimeProvider.System.GetTimestamp();

    private readonly KernelPort kernel;

    public SyncedGateway(Gateway host, string peer)
    {
        Host = host;
        kernel = host.Inside(() => KernelPort.Open());
        Node = new SyncNode(
            new SyncConfiguration { Interface = "carp0", Peers = [new SyncPeer(peer, 500, [])] }, [], () => (ulong)Random.Shared.NextInt64(), Now);
    }

    public Gateway Host { get; }

    public SyncNode Node { get; }

    public List<string> Log { get; } = [];

    private static SyncTime Now => new(
        (long)TimeProvider.System.GetElapsedTime(Origin).TotalMilliseconds, (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>A wire between two nodes.</summary>
    public static void Connect(SyncedGateway one, SyncedGateway other)
    {
        one.Node.OnLinkUp(1, 0, isOutgoing: true, Now);
        other.Node.OnLinkUp(1, 0, isOutgoing: false, Now);
    }

    /// <summary>Lets both hear their kernels and each other until nobody has anything to say.</summary>
    public static void Settle(SyncedGateway one, SyncedGateway other)
    {
        while (one.Run() | other.Run() | Carry(one, other) | Carry(other, one))
        {
            // Once more.
        }
    }

    public void SetRole(SyncRole role)
    {
        Node.SetRole(role, Now);
        Apply();
    }

    public void Dispose() => kernel.Dispose();

    /// <summary>Takes in what the kernel says.</summary>
    private bool Run()
    {
        if (kernel.TakeIn(Node, Now))
        {
            Node.OnOverrun(Now);
        }

        return Apply();
    }

    private static bool Carry(SyncedGateway from, SyncedGateway to)
    {
        using var writer = new WipedWriter();
        var isMoved = false;
        while (from.Node.Take(1, writer.Bytes, Now) is not null)
        {
            var frame = FrameCodec.Read(writer.Bytes.Bytes, Now.Seconds, out var sequence);
            writer.Bytes.Clear();
            to.Node.OnFrame(1, frame!, sequence, Now);
            to.Apply();
            isMoved = true;
        }

        return isMoved;
    }

    private bool Apply()
    {
        var isDone = false;
        while (Node.Effects.Count > 0)
        {
            isDone = true;
            var effects = Node.Effects.ToList();
            Node.Done();
            kernel.Apply(effects, Node.OnRefused);
            foreach (var effect in effects)
            {
                switch (effect)
                {
                    case SyncEffect.Follow follow:
                        Host.Inside(() =>
                        {
                            kernel.Follow(follow.IsOn);
                            return true;
                        });
                        break;
                    case SyncEffect.ReadKernel:
                        kernel.Read(Node, Now);
                        break;
                    case SyncEffect.Log log:
                        Log.Add(log.Text);
                        break;
                    default:
                        break;
                }
            }
        }

        return isDone;
    }

    private sealed class WipedWriter : IDisposable
    {
        public ByteWriter Bytes { get; } = new();

        public void Dispose() => Bytes.Clear();
    }
}
