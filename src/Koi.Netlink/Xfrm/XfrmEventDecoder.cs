using System.Collections.Immutable;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>Makes events of messages. What is cut or new becomes <see cref="XfrmEvent.Unknown"/>; nothing is thrown.</summary>
/// <remarks>Linux uapi xfrm.h; net/xfrm/xfrm_user.c, the build_* and xfrm_notify_* functions.</remarks>
public static class XfrmEventDecoder
{
    /// <summary>Reads an event.</summary>
    public static XfrmEvent Read(NetlinkMessage message)
    {
        var known = message.Type switch
        {
            XFRM_MSG_NEWSA => ReadSa(message) is { } sa ? new XfrmEvent.SaAdded(sa) : null,
            XFRM_MSG_UPDSA => ReadSa(message) is { } sa ? new XfrmEvent.SaUpdated(sa) : null,
            XFRM_MSG_DELSA => ReadDeletedSa(message),
            XFRM_MSG_FLUSHSA => message.Body.Length >= 1 ? new XfrmEvent.SaFlushed(message.Body[0]) : null,
            XFRM_MSG_EXPIRE => ReadExpiredSa(message),
            XFRM_MSG_NEWPOLICY => ReadPolicy(message) is { } policy ? new XfrmEvent.PolicyAdded(policy) : null,
            XFRM_MSG_UPDPOLICY => ReadPolicy(message) is { } policy ? new XfrmEvent.PolicyUpdated(policy) : null,
            XFRM_MSG_DELPOLICY => ReadDeletedPolicy(message),
            XFRM_MSG_FLUSHPOLICY => ReadFlushedPolicies(message),
            XFRM_MSG_POLEXPIRE => ReadExpiredPolicy(message),
            XFRM_MSG_ACQUIRE => ReadAcquire(message),
            XFRM_MSG_NEWAE => SaCountersCodec.TryRead(message, out var counters) ? new XfrmEvent.AsyncEvent(counters) : null,
            XFRM_MSG_REPORT => ReadReport(message),
            XFRM_MSG_MIGRATE => ReadMigrate(message),
            XFRM_MSG_MAPPING => ReadMapping(message),
            _ => (XfrmEvent?)null,
        };
        return (known ?? new XfrmEvent.Unknown(message.Type, message.Body.Length)) with { Sequence = message.Sequence };
    }

    private static SecurityAssociation? ReadSa(NetlinkMessage message) =>
        SaCodec.TryRead(message.Body, message.Attributes(UserSaInfoSize), out var sa) ? sa : null;

    private static SecurityPolicy? ReadPolicy(NetlinkMessage message) =>
        PolicyCodec.TryRead(message.Body, message.Attributes(UserPolicyInfoSize), out var policy) ? policy : null;

    /// <summary>The body is the identity; the SA is in XFRMA_SA, beside its attributes.</summary>
    private static XfrmEvent.SaDeleted? ReadDeletedSa(NetlinkMessage message) =>
        SaCodec.TryRead(Find(message.Attributes(UserSaIdSize), XFRMA_SA), message.Attributes(UserSaIdSize), out var sa)
            ? new XfrmEvent.SaDeleted(sa)
            : null;

    /// <summary>xfrm_user_expire, 232 bytes: state 0 (224), hard 224 (1).</summary>
    private static XfrmEvent.SaExpired? ReadExpiredSa(NetlinkMessage message) =>
        SaCodec.TryRead(message.Body, message.Attributes(UserExpireSize), out var sa)
            ? new XfrmEvent.SaExpired(sa, IsHard: message.Body[UserSaInfoSize] != 0)
            : null;

    /// <summary>The body is the identity; the policy is in XFRMA_POLICY, beside its attributes.</summary>
    private static XfrmEvent.PolicyDeleted? ReadDeletedPolicy(NetlinkMessage message)
    {
        var info = Find(message.Attributes(UserPolicyIdSize), XFRMA_POLICY);
        return PolicyCodec.TryRead(info, message.Attributes(UserPolicyIdSize), out var policy)
            ? new XfrmEvent.PolicyDeleted(policy)
            : null;
    }

    private static XfrmEvent.PolicyFlushed? ReadFlushedPolicies(NetlinkMessage message)
    {
        byte type = 0;
        var attributes = message.Attributes(0);
        while (attributes.Next())
        {
            if (attributes.Type == XFRMA_POLICY_TYPE)
            {
                type = attributes.AsUInt8();
            }
        }

        return attributes.IsMalformed ? null : new XfrmEvent.PolicyFlushed(type);
    }

