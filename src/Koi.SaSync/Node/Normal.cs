using System.Buffers.Binary;
using System.Security.Cryptography;
using Koi.Netlink.Xfrm;
using Koi.SaSync.Wire;

namespace Koi.SaSync.Node;

/// <summary>SAs and policies without what is one kernel's alone, so that those of two machines can be compared.</summary>
internal static class Normal
{
    /// <summary>An SA without its numbers; null when it is none that can be told: larval, or bound to a device of this machine.</summary>
    public static SecurityAssociation? Shape(SecurityAssociation sa) => sa.IsKernelMade || IsLocal(sa.Selector) ? null : sa with
    {
        AcquireSequence = 0,
        Counters = null,
        Statistics = default,
        Replay = sa.Replay is null ? null : default(ReplayState),
        ReplayEsn = sa.ReplayEsn is { } esn ? new ReplayEsnState(0, 0, 0, 0, esn.ReplayWindow, [.. new uint[esn.Bitmap.Length]]) : null,
        ReplayThreshold = null,
        TimerThreshold = null,
        LastUsed = null,
        Mark = sa.Mark is { Mask: 0, Value: 0 } ? null : sa.Mark,
    };

    /// <summary>A policy; null when it is none that can be told.</summary>
    public static SecurityPolicy? Policy(SecurityPolicy policy) => policy.IsSocketPolicy || IsLocal(policy.Selector) ? null : policy with
    {
        Index = 0,
        Counters = default,
        Mark = policy.Mark is { Mask: 0, Value: 0 } ? null : policy.Mark,
        PolicyType = policy.PolicyType is 0 ? null : policy.PolicyType,
    };

    /// <summary>A number that another SA hardly has; keys count.</summary>
    public static ulong Digest(SecurityAssociation shape, ByteWriter scratch)
    {
        SaFields.WriteShape(scratch, shape);
        return Finish(scratch);
    }

    /// <summary>A number that another policy hardly has.</summary>
    public static ulong Digest(SecurityPolicy policy, ByteWriter scratch)
    {
        PolicyFields.Write(scratch, policy);
        return Finish(scratch);
    }

    private static bool IsLocal(in Selector selector) => selector.InterfaceIndex != 0 || selector.User != 0;

    private static ulong Finish(ByteWriter scratch)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(scratch.Bytes, hash);
        scratch.Clear();
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
