namespace Koi.Carp;

/// <summary>Why a backup claims.</summary>
public enum CarpClaim
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>A master-down timer was due.</summary>
    MasterDown,

    /// <summary>It preempts a master whose interval is longer.</summary>
    Preempt,

    /// <summary>It heard a master that is demoted more.</summary>
    Demoted,

    /// <summary>It heard that the master goes, or is about to advertise too rarely.</summary>
    BowOut,

    /// <summary>The administrator said so.</summary>
    Ordered,
}
