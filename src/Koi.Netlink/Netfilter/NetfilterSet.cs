namespace Koi.Netlink.Netfilter;

/// <summary>Linux uapi nf_tables.h, enum nft_set_flags.</summary>
[Flags]
public enum SetFlags : uint
{
    /// <summary>A plain set.</summary>
    None = 0,

    /// <summary>Belongs to a rule.</summary>
    Anonymous = 1,

    /// <summary>Cannot change while a rule uses it.</summary>
    Constant = 2,

    /// <summary>Holds ranges: see <see cref="AddressRange"/>.</summary>
    Interval = 4,

    /// <summary>Elements have data.</summary>
    Map = 8,

    /// <summary>Elements may expire.</summary>
    Timeout = 0x10,

    /// <summary>Rules add elements.</summary>
    Eval = 0x20,

    /// <summary>Elements name objects.</summary>
    Object = 0x40,

    /// <summary>Keys are several values.</summary>
    Concat = 0x80,

    /// <summary>Elements have expressions, such as counters.</summary>
    Expr = 0x100,
}

/// <summary>What names a set.</summary>
/// <param name="Family">The table's.</param>
/// <param name="Table">The table's name.</param>
/// <param name="Name">1-255 bytes.</param>
public readonly record struct SetId(TableFamily Family, string Table, string Name);

/// <summary>A set of nf_tables, or a map: a set whose elements have data.</summary>
public sealed record NetfilterSet
{
    /// <summary>Its table and name.</summary>
    public required SetId Id { get; init; }

    /// <summary>What keys are.</summary>
    public required SetType KeyType { get; init; }

    /// <summary>What data are; null for a set, a map of verdicts or one of objects.</summary>
    public SetType? DataType { get; init; }

    /// <summary>What it can hold; a <see cref="DataType"/> wants <see cref="SetFlags.Map"/>.</summary>
    public SetFlags Flags { get; init; }

    /// <summary>How many elements it holds at most; null when there is no limit.</summary>
    public uint? Size { get; init; }

    /// <summary>How long an element stays that says nothing itself; null for ever.</summary>
    public ulong? TimeoutMilliseconds { get; init; }

    /// <summary>Whether nft joins ranges that touch: its <c>auto-merge</c>. The kernel knows nothing of it.</summary>
    public bool IsMergedByNft { get; init; }

    /// <summary>nft's comment, at most 128 bytes; null when it has none.</summary>
    public string? Comment { get; init; }

    /// <summary>Told by the kernel; a set made anew has another.</summary>
    public ulong Handle { get; init; }
}
