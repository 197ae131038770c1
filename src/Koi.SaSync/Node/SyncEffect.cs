using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Node;

/// <summary>What a node wants done, in this order.</summary>
public abstract record SyncEffect
{
    private SyncEffect()
    {
    }

    /// <summary>Makes an SA in the kernel, in place of one of the same key.</summary>
    public sealed record PutSa(SecurityAssociation Sa) : SyncEffect;

    /// <summary>Changes lifetimes and UDP ports of an SA whose keys are the same.</summary>
    public sealed record UpdateSa(SecurityAssociation Sa) : SyncEffect;

    /// <summary>Takes an SA away; none there is no failure.</summary>
    public sealed record DeleteSa(SaKey Key, uint? InterfaceId) : SyncEffect;

    /// <summary>Writes an SA's numbers.</summary>
    public sealed record WriteNumbers(SaCounters Counters) : SyncEffect;

    /// <summary>Makes or replaces a policy, in one step.</summary>
    public sealed record PutPolicy(SecurityPolicy Policy) : SyncEffect;

    /// <summary>Takes a policy away; none there is no failure.</summary>
    public sealed record DeletePolicy(PolicyId Id) : SyncEffect;

    /// <summary>Listens to the kernel's SAs, or no longer. Before <see cref="ReadKernel"/>, so that nothing is missed.</summary>
    public sealed record Follow(bool IsOn) : SyncEffect;

    /// <summary>Reads all SAs and policies, and tells the node.</summary>
    public sealed record ReadKernel : SyncEffect;

    /// <summary>
    /// Keeps on a disk, in place of what was kept before, where this gateway began to send as master, before the next effect is done.
    /// </summary>
    /// <param name="Numbers">Digests of SAs, and numbers.</param>
    public sealed record Remember(IReadOnlyList<KeyValuePair<ulong, ulong>> Numbers) : SyncEffect;

    /// <summary>Closes a connection.</summary>
    /// <param name="Link">Its number.</param>
    /// <param name="Reason">For the log; empty when it is no news.</param>
    /// <param name="IsFault">Whether the peer did what it must not.</param>
    public sealed record Close(int Link, string Reason, bool IsFault) : SyncEffect;

    /// <summary>The group need no longer be demoted: the SAs are here, or waiting is in vain.</summary>
    public sealed record Ready(string Why) : SyncEffect;

    /// <summary>A line for the log.</summary>
    public sealed record Log(SyncLog Level, string Text) : SyncEffect;
}

/// <summary>How important a line is.</summary>
public enum SyncLog
{
    /// <summary>Something is wrong.</summary>
    Warning,

    /// <summary>What the administrator wants to see.</summary>
    Info,

    /// <summary>With <c>-v</c>.</summary>
    Debug,
}
