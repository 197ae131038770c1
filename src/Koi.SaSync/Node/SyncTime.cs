namespace Koi.SaSync.Node;

/// <summary>A moment, told to the node, which has no clock.</summary>
/// <param name="Milliseconds">By a clock that only goes forward.</param>
/// <param name="Seconds">Since 1970, as the kernel dates SAs.</param>
public readonly record struct SyncTime(long Milliseconds, ulong Seconds);
