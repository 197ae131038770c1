using System.Text.Json;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>
/// What <c>ipsecctl -m -j</c> prints: an object a line. Each has event (the name in the monitor's text), message (the kernel's,
/// without XFRM_MSG_), satype, sequence and pid; and by event sa or flow (with <see cref="ShowJson"/>'s members), isHard, and
/// what <see cref="XfrmEvent"/> calls its own. No raw bytes.
/// </summary>
public sealed class MonitorJson(
    Dialect dialect,
    bool showKeys,
    Func<SecurityPolicy, bool> isManagedPolicy,
    Func<SecurityAssociation, bool> isManagedSa)
{
    private readonly JsonRecords records = new(showKeys, isManagedPolicy, isManagedSa);

    /// <summary>The line when the kernel had no room for events.</summary>
    public static string Lost => ShowJson.Line(json => json.WriteString("event", "sadb_lost"));

    /// <summary>The line of a message.</summary>
    public string Print(NetlinkMessage message) => Print(XfrmEventDecoder.Read(message), message.Port);

    /// <summary>The line of an event.</summary>
    /// <param name="input">The event.</param>
    /// <param name="port">nlmsg_pid: who asked for what happened, 0 for the kernel.</param>
    public string Print(XfrmEvent input, uint port) => ShowJson.Line(json =>
    {
        json.WriteString("event", EventName.Of(input));
        json.WriteString("message", EventName.MessageOf(input));
        json.WriteString("satype", EventName.SaTypeOf(input));
        json.WriteNumber("sequence", input.Sequence);
        json.WriteNumber("pid", port);
        Write(json, input);
    });

    private void Write(Utf8JsonWriter json, XfrmEvent input)
    {
        switch (input)
        {
            case XfrmEvent.SaAdded added:
                Write(json, added.Sa);
                break;
            case XfrmEvent.SaUpdated updated:
                Write(json, updated.Sa);
                break;
            case XfrmEvent.SaDeleted deleted:
                Write(json, deleted.Sa);
                break;
            case XfrmEvent.SaExpired expired:
                json.WriteBoolean("isHard", expired.IsHard);
                Write(json, expired.Sa);
                break;
            case XfrmEvent.PolicyAdded added:
                Write(json, added.Policy);
                break;
            case XfrmEvent.PolicyUpdated updated:
                Write(json, updated.Policy);
                break;
            case XfrmEvent.PolicyDeleted deleted:
                Write(json, deleted.Policy);
                break;
            case XfrmEvent.PolicyExpired expired:
                json.WriteBoolean("isHard", expired.IsHard);
                Write(json, expired.Policy);
                break;
            case XfrmEvent.SaFlushed or XfrmEvent.PolicyFlushed:
                break;
            default:
                WriteOther(json, input);
                break;
        }
    }

    private void WriteOther(Utf8JsonWriter json, XfrmEvent input)
    {
        switch (input)
        {
            case XfrmEvent.Acquire acquire:
                json.WriteNumber("acquireSequence", acquire.AcquireSequence);
                json.WriteString("source", $"{acquire.Source}");
                json.WriteString("destination", $"{acquire.Id.Destination}");
                WriteSelector(json, acquire.Selector);
                Write(json, acquire.Policy);
                break;
            case XfrmEvent.AsyncEvent { Counters: var counters }:
                json.WriteString("source", $"{counters.Source}");
                WriteId(json, counters.Id);
                JsonRecords.WriteCounters(json, counters.Lifetime ?? default);
                break;
            case XfrmEvent.Report report:
                WriteSelector(json, report.Selector);
                break;
            case XfrmEvent.Migrate migrate:
                WriteSelector(json, migrate.Selector);
                WriteMoves(json, migrate);
                break;
            case XfrmEvent.Mapping mapping:
                WriteId(json, mapping.Id);
                json.WriteString("oldSource", $"{mapping.OldSource}");
                json.WriteNumber("oldPort", mapping.OldPort);
                json.WriteString("newSource", $"{mapping.NewSource}");
                json.WriteNumber("newPort", mapping.NewPort);
                break;
            case XfrmEvent.Unknown unknown:
                json.WriteNumber("length", unknown.Length);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Write(Utf8JsonWriter json, SecurityAssociation sa)
    {
        json.WritePropertyName("sa");
        records.Write(json, new KernelSa(RulesFromKernel.Sa(sa, dialect), sa));
    }

    private void Write(Utf8JsonWriter json, SecurityPolicy policy)
    {
        json.WritePropertyName("flow");
        records.Write(json, new KernelFlow(RulesFromKernel.Flow(policy, 0), policy));
    }

    private static void WriteId(Utf8JsonWriter json, SaId id)
    {
        json.WriteString("destination", $"{id.Destination}");
        json.WriteString("spi", $"0x{id.Spi:x8}");
    }

    private static void WriteSelector(Utf8JsonWriter json, in Selector selector)
    {
        json.WriteStartObject("selector");
        json.WriteNumber("protocol", selector.Protocol);
        json.WriteString("from", $"{selector.Source}");
        json.WriteNumber("fromPort", selector.SourcePort);
        json.WriteString("to", $"{selector.Destination}");
        json.WriteNumber("toPort", selector.DestinationPort);
        json.WriteEndObject();
    }

    private static void WriteMoves(Utf8JsonWriter json, XfrmEvent.Migrate migrate)
    {
        json.WriteStartArray("moves");
        foreach (var move in migrate.Moves)
        {
            json.WriteStartObject();
            json.WriteString("satype", EventName.Word(move.Protocol));
            json.WriteNumber("requestId", move.RequestId);
            json.WriteString("oldSource", $"{move.OldSource}");
            json.WriteString("oldDestination", $"{move.OldDestination}");
            json.WriteString("newSource", $"{move.NewSource}");
            json.WriteString("newDestination", $"{move.NewDestination}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
