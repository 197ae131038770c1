using Koi.Netlink.Xfrm;
using Koi.SaSync;
using Koi.SaSync.Node;

namespace Koi.Tests.SaSync.Model;

/// <summary>A machine of the group: a kernel that outlives the daemon, and a daemon.</summary>
internal sealed class Gateway(int number, int peers, Random random)
{
    private static readonly SyncConfiguration Blank = new() { Interface = "carp0", Leap = Simulation.Leap };

    private IReadOnlyList<KeyValuePair<ulong, ulong>> disk = [];

    public int Number { get; } = number;

    public KernelModel Kernel { get; private set; } = new();

    /// <summary>Null while the daemon is dead.</summary>
    public SyncNode? Node { get; private set; }

    /// <summary>What CARP says.</summary>
    public SyncRole Carp { get; set; } = SyncRole.Slave;

    public bool IsUp { get; private set; } = true;

    public List<string> Log { get; } = [];

    /// <summary>Connections that the node wants closed.</summary>
    public List<int> Closed { get; } = [];

    public void Start(SyncTime now)
    {
        IsUp = true;
        Kernel.IsListened = true;
        var configuration = Blank with { Peers = [.. Enumerable.Range(0, peers).Where(peer => peer != Number).Select(peer => new SyncPeer($"g{peer}", 500, []))] };
        Node = new SyncNode(configuration, disk, () => (ulong)random.NextInt64(), now);
        Node.SetRole(Carp, now);
        Drain(now);
    }

    /// <summary>kill -9 of sasyncd.</summary>
    public void Kill()
    {
        Node = null;
        Kernel.Forget();
    }

    /// <summary>The machine loses power.</summary>
    public void Crash()
    {
        Kill();
        Kernel = new();
        (IsUp, Carp) = (false, SyncRole.Slave);
    }

    /// <summary>The daemon reads the kernel's events and CARP.</summary>
    public void Run(SyncTime now)
    {
        if (Node is null)
        {
            return;
        }

        Node.SetRole(Carp, now);
        Drain(now);
        if (Kernel.TakeOverrun())
        {
            Node.OnOverrun(now);
            Drain(now);
        }

        while (Kernel.Events.TryDequeue(out var change))
        {
            Node.OnKernelEvent(change, now);
            Drain(now);
        }
    }

    public void Drain(SyncTime now)
    {
        while (Node is { Effects.Count: > 0 } node)
        {
            var effects = node.Effects.ToList();
            node.Done();
            foreach (var effect in effects)
            {
                switch (effect)
                {
                    case SyncEffect.ReadKernel:
                        node.OnKernelRead([.. Kernel.Sas], [.. Kernel.Policies], now);
                        break;
                    case SyncEffect.Close close:
                        Closed.Add(close.Link);
                        Log.Add($"{now.Milliseconds} g{Number}: closes {close.Link}: {close.Reason}");
                        break;
                    case SyncEffect.Log log:
                        Log.Add($"{now.Milliseconds} g{Number}: {log.Text}");
                        break;
                    case SyncEffect.Remember remember:
                        disk = remember.Numbers;
                        break;
                    default:
                        Kernel.Apply(effect);
                        break;
                }
            }
        }
    }

    /// <summary>All that a slave must have as the master has it.</summary>
    public SortedSet<string> Structure() => [.. Kernel.Sas.Select(Line), .. Kernel.Policies.Select(Line)];

    /// <summary>What somebody made here without sasyncd: not sasyncd's to delete.</summary>
    public SortedSet<string> Own() => [.. Kernel.Policies.Where(policy => !MarkedPolicy.IsMarked(policy)).Select(Line)];

    private static string Line(SecurityAssociation sa) => $"{SaKey.Of(sa)} {sa.RequestId} {Convert.ToHexString(sa.Aead!.Key.Bytes)}";

    private static string Line(SecurityPolicy policy)
    {
        var original = MarkedPolicy.IsMarked(policy) ? MarkedPolicy.Original(policy) : policy;
        return $"{original.Selector.Source} {original.Selector.Destination} {original.Direction} {original.Templates.Length}";
    }
}
