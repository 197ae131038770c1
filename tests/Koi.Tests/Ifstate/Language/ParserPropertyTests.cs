using CsCheck;
using Koi.Ifstate.Language;
using Koi.Language;

namespace Koi.Tests.Ifstate.Language;

public sealed class ParserPropertyTests
{
    private const int Texts = 2000;

    [Theory]
    [InlineData(MessageStyle.Detailed, false)]
    [InlineData(MessageStyle.Detailed, true)]
    [InlineData(MessageStyle.OpenBsd, false)]
    public void Any_text_gives_a_configuration_or_an_error_within_the_text(MessageStyle style, bool isStrict) =>
        ConfigurationGen.Any.Sample(text =>
        {
            var parsed = IfstatedRun.Parse(text, style, isStrict, include: static path => path.Length > 3 ? ("", "missing") : ("include a\nif", null));

            var hasErrors = parsed.Diagnostics.Any(d => d.Severity == Severity.Error);
            Assert.Equal(hasErrors, parsed.Configuration is null);
            Assert.All(parsed.Diagnostics.Concat(parsed.Remarks), AssertPlaced);
            Assert.True(style == MessageStyle.OpenBsd || parsed.Diagnostics.Count(d => d.Severity == Severity.Error) <= 20);
        }, iter: Texts);

    [Fact]
    public void A_file_of_the_old_grammar_means_what_it_meant() =>
        ConfigurationGen.Old.Sample(static text =>
        {
            var expected = OldParser.Read(text);

            Assert.NotNull(expected);
            Assert.Equal(expected, Trees.Show(IfstatedRun.Good(text)));
        }, iter: Texts);

    [Fact]
    public void What_the_old_grammar_takes_by_chance_means_what_it_meant() =>
        Gen.OneOf(ConfigurationGen.MutatedOld, ConfigurationGen.Soup).Sample(static text =>
        {
            if (OldParser.Read(text) is { } expected)
            {
                Assert.Equal(expected, Trees.Show(IfstatedRun.Good(text)));
            }
        }, iter: 4 * Texts);

    [Fact]
    public void A_printed_configuration_is_read_as_the_same_and_printed_the_same() =>
        Gen.OneOf(ConfigurationGen.Koi, ConfigurationGen.Old, ConfigurationGen.Any).Sample(static text =>
        {
            if (IfstatedRun.Parse(text).Configuration is not { } configuration)
            {
                return;
            }

            var printed = ConfigurationPrinter.Print(configuration);
            var again = IfstatedRun.Good(printed);

            Assert.Equal(Trees.Show(configuration), Trees.Show(again));
            Assert.Equal(printed, ConfigurationPrinter.Print(again));
            Assert.Empty(IfstatedRun.Parse(printed).Remarks.Where(r => r.Message.StartsWith("&&", StringComparison.Ordinal)));
            Assert.NotEmpty(GraphPrinter.PrintDot(configuration));
            Assert.Equal(GraphPrinter.PrintMermaid(configuration), GraphPrinter.PrintMermaid(again));
        }, iter: Texts);

    [Fact]
    public void Files_of_Koi_are_good() => ConfigurationGen.Koi.Sample(static text => Assert.NotNull(IfstatedRun.Good(text)), iter: Texts);

    private static void AssertPlaced(Diagnostic diagnostic)
    {
        Assert.False(string.IsNullOrEmpty(diagnostic.Message));
        if (diagnostic.Span is { } span)
        {
            Assert.InRange(span.Start, 0, span.Source.Text.Length);
            Assert.InRange(span.End, span.Start, span.Source.Text.Length);
        }
    }
}
