using System.Globalization;
using System.Text;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Tests.Ipsec;

/// <summary>Where statements and diagnostics stand, as text: <c>kind line:column-line:column</c>, the end being the last character.</summary>
public sealed class PositionTests
{
    private const string Folder = "Golden/positions";

    public static TheoryData<string> Names => [.. TestFiles.NamesIn(Folder, ".in")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Statements_and_diagnostics_stand_where_they_are_written(string name)
    {
        var parsed = IpsecctlRun.Of(TestFiles.Read(Folder, $"{name}.in"), "-n", FakeMachine.WithoutFiles).Parsed;
        var output = new StringBuilder();
        foreach (var statement in parsed.Statements)
        {
            output.Append(CultureInfo.InvariantCulture, $"{Kind(statement)} {Place(statement.Span)}\n");
        }

        foreach (var diagnostic in parsed.Diagnostics)
        {
            output.Append(CultureInfo.InvariantCulture, $"{diagnostic.Severity} {Place(diagnostic.Span)} {diagnostic.Message}\n");
            foreach (var note in diagnostic.Notes)
            {
                output.Append(CultureInfo.InvariantCulture, $"  note {Place(note.Span)} {note.Message}\n");
            }
        }

        TestFiles.AssertMatches(output.ToString(), Folder, $"{name}.ok");
    }

    private static string Kind(Statement statement) =>
        statement is Rule rule ? string.Create(CultureInfo.InvariantCulture, $"{rule.GetType().Name} {rule.Number}") : statement.GetType().Name;

    private static string Place(SourceSpan? place)
    {
        if (place is not { } span)
        {
            return "-";
        }

        var (first, last) = (span.Position, span.Source.PositionOf(Math.Max(span.Start, span.End - 1)));
        return string.Create(CultureInfo.InvariantCulture, $"{first.Line}:{first.Column}-{last.Line}:{last.Column}");
    }
}
