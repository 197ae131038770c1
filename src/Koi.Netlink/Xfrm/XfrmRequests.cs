using static Koi.Netlink.NetlinkHeader;
using static Koi.Netlink.Xfrm.XfrmHeader;

namespace Koi.Netlink.Xfrm;

/// <summary>
/// Writes requests to NETLINK_XFRM, one message a call and any number into one writer. Rules that the kernel keeps and this
/// code does not check are in the remarks of each. Policies: XfrmRequests.Policies.cs.
/// </summary>
public static partial class XfrmRequests
{
    /// <summary>Adds an SA with its replay numbers and counters; EEXIST when it is there, larval included.</summary>
    /// <remarks>XFRM_MSG_NEWSA. ESP needs a cipher or an AEAD, <c>ecb(cipher_null)</c> for none.</remarks>
    public static void AddSa(MessageWriter writer, SecurityAssociation sa) =>
        WriteSa(writer, XFRM_MSG_NEWSA, NLM_F_CREATE | NLM_F_EXCL, sa);

    /// <summary>Completes a larval SA, or changes the lifetimes and UDP ports of a valid one; ESRCH when there is none.</summary>
    /// <remarks>XFRM_MSG_UPDSA. Of a valid SA neither keys nor counters change.</remarks>
    public static void UpdateSa(MessageWriter writer, SecurityAssociation sa) =>
        WriteSa(writer, XFRM_MSG_UPDSA, NLM_F_REPLACE, sa);

    /// <summary>Deletes an SA; ESRCH when there is none.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="id">The SA.</param>
    /// <param name="mark">The SA's XFRMA_MARK, without which a marked SA is not found.</param>
    /// <param name="source">Chooses among IPcomp helpers of one destination; null otherwise.</param>
    /// <param name="interfaceId">The SA's XFRMA_IF_ID.</param>
    public static void DeleteSa(
        MessageWriter writer, SaId id, XfrmMark? mark = null, InetAddress? source = null, uint? interfaceId = null) =>
        WriteSaId(writer, XFRM_MSG_DELSA, id, mark, source, interfaceId);

    /// <summary>Asks for one SA with its keys; ESRCH when there is none.</summary>
    public static void GetSa(MessageWriter writer, SaId id, XfrmMark? mark = null, InetAddress? source = null) =>
        WriteSaId(writer, XFRM_MSG_GETSA, id, mark, source, interfaceId: null);

    /// <summary>Asks for all SAs with their keys, or for those of a protocol.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="protocol">XFRMA_PROTO; 0 for all.</param>
    public static void DumpSas(MessageWriter writer, byte protocol = 0)
    {
        writer.Begin(XFRM_MSG_GETSA, NLM_F_DUMP, 0);
        if (protocol != 0)
        {
            writer.UInt8(XFRMA_PROTO, protocol);
        }
    }

    /// <summary>Asks for the SAs between two networks of one family, prefix length 0 for any address.</summary>
    public static void DumpSas(MessageWriter writer, InetPrefix source, InetPrefix destination, byte protocol = 0)
    {
        DumpSas(writer, protocol);
        XfrmAttributes.WriteAddressFilter(writer, source, destination);
    }

    /// <summary>Deletes all SAs of a protocol, or all; none there is no failure.</summary>
    public static void FlushSas(MessageWriter writer, byte protocol = 0) =>
        writer.Begin(XFRM_MSG_FLUSHSA, 0, 1)[0] = protocol;

    /// <summary>Reserves an SPI: the kernel makes a larval SA and answers with it.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="larval">Addresses, protocol, mode, request ID, mark and interface of the SA; its SPI is not used.</param>
    /// <param name="lowest">The lowest SPI wanted; below 256 is reserved by RFC 4301.</param>
    /// <param name="highest">The highest SPI wanted; at most 65535 for IPcomp.</param>
    public static void AllocateSpi(
        MessageWriter writer, SecurityAssociation larval, uint lowest = 0x100, uint highest = uint.MaxValue)
    {
        var body = writer.Begin(XFRM_MSG_ALLOCSPI, 0, UserSpiInfoSize);
        SaCodec.WriteInfo(body, larval with { Id = larval.Id with { Spi = 0 } });
        body.PutHost32(UserSaInfoSize, lowest);
        body.PutHost32(UserSaInfoSize + 4, highest);
        XfrmAttributes.WriteMark(writer, larval.Mark);
        XfrmAttributes.WriteUInt32(writer, XFRMA_IF_ID, larval.InterfaceId);
        XfrmAttributes.WriteUInt8(writer, XFRMA_SA_DIR, larval.Direction);
    }

    /// <summary>Writes an SA's replay numbers and counters; at least one attribute must be there, or EINVAL.</summary>
    /// <remarks>XFRM_MSG_NEWAE; without NLM_F_REPLACE the kernel answers EINVAL.</remarks>
    public static void UpdateCounters(MessageWriter writer, SaCounters counters)
    {
        var body = writer.Begin(XFRM_MSG_NEWAE, NLM_F_REPLACE, AsyncEventIdSize);
        SaCountersCodec.WriteBody(body, counters.Id, counters.Source, counters.Flags);
        body.PutHost32(44, counters.RequestId);
        SaCodec.WriteProgress(
            writer,
            counters.Replay,
            counters.ReplayEsn,
            counters.Lifetime,
            counters.ReplayThreshold,
            counters.TimerThreshold);
        XfrmAttributes.WriteMark(writer, counters.Mark);
    }

    /// <summary>Asks for an SA's replay numbers and counters; there is no dump of them.</summary>
    /// <param name="writer">Gets the message.</param>
    /// <param name="id">The SA.</param>
    /// <param name="mark">The SA's XFRMA_MARK.</param>
    /// <param name="flags">None for numbers and lifetimes; the two thresholds must be asked for.</param>
    public static void GetCounters(
        MessageWriter writer, SaId id, XfrmMark? mark = null, AsyncEventFlags flags = AsyncEventFlags.None)
    {
        var body = writer.Begin(XFRM_MSG_GETAE, 0, AsyncEventIdSize);
        SaCountersCodec.WriteBody(body, id, default, flags);
        XfrmAttributes.WriteMark(writer, mark);
    }

    /// <summary>Asks for the size of the SA database.</summary>
    public static void GetSadInfo(MessageWriter writer) =>
        writer.Begin(XFRM_MSG_GETSADINFO, 0, 4).PutHost32(0, uint.MaxValue);

    private static void WriteSa(MessageWriter writer, ushort type, ushort flags, SecurityAssociation sa)
    {
        SaCodec.WriteInfo(writer.Begin(type, flags, UserSaInfoSize), sa);
        SaCodec.WriteAttributes(writer, sa);
    }

    private static void WriteSaId(
        MessageWriter writer, ushort type, SaId id, XfrmMark? mark, InetAddress? source, uint? interfaceId)
    {
        SaCountersCodec.WriteId(writer.Begin(type, 0, UserSaIdSize), id);
        XfrmAttributes.WriteMark(writer, mark);
        XfrmAttributes.WriteUInt32(writer, XFRMA_IF_ID, interfaceId);
        if (source is { } address)
        {
            XfrmAttributes.WriteAddress(writer, XFRMA_SRCADDR, address);
        }
    }
}
