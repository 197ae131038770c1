namespace Koi.Netlink.Xfrm;

/// <summary>How far an SA has come: its replay numbers and what it has carried; the message pair NEWAE and GETAE.</summary>
/// <remarks>Linux uapi xfrm.h, xfrm_aevent_id, and the attributes that may follow it.</remarks>
public sealed record SaCounters
{
    /// <summary>Which SA.</summary>
    public required SaId Id { get; init; }

    /// <summary>Its outer source address; any when asking.</summary>
    public InetAddress Source { get; init; }

    /// <summary>What the message holds and why it was sent.</summary>
    public AsyncEventFlags Flags { get; init; }

    /// <summary>The SA's; read only.</summary>
    public uint RequestId { get; init; }

    /// <summary>XFRMA_REPLAY_VAL; sent for an SA with <see cref="ReplayEsn"/> it is ignored in silence.</summary>
    public ReplayState? Replay { get; init; }

    /// <summary>XFRMA_REPLAY_ESN_VAL; its window must be the SA's.</summary>
    public ReplayEsnState? ReplayEsn { get; init; }

    /// <summary>XFRMA_LTIME_VAL.</summary>
    public LifetimeCounters? Lifetime { get; init; }

    /// <summary>XFRMA_REPLAY_THRESH in packets.</summary>
    public uint? ReplayThreshold { get; init; }

    /// <summary>XFRMA_ETIMER_THRESH; sent in jiffies, read in 100 ms.</summary>
    public uint? TimerThreshold { get; init; }

    /// <summary>XFRMA_MARK; the SA's, without which the kernel does not find it.</summary>
    public XfrmMark? Mark { get; init; }

    /// <summary>XFRMA_IF_ID; read only.</summary>
    public uint? InterfaceId { get; init; }

    /// <summary>XFRMA_SA_DIR: 1 in, 2 out; read only.</summary>
    public byte? Direction { get; init; }
}

/// <summary>Linux uapi xfrm.h, enum xfrm_ae_ftype_t.</summary>
[Flags]
public enum AsyncEventFlags : uint
{
    /// <summary>None: GETAE then answers with replay numbers and lifetimes.</summary>
    None = 0,

    /// <summary>XFRM_AE_RTHR: the replay threshold.</summary>
    ReplayThreshold = 1,

    /// <summary>XFRM_AE_RVAL: the replay numbers.</summary>
    ReplayValue = 2,

    /// <summary>XFRM_AE_LVAL: the lifetime counters.</summary>
    LifetimeValue = 4,

    /// <summary>XFRM_AE_ETHR: the timer threshold.</summary>
    TimerThreshold = 8,

    /// <summary>XFRM_AE_CR: an event because the replay threshold was passed.</summary>
    ReplayThresholdPassed = 16,

    /// <summary>XFRM_AE_CE: an event because the timer expired.</summary>
    TimerExpired = 32,

    /// <summary>XFRM_AE_CU: an event because somebody wrote the counters with NEWAE.</summary>
    Written = 64,
}
