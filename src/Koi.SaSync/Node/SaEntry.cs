using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Node;

/// <summary>An SA that this machine has, or is told of.</summary>
internal sealed class SaEntry(SaKey key, uint handle) : TableEntry
{
    public SaKey Key { get; } = key;

    /// <summary>This machine's number of it; grows, so that their order is that of their making.</summary>
    public uint Handle { get; } = handle;

    /// <summary>Without numbers.</summary>
    public required SecurityAssociation Shape { get; set; }

    /// <summary>As the kernel has them, as far as is known.</summary>
    public SaNumbers Numbers { get; set; }

    /// <summary>As the master said; only <c>Out</c> differs, by the leap.</summary>
    public ulong MasterOut { get; set; }

    /// <summary>On a slave: the master's number of it.</summary>
    public uint MasterHandle { get; set; }

    public ulong AddTime { get; set; }

    /// <summary>Whether this gateway has been master with it, and may have sent.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Bits of the peers that are to be told of its numbers.</summary>
    public ulong Dirty { get; set; }

    /// <summary>Whether packets may leave by it.</summary>
    public bool MaySend => Shape.Direction != 1;

    /// <summary>The whole SA.</summary>
    public SecurityAssociation Whole => Numbers.PutInto(Shape, AddTime);
}
