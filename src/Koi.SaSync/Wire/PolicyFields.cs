using System.Collections.Immutable;
using Koi.Netlink.Xfrm;

namespace Koi.SaSync.Wire;

/// <summary>A policy in sasyncd's form.</summary>
internal static class PolicyFields
{
    private const int LeastTemplate = 22;

    // xfrm.h: XFRM_MAX_DEPTH
    private const int GreatestDepth = 6;

    public static void Write(ByteWriter writer, SecurityPolicy policy)
    {
        WriteId(writer, policy.Id);
        writer.UInt8((byte)policy.Action);
        writer.UInt32(policy.Priority);
        writer.UInt8(policy.Flags);
        writer.UInt8(policy.Share);
        WriteLimits(writer, policy.Limits);
        writer.UInt32((uint)policy.Templates.Length);
        foreach (var template in policy.Templates)
        {
            writer.Address(template.Source);
            writer.Address(template.Destination);
            writer.UInt8(template.Protocol);
            writer.UInt8((byte)template.Mode);
            writer.UInt32(template.RequestId);
            writer.UInt32(template.Spi);
            writer.UInt8(template.IsOptional ? (byte)1 : (byte)0);
            writer.UInt8(template.Share);
        }
    }

    public static SecurityPolicy Read(ref ByteReader reader)
    {
        var id = ReadId(ref reader);
        return new SecurityPolicy
        {
            Selector = id.Selector,
            Direction = id.Direction,
            Mark = id.Mark,
            InterfaceId = id.InterfaceId,
            PolicyType = id.PolicyType,
            Action = (PolicyAction)reader.UpTo((byte)PolicyAction.Block),
            Priority = reader.UInt32(),
            Flags = reader.UInt8(),
            Share = reader.UInt8(),
            Limits = ReadLimits(ref reader),
            Templates = ReadTemplates(ref reader),
        };
    }

    public static void WriteId(ByteWriter writer, in PolicyId id)
    {
        SelectorFields.Write(writer, id.Selector);
        writer.UInt8((byte)id.Direction);
        writer.UInt8((byte)((id.Mark is null ? 0 : 1) | (id.InterfaceId is null ? 0 : 2) | (id.PolicyType is null ? 0 : 4)));
        SaFields.WriteMark(writer, id.Mark);
        if (id.InterfaceId is { } interfaceId)
        {
            writer.UInt32(interfaceId);
        }

        if (id.PolicyType is { } type)
        {
            writer.UInt8(type);
        }
    }

    public static PolicyId ReadId(ref ByteReader reader)
    {
        var selector = SelectorFields.Read(ref reader);
        var direction = (PolicyDirection)reader.UpTo((byte)PolicyDirection.Forward);
        var parts = reader.UpTo(7);
        return new PolicyId(
            selector,
            direction,
            (parts & 1) != 0 ? SaFields.ReadMark(ref reader) : null,
            (parts & 2) != 0 ? reader.UInt32() : null,
            (parts & 4) != 0 ? reader.UpTo(1) : null);
    }

    public static void WriteLimits(ByteWriter writer, in LifetimeLimits limits)
    {
        writer.UInt64(limits.SoftBytes);
        writer.UInt64(limits.HardBytes);
        writer.UInt64(limits.SoftPackets);
        writer.UInt64(limits.HardPackets);
        writer.UInt64(limits.SoftAddSeconds);
        writer.UInt64(limits.HardAddSeconds);
        writer.UInt64(limits.SoftUseSeconds);
        writer.UInt64(limits.HardUseSeconds);
    }

    public static LifetimeLimits ReadLimits(ref ByteReader reader) => new(
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64());

    private static ImmutableArray<PolicyTemplate> ReadTemplates(ref ByteReader reader)
    {
        var count = reader.Count(LeastTemplate);
        if (count > GreatestDepth)
        {
            reader.Fail();
            return [];
        }

        var templates = ImmutableArray.CreateBuilder<PolicyTemplate>(count);
        for (var index = 0; index < count; index++)
        {
            templates.Add(new PolicyTemplate(
                reader.Address(),
                reader.Address(),
                reader.UInt8(),
                (XfrmMode)reader.UpTo((byte)XfrmMode.IpTfs),
                reader.UInt32(),
                reader.UInt32(),
                reader.Bool(),
                reader.UInt8()));
        }

        return templates.MoveToImmutable();
    }
}
