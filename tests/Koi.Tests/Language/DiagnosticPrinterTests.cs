using System.Collections.Immutable;
using CsCheck;
using Koi.Language;

namespace Koi.Tests.Language;

public sealed class DiagnosticPrinterTests
{
    private static readonly SourceText Source = new("x.conf", "one two\n\tthree four\n");

    [Fact]
    public void Caret_form_names_the_place_and_shows_it()
    {
        var printed = Print(At(12, 4));

        Assert.Equal("x.conf:2:5: error: wrong\n\tthree four\n\t   ^~~~\n", printed);
    }

    [Fact]
    public void Messages_are_sorted_by_place_but_those_without_one_come_first()
    {
        var printed = Print(At(9, 5), At(0, 3), Diagnostic.WithoutPlace(Severity.Warning, "odd"));

        Assert.Equal(["ipsecctl: warning: odd", "x.conf:1:1: error: wrong", "x.conf:2:2: error: wrong"],
            printed.Split('\n').Where(l => l.Contains(": ", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    [Fact]
    public void Plain_form_names_the_last_line_read_in_the_order_of_the_errors()
    {
        var second = At(0, 3) with { LastLine = 2 };
        var bare = Diagnostic.WithoutPlace(Severity.Error, "bare") with { IsBare = true };

        var printed = DiagnosticPrinter.PrintPlain("ipsecctl", [At(9, 5) with { LastLine = 7 }, second, bare, Diagnostic.WithoutPlace(Severity.Error, "x")], ": ");

        Assert.Equal("x.conf: 7: wrong\nx.conf: 2: wrong\nbare\nipsecctl: x\n", printed);
    }

    [Fact]
    public void Long_lines_are_cut_around_the_place()
    {
        var source = new SourceText("x.conf", new string('a', 500) + "B" + new string('c', 500));

        var lines = Print(new Diagnostic(Severity.Error, "wrong", new(source, 500, 1), 1, [])).Split('\n');

        Assert.Equal(126, lines[1].Length);
        Assert.Equal('B', lines[1][lines[2].IndexOf('^', StringComparison.Ordinal)]);
    }

    [Fact]
    public void Control_characters_are_not_sent_to_the_terminal()
    {
        var source = new SourceText("x.conf", "a\e[31mb");

        var printed = Print(new Diagnostic(Severity.Error, "found '\e'", new(source, 0, 1), 1, []));

        Assert.DoesNotContain('\e', printed);
    }

    [Fact]
    public void Any_place_of_any_text_is_printed() =>
        Gen.Select(Gen.String[Gen.Char["ab\t\n\0é\u2028"], 0, 400], Gen.Int[0, 400], Gen.Int[0, 400], Gen.String)
            .Sample((text, start, length, message) =>
            {
                var from = Math.Min(start, text.Length);
                var span = new SourceSpan(new("x", text), from, Math.Min(length, text.Length - from));
                var diagnostic = new Diagnostic(Severity.Error, message, span, 1, [new("note", span), new("note", Span: null)]);

                Assert.EndsWith("\n", Print(diagnostic), StringComparison.Ordinal);
                Assert.EndsWith("\n", DiagnosticPrinter.PrintPlain("ipsecctl", [diagnostic], ":"), StringComparison.Ordinal);
            });

    private static Diagnostic At(int start, int length) => new(Severity.Error, "wrong", new(Source, start, length), 1, []);

    private static string Print(params ImmutableArray<Diagnostic> diagnostics) =>
        DiagnosticPrinter.PrintWithCarets("ipsecctl", diagnostics, s => s.Text);
}
