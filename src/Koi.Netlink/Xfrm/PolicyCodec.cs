using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// xfrm_userpolicy_info, 168 bytes: sel 0 (56), lft 56 (64), curlft 120 (32), priority 152 (4), index 156 (4), dir 160 (1),
/// action 161 (1), flags 162 (1), share 163 (1); and the attributes of a policy.
/// </summary>
/// <remarks>Linux uapi xfrm.h.</remarks>
internal static class PolicyCodec
{
    public static void WriteInfo(Span<byte> bytes, SecurityPolicy policy)
    {
        SelectorCodec.Write(bytes, policy.Selector);
        LifetimeCodec.Write(bytes[56..], policy.Limits);
        bytes.PutHost32(152, policy.Priority);
        bytes.PutHost32(156, policy.Index);
        bytes[160] = (byte)policy.Direction;
        bytes[161] = (byte)policy.Action;
        bytes[162] = policy.Flags;
        bytes[163] = policy.Share;
    }

    public static void WriteAttributes(MessageWriter writer, SecurityPolicy policy)
    {
        XfrmAttributes.WritePolicyType(writer, policy.PolicyType);
        if (!policy.Templates.IsDefaultOrEmpty)
        {
            var bytes = writer.Attribute(XFRMA_TMPL, UserTemplateSize * policy.Templates.Length);
            foreach (var template in policy.Templates)
            {
                TemplateCodec.Write(bytes, template);
                bytes = bytes[UserTemplateSize..];
            }
        }

        XfrmAttributes.WriteMark(writer, policy.Mark);
        XfrmAttributes.WriteUInt32(writer, XFRMA_IF_ID, policy.InterfaceId);
    }

    /// <summary>Reads a policy from its xfrm_userpolicy_info and the attributes of its message.</summary>
    /// <returns>False when anything is cut or is no IP address.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> info, AttributeReader attributes, [NotNullWhen(true)] out SecurityPolicy? policy)
    {
        policy = null;
        if (info.Length < UserPolicyInfoSize || !SelectorCodec.TryRead(info, out var selector))
        {
            return false;
        }

        ImmutableArray<PolicyTemplate> templates = [];
        XfrmMark? mark = null;
        uint? interfaceId = null;
        byte? type = null;
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case XFRMA_TMPL: templates = TemplateCodec.ReadAll(ref attributes); break;
                case XFRMA_MARK: mark = XfrmAttributes.ReadMark(ref attributes); break;
                case XFRMA_IF_ID: interfaceId = attributes.AsUInt32(); break;
                case XFRMA_POLICY_TYPE: type = attributes.AsUInt8(); break;
                default: break;
            }
        }

        if (attributes.IsMalformed)
        {
            return false;
        }

        policy = new SecurityPolicy
        {
            Selector = selector,
            Limits = LifetimeCodec.ReadLimits(info[56..]),
            Counters = LifetimeCodec.ReadCounters(info[120..]),
            Priority = info.Host32(152),
            Index = info.Host32(156),
            Direction = (PolicyDirection)info[160],
            Action = (PolicyAction)info[161],
            Flags = info[162],
            Share = info[163],
            Templates = templates,
            Mark = mark,
            InterfaceId = interfaceId,
            PolicyType = type,
        };
        return true;
    }
}
