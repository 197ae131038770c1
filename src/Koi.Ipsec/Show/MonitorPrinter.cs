using System.Globalization;
using System.Text;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>What <c>ipsecctl -m</c> prints for a message of the kernel: a line of its kind, then what it holds.</summary>
/// <remarks>
/// OpenBSD sbin/ipsecctl/pfkdump.c, pfkey_monitor_sa. <c>vers</c> is PF_KEY's, for scripts that look for it; <c>len</c> counts
/// units of 8 bytes as there, of Linux's message; <c>seq</c> of an acquire is the number that the SA made for it must repeat.
/// </remarks>
public sealed class MonitorPrinter
{
    private const int LengthUnit = 8;

    private readonly ShowOptions options;
    private readonly SaExtensions extensions;

    /// <summary>Makes a printer; with <c>-v</c> each message's bytes follow it.</summary>
    public MonitorPrinter(ShowOptions options)
    {
        this.options = options;
        extensions = new(options);
    }

    /// <summary>What is printed when the kernel had no room for events: the databases may differ from what was printed.</summary>
    public static string Lost => "sadb_lost: events were lost, the receive queue was full\n";

    /// <summary>The lines of a message.</summary>
    public string Print(NetlinkMessage message)
    {
        var output = new StringBuilder(Print(XfrmEventDecoder.Read(message), message.Bytes.Length, message.Port));
        if (options.Verbosity >= Verbosity.Verbose)
        {
            RawMessage.Append(output, message, options.ShowKeys);
        }

        return output.ToString();
    }

    /// <summary>The lines of an event.</summary>
    /// <param name="input">The event.</param>
    /// <param name="length">The message's length in bytes.</param>
    /// <param name="port">nlmsg_pid: who asked for what happened, 0 for the kernel.</param>
    public string Print(XfrmEvent input, int length, uint port)
    {
        var output = new StringBuilder(256);
        var sequence = input is XfrmEvent.Acquire acquire ? acquire.AcquireSequence : input.Sequence;
        output.Append(EventName.Of(input)).Append(CultureInfo.InvariantCulture,
            $": satype {EventName.SaTypeOf(input)} vers 2 len {(length + LengthUnit - 1) / LengthUnit} seq {sequence} pid {port}\n");
        Append(output, input);
        return output.ToString();
    }

    private void Append(StringBuilder output, XfrmEvent input)
    {
        switch (input)
        {
            case XfrmEvent.SaAdded added:
                AppendSa(output, added.Sa, StateOf(added.Sa));
                break;
            case XfrmEvent.SaUpdated updated:
                AppendSa(output, updated.Sa, StateOf(updated.Sa));
                break;
            case XfrmEvent.SaDeleted deleted:
                AppendSa(output, deleted.Sa, SaState.Dead);
                break;
            case XfrmEvent.SaExpired expired:
                AppendSa(output, expired.Sa, expired.IsHard ? SaState.Dead : SaState.Dying);
                break;
            case XfrmEvent.PolicyAdded added:
                FlowExtensions.Append(output, added.Policy);
                break;
            case XfrmEvent.PolicyUpdated updated:
                FlowExtensions.Append(output, updated.Policy);
                break;
            case XfrmEvent.PolicyDeleted deleted:
                FlowExtensions.Append(output, deleted.Policy);
                break;
            case XfrmEvent.PolicyExpired expired:
                FlowExtensions.Append(output, expired.Policy);
                SaExtensions.Line(output, "expired", expired.IsHard ? "hard" : "soft");
                break;
            case XfrmEvent.SaFlushed or XfrmEvent.PolicyFlushed:
                break;
            default:
                AppendOther(output, input);
                break;
        }
    }

    private static void AppendOther(StringBuilder output, XfrmEvent input)
    {
        switch (input)
        {
            case XfrmEvent.Acquire acquire:
                SaExtensions.Line(output, "address_src", $"{acquire.Source}");
                SaExtensions.Line(output, "address_dst", $"{acquire.Id.Destination}");
                FlowExtensions.AppendSelector(output, acquire.Selector, flowType: null);
                SaExtensions.Line(output, "policy", $"priority {acquire.Policy.Priority} index {acquire.Policy.Index}");
                break;
            case XfrmEvent.AsyncEvent { Counters: var counters }:
                AppendCounters(output, counters);
                break;
            case XfrmEvent.Report report:
                SaExtensions.Line(output, "protocol", $"proto {report.Protocol} flags 0");
                FlowExtensions.AppendSelector(output, report.Selector with { Protocol = 0 }, flowType: null);
                break;
            case XfrmEvent.Migrate migrate:
                FlowExtensions.AppendSelector(output, migrate.Selector, flowType: null);
                foreach (var move in migrate.Moves)
                {
                    SaExtensions.Line(output, "migrate", $"satype {EventName.Word(move.Protocol)} reqid {move.RequestId} "
                        + $"from {move.OldSource} to {move.OldDestination} now from {move.NewSource} to {move.NewDestination}");
                }

                break;
            case XfrmEvent.Mapping mapping:
                SaExtensions.Line(output, "sa", $"spi 0x{mapping.Id.Spi:x8}");
                SaExtensions.Line(output, "address_dst", $"{mapping.Id.Destination}");
                SaExtensions.Line(output, "mapping", $"from {mapping.OldSource} port {mapping.OldPort} "
                    + $"now from {mapping.NewSource} port {mapping.NewPort}");
                break;
            case XfrmEvent.Unknown unknown:
                SaExtensions.Line(output, "message", $"type {unknown.Type} body {unknown.Length}");
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void AppendCounters(StringBuilder output, SaCounters counters)
    {
        SaExtensions.Line(output, "sa", $"spi 0x{counters.Id.Spi:x8}");
        if (counters.Lifetime is { } now)
        {
            SaExtensions.Line(output, "lifetime_cur", $"alloc {now.Packets} bytes {now.Bytes} add {now.AddTime} first {now.UseTime}");
        }

        SaExtensions.Line(output, "address_src", $"{counters.Source}");
        SaExtensions.Line(output, "address_dst", $"{counters.Id.Destination}");
        if (counters.Replay is { } replay)
        {
            SaExtensions.Line(output, "replay", $"rpl {Math.Max(replay.OutboundSequence, replay.Sequence)}");
        }
    }

    private void AppendSa(StringBuilder output, SecurityAssociation sa, SaState state) =>
        extensions.Append(output, new KernelSa(RulesFromKernel.Sa(sa, options.Dialect), sa), state);

    /// <summary>An SA without algorithms was reserved for a negotiation, unless it is a helper of the kernel's IPcomp.</summary>
    private static SaState StateOf(SecurityAssociation sa) =>
        sa.IsKernelMade && RulesFromKernel.TypeOf(sa.Id.Protocol) is not null ? SaState.Larval : SaState.Mature;
}
