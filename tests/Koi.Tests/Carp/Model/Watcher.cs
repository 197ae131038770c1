namespace Koi.Tests.Carp.Model;

/// <summary>Looks at who owns the addresses, at every moment where that can change.</summary>
internal sealed class Watcher
{
    private const long Not = -1;

    private readonly Segment segment;
    private readonly Func<Node, bool> counts;
    private readonly long[,] togetherSince;
    private long lastSeen;
    private long noneSince;

    /// <summary>Begins to watch.</summary>
    /// <param name="segment">What is watched.</param>
    /// <param name="counts">Which owners count as one of two.</param>
    public Watcher(Segment segment, Func<Node, bool> counts)
    {
        this.segment = segment;
        this.counts = counts;
        togetherSince = new long[segment.Nodes.Count, segment.Nodes.Count];
        segment.Watch = Look;
        Restart();
    }

    /// <summary>The longest time that two owned the addresses and could hear each other all the while.</summary>
    public long LongestTogether { get; private set; }

    /// <summary>The longest time without an owner since <see cref="Restart"/>.</summary>
    public long LongestWithout { get; private set; }

    /// <summary>When there was last another number of owners than one.</summary>
    public long LastNotOne { get; private set; }

    /// <summary>Forgets what was; the segment is another now.</summary>
    public void Restart()
    {
        lastSeen = segment.Now;
        noneSince = segment.Now;
        LongestWithout = 0;
        foreach (var one in segment.Nodes)
        {
            foreach (var other in segment.Nodes)
            {
                togetherSince[one.Id, other.Id] = Not;
            }
        }
    }

    private void Look()
    {
        var now = segment.Now;
        LookAtPairs(now);
        var owners = 0;
        var owned = lastSeen;
        foreach (var node in segment.Nodes)
        {
            owners += node.Owns ? 1 : 0;
            owned = Math.Max(owned, Math.Min(now, node.OwnsUntil));
        }

        if (owned > lastSeen)
        {
            noneSince = owned;
        }

        LongestWithout = Math.Max(LongestWithout, now - noneSince);
        LastNotOne = owners == 1 ? LastNotOne : now;
        lastSeen = now;
    }

    private void LookAtPairs(long now)
    {
        for (var i = 0; i < segment.Nodes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (one, other) = (segment.Nodes[i], segment.Nodes[j]);
                ref var since = ref togetherSince[i, j];
                if (since != Not)
                {
                    LongestTogether = Math.Max(LongestTogether, Math.Min(now, Math.Min(one.OwnsUntil, other.OwnsUntil)) - since);
                }

                var isTogether = one.Owns && other.Owns && counts(one) && counts(other) && segment.IsWhole(one, other);
                since = !isTogether ? Not : since == Not ? now : since;
            }
        }
    }
}
