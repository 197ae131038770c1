using System.Globalization;
using System.Text;
using Koi.Ipsec.Rules;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <content>What 4.9 does not print: counters, replay numbers, the interface; and Linux's own.</content>
internal sealed partial class SaExtensions
{
    private void AppendLater(StringBuilder output, SecurityAssociation sa)
    {
        var (sent, received) = SequenceNumbers(sa);
        var direction = DirectionOf(sa, sent, received);
        AppendCounters(output, sa, direction);
        if (sa.Replay is not null || sa.ReplayEsn is not null)
        {
            Line(output, "replay", $"rpl {Math.Max(sent, received)}");
        }

        if (sa.InterfaceId is { } unit)
        {
            Line(output, "interface", $"sec{unit} direction {(direction is { } known ? Words.Of(known) : "unknown")}");
        }

        AppendNumber(output, "reqid", sa.RequestId);
        AppendMark(output, "mark", sa.Mark);
        AppendMark(output, "set_mark", sa.SetMark);
    }

    /// <summary>A line for each counter that is not 0, or all with <c>-vv</c>, and an empty line, as OpenBSD's has.</summary>
    private void AppendCounters(StringBuilder output, SecurityAssociation sa, FlowDirection? direction)
    {
        output.Append("\tcounter: \n");
        var now = sa.Counters ?? default;
        if (direction is { } known)
        {
            var word = known == FlowDirection.In ? "input" : "output";
            Counter(now.Packets, plural => $"{word} packet{plural}");
            Counter(now.Bytes, plural => $"{word} byte{plural}");
        }

        var errors = sa.Statistics;
        Counter((ulong)errors.ReplayWindow + errors.Replay + errors.IntegrityFailed, plural => $"packet{plural} dropped on input");
        output.Append('\n');

        void Counter(ulong value, Func<string, string> text)
        {
            if (value != 0 || options.Verbosity == Verbosity.VeryVerbose)
            {
                output.Append(CultureInfo.InvariantCulture, $"\t\t{value} {text(value == 1 ? "" : "s")}\n");
            }
        }
    }

    /// <summary>XFRMA_SA_DIR where the kernel has it; else the side that has used numbers. Null for a new SA and for IPcomp.</summary>
    private static FlowDirection? DirectionOf(SecurityAssociation sa, ulong sent, ulong received) => sa.Direction switch
    {
        1 => FlowDirection.In,
        2 => FlowDirection.Out,
        _ => sent != 0 ? FlowDirection.Out : received != 0 ? FlowDirection.In : null,
    };

    private static (ulong Sent, ulong Received) SequenceNumbers(SecurityAssociation sa) => sa switch
    {
        { ReplayEsn: { } esn } => (
            ((ulong)esn.OutboundSequenceHigh << 32) | esn.OutboundSequence, ((ulong)esn.SequenceHigh << 32) | esn.Sequence),
        { Replay: { } replay } => (replay.OutboundSequence, replay.Sequence),
        _ => default,
    };

    private static void AppendNumber(StringBuilder output, string name, uint number)
    {
        if (number != 0)
        {
            Line(output, name, $"{number}");
        }
    }

    private static void AppendMark(StringBuilder output, string name, XfrmMark? mark)
    {
        if (mark is { } value)
        {
            Line(output, name, $"0x{value.Value:x}/0x{value.Mask:x}");
        }
    }
}
