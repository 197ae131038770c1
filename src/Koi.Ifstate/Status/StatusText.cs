using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Koi.Ifstate.Language;
using Koi.Ifstate.Machine;

namespace Koi.Ifstate.Status;

/// <summary>What <c>ifstated status</c> prints.</summary>
public static class StatusText
{
    /// <summary>The lines.</summary>
    public static string Print(StatusReport report)
    {
        var output = new StringBuilder();
        output.Append("state: ").Append(report.State.Length > 0 ? report.State : "none").Append('\n');
        output.Append(CultureInfo.InvariantCulture, $"since: {Stamp(report.Since)} ({Length(report.Now - report.Since)})\n");
        if (report.Previous.Length > 0)
        {
            output.Append("previous: ").Append(report.Previous).Append('\n');
        }

        if (report.IsOutdated)
        {
            output.Append("the last reload failed\n");
        }

        AppendTests(output, "tests outside of states", report.GlobalTests);
        AppendTests(output, "tests", report.StateTests);
        AppendCommands(output, report);
        if (!report.History.IsEmpty)
        {
            output.Append("transitions:\n");
            foreach (var one in report.History)
            {
                var from = one.From.Length > 0 ? $"{one.From} -> " : "";
                output.Append(CultureInfo.InvariantCulture, $"\t{Stamp(one.At)}\t{from}{one.To}\t{one.Cause.Event}\n");
            }
        }

        return output.ToString();
    }

    private static void AppendTests(StringBuilder output, string title, ImmutableArray<TestStatus> tests)
    {
        if (tests.IsEmpty)
        {
            return;
        }

        output.Append(title).Append(":\n");
        foreach (var test in tests)
        {
            var value = !test.IsKnown ? "unknown" : test.IsTrue ? "true" : "false";
            var status = test.ExitStatus is { } code ? string.Create(CultureInfo.InvariantCulture, $"\texit status {code}") : "";
            output.Append(CultureInfo.InvariantCulture, $"\t{value}\t{TestText.Of(test.Test)}{status}\n");
        }
    }

    private static void AppendCommands(StringBuilder output, StatusReport report)
    {
        foreach (var command in report.Running is { } running ? report.RunningTests.Insert(0, running) : report.RunningTests)
        {
            output.Append(CultureInfo.InvariantCulture, $"running for {Length(report.Now - command.Since)}: {command.Command} [{command.ProcessId}]\n");
        }

        foreach (var command in report.Waiting)
        {
            output.Append("waiting: ").Append(command).Append('\n');
        }
    }

    private static string Stamp(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Length(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(time.TotalSeconds))} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes)} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours)} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalDays)} days"),
    };
}
