using Koi.Carp;

namespace Koi.Tests.Carp.Model;

/// <summary>A shared link with delay, loss and partitions by family, and the clock that drives all on it. One seed, one history.</summary>
internal sealed class Segment
{
    private readonly PriorityQueue<Action, (long Time, int Order)> pending = new();
    private readonly Random random;
    private readonly long maxDelay;
    private int scheduled;

    public Segment(Random random, IReadOnlyList<CarpSettings> settings)
    {
        this.random = random;
        maxDelay = Math.Min(2000, settings.Min(s => s.Interval) / 20);
        Nodes = [.. settings.Select((s, id) => new Node(this, id, s))];
        Parts = new int[2, Nodes.Count];
    }

    public long Now { get; private set; } = 1;

    /// <summary>Of a frame, of waking by a timer, and between a claim and its standing; in microseconds.</summary>
    public long MaxDelay => maxDelay;

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Of 100 frames.</summary>
    public int Loss { get; set; }

    /// <summary>By family and node: who is in the same part hears each other.</summary>
    public int[,] Parts { get; }

    /// <summary>Called before and after each event.</summary>
    public Action Watch { get; set; } = static () => { };

    /// <summary>Told of each step, when one history is repeated.</summary>
    public Action<string>? Trace { get; init; }

    public bool IsWhole(Node one, Node other) =>
        Loss == 0 && Parts[0, one.Id] == Parts[0, other.Id] && Parts[1, one.Id] == Parts[1, other.Id];

    public void At(long time, Action action) => pending.Enqueue(action, (Math.Max(time, Now), scheduled++));

    public void ScheduleWake(Node node, long time) => At(time + Delay(), node.Wake);

    public void ScheduleClaimed(Node node) => At(Now + Delay(), node.Claimed);

    public void Send(Node from, Advertisement advertisement)
    {
        foreach (var to in Nodes)
        {
            if (to != from && from.HasCarrier && to.HasCarrier)
            {
                Send(from, to, advertisement, isV6: false, from.Settings.HasV4);
                Send(from, to, advertisement, isV6: true, from.Settings.HasV6);
            }
        }
    }

    /// <summary>By another path, which is always whole.</summary>
    public void SendBySync(Node from, Advertisement advertisement)
    {
        foreach (var to in Nodes)
        {
            if (to != from)
            {
                Deliver(to, advertisement, isV6: false);
            }
        }
    }

    public void RunUntil(long end)
    {
        while (pending.TryPeek(out var action, out var key) && key.Time <= end)
        {
            pending.Dequeue();
            Now = key.Time;
            Watch();
            action();
            Watch();
        }

        Now = end;
        Watch();
    }

    private void Send(Node from, Node to, Advertisement advertisement, bool isV6, bool hasFamily)
    {
        var family = isV6 ? 1 : 0;
        if (hasFamily && Parts[family, from.Id] == Parts[family, to.Id] && random.Next(100) >= Loss)
        {
            Deliver(to, advertisement, isV6);
        }
    }

    private void Deliver(Node to, Advertisement advertisement, bool isV6) => At(Now + Delay(), () =>
    {
        if (to.HasCarrier || advertisement.IsBowOut)
        {
            to.Post(new() { Kind = CarpEventKind.Heard, Advertisement = advertisement, IsV6 = isV6 });
        }
    });

    private long Delay() => random.NextInt64(maxDelay + 1);
}
