namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_lifetime_cfg, 64 bytes: eight u64 in the order of <see cref="LifetimeLimits"/>. xfrm_lifetime_cur, 32 bytes: four
/// u64 in the order of <see cref="LifetimeCounters"/>. Host byte order.
/// </summary>
/// <remarks>Linux uapi xfrm.h.</remarks>
internal static class LifetimeCodec
{
    public static void Write(Span<byte> bytes, in LifetimeLimits limits)
    {
        bytes.PutHost64(0, limits.SoftBytes);
        bytes.PutHost64(8, limits.HardBytes);
        bytes.PutHost64(16, limits.SoftPackets);
        bytes.PutHost64(24, limits.HardPackets);
        bytes.PutHost64(32, limits.SoftAddSeconds);
        bytes.PutHost64(40, limits.HardAddSeconds);
        bytes.PutHost64(48, limits.SoftUseSeconds);
        bytes.PutHost64(56, limits.HardUseSeconds);
    }

    public static LifetimeLimits ReadLimits(ReadOnlySpan<byte> bytes) => new(
        SoftBytes: bytes.Host64(0),
        HardBytes: bytes.Host64(8),
        SoftPackets: bytes.Host64(16),
        HardPackets: bytes.Host64(24),
        SoftAddSeconds: bytes.Host64(32),
        HardAddSeconds: bytes.Host64(40),
        SoftUseSeconds: bytes.Host64(48),
        HardUseSeconds: bytes.Host64(56));

    public static void Write(Span<byte> bytes, in LifetimeCounters counters)
    {
        bytes.PutHost64(0, counters.Bytes);
        bytes.PutHost64(8, counters.Packets);
        bytes.PutHost64(16, counters.AddTime);
        bytes.PutHost64(24, counters.UseTime);
    }

    public static LifetimeCounters ReadCounters(ReadOnlySpan<byte> bytes) =>
        new(Bytes: bytes.Host64(0), Packets: bytes.Host64(8), AddTime: bytes.Host64(16), UseTime: bytes.Host64(24));
}
