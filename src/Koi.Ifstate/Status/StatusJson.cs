using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Koi.Ifstate.Language;
using Koi.Ifstate.Machine;

namespace Koi.Ifstate.Status;

/// <summary>
/// What <c>ifstated status -j</c> prints: one line. The members below are always there, null for what is absent; more may be added, none
/// is removed or renamed.
/// </summary>
/// <remarks>
/// state, previous, since (RFC 3339), seconds (in the state), reloadFailed, globalTests and tests (each with test, value: true, false or
/// null while it is not known, exitStatus), running {command, pid, since}, runningTests (the same), waiting [command], transitions [{at,
/// from, to, event, interface, addresses}].
/// </remarks>
public static class StatusJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line, with its line feed.</summary>
    public static string Print(StatusReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, report);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, StatusReport report)
    {
        json.WriteStartObject();
        WriteName(json, "state", report.State);
        WriteName(json, "previous", report.Previous);
        json.WriteString("since", report.Since);
        json.WriteNumber("seconds", Math.Round((report.Now - report.Since).TotalSeconds, 3));
        json.WriteBoolean("reloadFailed", report.IsOutdated);
        WriteTests(json, "globalTests", report.GlobalTests);
        WriteTests(json, "tests", report.StateTests);
        json.WritePropertyName("running");
        WriteCommand(json, report.Running);
        WriteArray(json, "runningTests", report.RunningTests, WriteCommand);
        WriteArray(json, "waiting", report.Waiting, static (writer, command) => writer.WriteStringValue(command));
        WriteArray(json, "transitions", report.History, WriteTransition);
        json.WriteEndObject();
    }

    private static void WriteTests(Utf8JsonWriter json, string name, ImmutableArray<TestStatus> tests) =>
        WriteArray(json, name, tests, static (writer, test) =>
        {
            writer.WriteStartObject();
            writer.WriteString("test", TestText.Of(test.Test));
            writer.WritePropertyName("value");
            if (test.IsKnown)
            {
                writer.WriteBooleanValue(test.IsTrue);
            }
            else
            {
                writer.WriteNullValue();
            }

            if (test.ExitStatus is { } status)
            {
                writer.WriteNumber("exitStatus", status);
            }
            else
            {
                writer.WriteNull("exitStatus");
            }

            writer.WriteEndObject();
        });

    private static void WriteCommand(Utf8JsonWriter json, CommandStatus? command)
    {
        if (command is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("command", command.Command);
        json.WriteNumber("pid", command.ProcessId);
        json.WriteString("since", command.Since);
        json.WriteEndObject();
    }

    private static void WriteTransition(Utf8JsonWriter json, TransitionStatus transition)
    {
        json.WriteStartObject();
        json.WriteString("at", transition.At);
        WriteName(json, "from", transition.From);
        json.WriteString("to", transition.To);
        json.WriteString("event", transition.Cause.Event);
        WriteName(json, "interface", transition.Cause.Interface);
        WriteArray(json, "addresses", transition.Cause.Addresses, static (writer, address) => writer.WriteStringValue($"{address}"));
        json.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter json, string member, string name) =>
        json.WriteString(member, name.Length > 0 ? name : null);

    private static void WriteArray<T>(Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }
}
