using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>What the monitor calls an event.</summary>
/// <remarks>
/// The names are those of OpenBSD's sbin/ipsecctl/pfkdump.c, msg_types, for messages that PF_KEY has too. A policy that was
/// replaced is added, all policies flushed are a sadb_delflow without a flow. Messages of Linux's own are named after it.
/// </remarks>
internal static class EventName
{
    public static string Of(XfrmEvent input) => input switch
    {
        XfrmEvent.SaAdded => "sadb_add",
        XfrmEvent.SaUpdated => "sadb_update",
        XfrmEvent.SaDeleted => "sadb_delete",
        XfrmEvent.SaFlushed => "sadb_flush",
        XfrmEvent.SaExpired => "sadb_expire",
        XfrmEvent.PolicyAdded or XfrmEvent.PolicyUpdated => "sadb_addflow",
        XfrmEvent.PolicyDeleted or XfrmEvent.PolicyFlushed => "sadb_delflow",
        XfrmEvent.Acquire => "sadb_acquire",
        XfrmEvent.PolicyExpired => "xfrm_polexpire",
        XfrmEvent.AsyncEvent => "xfrm_newae",
        XfrmEvent.Report => "xfrm_report",
        XfrmEvent.Migrate => "xfrm_migrate",
        XfrmEvent.Mapping => "xfrm_mapping",
        XfrmEvent.Unknown => "unknown",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The kernel's name of the message, without XFRM_MSG_.</summary>
    public static string MessageOf(XfrmEvent input) => input switch
    {
        XfrmEvent.SaAdded => "NEWSA",
        XfrmEvent.SaUpdated => "UPDSA",
        XfrmEvent.SaDeleted => "DELSA",
        XfrmEvent.SaFlushed => "FLUSHSA",
        XfrmEvent.SaExpired => "EXPIRE",
        XfrmEvent.PolicyAdded => "NEWPOLICY",
        XfrmEvent.PolicyUpdated => "UPDPOLICY",
        XfrmEvent.PolicyDeleted => "DELPOLICY",
        XfrmEvent.PolicyFlushed => "FLUSHPOLICY",
        XfrmEvent.PolicyExpired => "POLEXPIRE",
        XfrmEvent.Acquire => "ACQUIRE",
        XfrmEvent.AsyncEvent => "NEWAE",
        XfrmEvent.Report => "REPORT",
        XfrmEvent.Migrate => "MIGRATE",
        XfrmEvent.Mapping => "MAPPING",
        XfrmEvent.Unknown unknown => $"{unknown.Type}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The <c>satype</c> of an event; <c>unspec</c> for all and for none.</summary>
    public static string SaTypeOf(XfrmEvent input) => input switch
    {
        XfrmEvent.SaAdded added => Word(added.Sa.Id.Protocol),
        XfrmEvent.SaUpdated updated => Word(updated.Sa.Id.Protocol),
        XfrmEvent.SaDeleted deleted => Word(deleted.Sa.Id.Protocol),
        XfrmEvent.SaFlushed flushed => Word(flushed.Protocol),
        XfrmEvent.SaExpired expired => Word(expired.Sa.Id.Protocol),
        XfrmEvent.PolicyAdded added => Word(added.Policy),
        XfrmEvent.PolicyUpdated updated => Word(updated.Policy),
        XfrmEvent.PolicyDeleted deleted => Word(deleted.Policy),
        XfrmEvent.PolicyExpired expired => Word(expired.Policy),
        XfrmEvent.Acquire acquire => Word(acquire.Id.Protocol),
        XfrmEvent.AsyncEvent async => Word(async.Counters.Id.Protocol),
        XfrmEvent.Report report => Word(report.Protocol),
        XfrmEvent.Mapping mapping => Word(mapping.Id.Protocol),
        XfrmEvent.PolicyFlushed or XfrmEvent.Migrate or XfrmEvent.Unknown => "unspec",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Word(byte protocol) => RulesFromKernel.TypeOf(protocol) is { } type ? Rules.Words.Of(type) : "unspec";

    private static string Word(SecurityPolicy policy) => Rules.Words.Of(RulesFromKernel.Flow(policy, 0).SaType);
}