    /// <summary>xfrm_user_polexpire, 176 bytes: pol 0 (168), hard 168 (1).</summary>
    private static XfrmEvent.PolicyExpired? ReadExpiredPolicy(NetlinkMessage message) =>
        PolicyCodec.TryRead(message.Body, message.Attributes(UserPolicyExpireSize), out var policy)
            ? new XfrmEvent.PolicyExpired(policy, IsHard: message.Body[UserPolicyInfoSize] != 0)
            : null;

    /// <summary>
    /// xfrm_user_acquire, 280 bytes: id 0 (daddr 0, spi 16 be32, proto 20), saddr 24 (16), sel 40 (56), policy 96 (168),
    /// aalgos 264, ealgos 268, calgos 272, seq 276 (4).
    /// </summary>
    private static XfrmEvent.Acquire? ReadAcquire(NetlinkMessage message)
    {
        var body = message.Body;
        if (body.Length < UserAcquireSize
            || !SelectorCodec.TryRead(body[40..], out var selector)
            || !PolicyCodec.TryRead(body[96..264], message.Attributes(UserAcquireSize), out var policy))
        {
            return null;
        }

        // The id has no family of its own: it is the template's, and without one the packet's.
        var isV6 = policy.Templates is [var template, ..] ? template.Destination.IsV6 : selector.Source.Address.IsV6;
        var id = new SaId(body.Address(0, isV6), body.Big32(16), body[20]);
        return new XfrmEvent.Acquire(id, body.Address(24, isV6), selector, policy, body.Host32(276));
    }

    /// <summary>xfrm_user_report, 60 bytes: proto 0 (1), sel 4 (56).</summary>
    private static XfrmEvent.Report? ReadReport(NetlinkMessage message) =>
        message.Body.Length >= UserReportSize && SelectorCodec.TryRead(message.Body[4..], out var selector)
            ? new XfrmEvent.Report(message.Body[0], selector)
            : null;

    /// <summary>xfrm_userpolicy_id, then XFRMA_MIGRATE: an array of xfrm_user_migrate.</summary>
    private static XfrmEvent.Migrate? ReadMigrate(NetlinkMessage message)
    {
        if (message.Body.Length < UserPolicyIdSize || !SelectorCodec.TryRead(message.Body, out var selector))
        {
            return null;
        }

        var moves = ImmutableArray.CreateBuilder<AddressMove>();
        var rest = Find(message.Attributes(UserPolicyIdSize), XFRMA_MIGRATE);
        while (rest.Length >= UserMigrateSize)
        {
            moves.Add(ReadMove(rest));
            rest = rest[UserMigrateSize..];
        }

        return new XfrmEvent.Migrate(selector, (PolicyDirection)message.Body[60], moves.DrainToImmutable());
    }

    /// <summary>
    /// xfrm_user_migrate, 76 bytes: old_daddr 0, old_saddr 16, new_daddr 32, new_saddr 48, proto 64 (1), mode 65 (1), reqid 68 (4),
    /// old_family 72 (2), new_family 74 (2).
    /// </summary>
    private static AddressMove ReadMove(ReadOnlySpan<byte> bytes)
    {
        var wasV6 = bytes.Host16(72) == KernelLayout.AF_INET6;
        var isV6 = bytes.Host16(74) == KernelLayout.AF_INET6;
        return new AddressMove(
            OldSource: bytes.Address(16, wasV6),
            OldDestination: bytes.Address(0, wasV6),
            NewSource: bytes.Address(48, isV6),
            NewDestination: bytes.Address(32, isV6),
            Protocol: bytes[64],
            Mode: (XfrmMode)bytes[65],
            RequestId: bytes.Host32(68));
    }

    /// <summary>
    /// xfrm_user_mapping, 64 bytes: id 0 (xfrm_usersa_id), reqid 24 (4), old_saddr 28 (16), new_saddr 44 (16), old_sport 60 (be16),
    /// new_sport 62 (be16).
    /// </summary>
    private static XfrmEvent.Mapping? ReadMapping(NetlinkMessage message)
    {
        var body = message.Body;
        if (body.Length < UserMappingSize || !SaCountersCodec.TryReadId(body, out var id))
        {
            return null;
        }

        var isV6 = id.Destination.IsV6;
        return new XfrmEvent.Mapping(
            id, body.Host32(24), body.Address(28, isV6), body.Big16(60), body.Address(44, isV6), body.Big16(62));
    }

    /// <summary>An attribute's payload; empty when it is not there.</summary>
    private static ReadOnlySpan<byte> Find(AttributeReader attributes, ushort type)
    {
        while (attributes.Next())
        {
            if (attributes.Type == type)
            {
                return attributes.Value;
            }
        }

        return [];
    }
}
