using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <content>Policies.</content>
public static partial class XfrmRequests
{
    /// <summary>Adds a policy; EEXIST when there is one with its identity, whatever its priority.</summary>
    public static void AddPolicy(MessageWriter writer, SecurityPolicy policy) =>
        WritePolicy(writer, XFRM_MSG_NEWPOLICY, NLM_F_CREATE | NLM_F_EXCL, policy);

    /// <summary>Adds a policy or replaces the one with its identity.</summary>
    public static void UpdatePolicy(MessageWriter writer, SecurityPolicy policy) =>
        WritePolicy(writer, XFRM_MSG_UPDPOLICY, NLM_F_REPLACE, policy);

    /// <summary>Deletes a policy; ENOENT when there is none.</summary>
    public static void DeletePolicy(MessageWriter writer, in PolicyId id) =>
        WritePolicyId(writer, XFRM_MSG_DELPOLICY, id);

    /// <summary>Deletes a policy; ENOENT when there is none.</summary>
    public static void DeletePolicy(
        MessageWriter writer,
        in Selector selector,
        PolicyDirection direction,
        XfrmMark? mark = null,
        uint? interfaceId = null) =>
        WritePolicyId(writer, XFRM_MSG_DELPOLICY, new PolicyId(selector, direction, mark, interfaceId));

    /// <summary>Deletes a policy by the kernel's index, which costs the same however many there are; ENOENT when there is none.</summary>
    /// <param name="writer">Where the message goes.</param>
    /// <param name="index">Of a dump; not 0.</param>
    /// <param name="direction">The policy's.</param>
    /// <remarks>Linux net/xfrm/xfrm_user.c, xfrm_get_policy: an index other than 0 makes the selector void.</remarks>
    public static void DeletePolicyByIndex(MessageWriter writer, uint index, PolicyDirection direction)
    {
        var body = writer.Begin(XFRM_MSG_DELPOLICY, 0, UserPolicyIdSize);
        body.PutHost32(56, index);
        body[60] = (byte)direction;
    }

    /// <summary>Asks for one policy; ENOENT when there is none.</summary>
    public static void GetPolicy(MessageWriter writer, in PolicyId id) =>
        WritePolicyId(writer, XFRM_MSG_GETPOLICY, id);

    /// <summary>Asks for all policies, those of sockets included.</summary>
    public static void DumpPolicies(MessageWriter writer) => writer.Begin(XFRM_MSG_GETPOLICY, NLM_F_DUMP, 0);

    /// <summary>Deletes all policies but those of sockets; none there is no failure.</summary>
    public static void FlushPolicies(MessageWriter writer) => writer.Begin(XFRM_MSG_FLUSHPOLICY, 0, 0);

    /// <summary>Asks for the size of the policy database and its hash thresholds.</summary>
    public static void GetSpdInfo(MessageWriter writer) =>
        writer.Begin(XFRM_MSG_GETSPDINFO, 0, 4).PutHost32(0, uint.MaxValue);

    /// <summary>Sets what happens to packets without a policy; since Linux 5.14.</summary>
    public static void SetDefaultPolicy(MessageWriter writer, DefaultPolicy policy)
    {
        var body = writer.Begin(XFRM_MSG_SETDEFAULT, 0, 3);
        body[0] = (byte)policy.In;
        body[1] = (byte)policy.Forward;
        body[2] = (byte)policy.Out;
    }

    /// <summary>Asks what happens to packets without a policy; since Linux 5.14.</summary>
    public static void GetDefaultPolicy(MessageWriter writer) => writer.Begin(XFRM_MSG_GETDEFAULT, 0, 3);

    private static void WritePolicy(MessageWriter writer, ushort type, ushort flags, SecurityPolicy policy)
    {
        PolicyCodec.WriteInfo(writer.Begin(type, flags, UserPolicyInfoSize), policy);
        PolicyCodec.WriteAttributes(writer, policy);
    }

    /// <summary>xfrm_userpolicy_id, 64 bytes: sel 0 (56), index 56 (4), dir 60 (1).</summary>
    private static void WritePolicyId(MessageWriter writer, ushort type, in PolicyId id)
    {
        var body = writer.Begin(type, 0, UserPolicyIdSize);
        SelectorCodec.Write(body, id.Selector);
        body[60] = (byte)id.Direction;
        XfrmAttributes.WritePolicyType(writer, id.PolicyType);
        XfrmAttributes.WriteMark(writer, id.Mark);
        XfrmAttributes.WriteUInt32(writer, XFRMA_IF_ID, id.InterfaceId);
    }
}
