namespace Koi.SaSync.Node;

/// <summary>Something in the table: an SA or a policy that this machine has, or is told of.</summary>
internal abstract class TableEntry
{
    /// <summary>A number that another content hardly has.</summary>
    public ulong Digest { get; set; }

    /// <summary>On a slave: whether the master has it. On the master always.</summary>
    public bool IsOffered { get; set; }

    /// <summary>On a slave: whether it came since the snapshot began.</summary>
    public bool IsSeen { get; set; }

    /// <summary>It is in no table any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>Bits of the peers that are to be told of it whole.</summary>
    public ulong Queued { get; set; }
}
