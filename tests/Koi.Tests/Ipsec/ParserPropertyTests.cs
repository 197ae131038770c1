using CsCheck;
using Koi.Language;

namespace Koi.Tests.Ipsec;

public sealed class ParserPropertyTests
{
    private const int Texts = 1000;

    private static readonly string[] Blanks = ["  ", " \t", " \\\n\t"];
    private static readonly string[] LineEnds = ["\n\n", " # comment\n", " # comment \\\n goes on\n"];

    [Theory]
    [InlineData("-nvv")]
    [InlineData("-nvvk")]
    [InlineData("-dnvv")]
    [InlineData("-nvvk -C 4.9")]
    public void Any_text_gives_statements_or_a_diagnostic_within_the_text(string flags) =>
        ConfigurationGen.Any.Sample(text =>
        {
            var run = IpsecctlRun.Of(text, flags, FakeMachine.Environment(static path => path is "x" ? "flow from\n"u8.ToArray() : null));

            var errors = run.Parsed.Diagnostics.Count(d => d.Severity == Severity.Error);
            Assert.True(errors <= run.Parsed.ErrorCount);
            Assert.All(run.Parsed.Diagnostics, AssertPlaced);
            Assert.All(run.Parsed.Statements, s => AssertWithin(s.Span));
            Assert.True(run.Parsed.ErrorCount > 0 || IsSilent(text) || run.Parsed.Statements.Length > 0, "neither statement nor error");
        }, iter: Texts);

    [Theory]
    [InlineData("-nvk")]
    [InlineData("-nvk -C 4.9")]
    public void Printed_flows_and_SAs_print_the_same_again(string flags) =>
        Gen.OneOf(ConfigurationGen.Flows, ConfigurationGen.Sas).Sample(text =>
        {
            var first = IpsecctlRun.Of(text, flags, FakeMachine.WithoutFiles);
            var second = IpsecctlRun.Of(first.Output, flags, FakeMachine.WithoutFiles);

            Assert.Equal("", first.Errors);
            Assert.Equal("", second.Errors);
            Assert.False(first.Output.Length == 0);
            Assert.Equal(first.Output, second.Output);
        }, iter: Texts);

    [Fact]
    public void A_rule_is_the_same_when_a_part_of_it_is_a_macro() =>
        Gen.Select(Gen.OneOf(ConfigurationGen.Flows, ConfigurationGen.Sas), Gen.Int[0, 30], Gen.Int[1, 6]).Sample((text, from, count) =>
        {
            var words = text[..text.IndexOf('\n', StringComparison.Ordinal)].Split(' ');
            var start = from % words.Length;
            var end = Math.Min(words.Length, start + count);
            var value = string.Join(' ', words[start..end]);
            var rule = string.Join(' ', [.. words[..start], "$part", .. words[end..]]);

            var expected = IpsecctlRun.Of(string.Join(' ', words) + "\n", "-nvk", FakeMachine.WithoutFiles);
            var actual = IpsecctlRun.Of($"part = '{value}'\n{rule}\n", "-nvk", FakeMachine.WithoutFiles);

            Assert.Equal("", actual.Errors);
            Assert.Equal($"part = \"{value}\"\n{expected.Output}", actual.Output);
        }, iter: Texts);

    [Fact]
    public void Comments_blanks_and_continuations_change_nothing() =>
        Gen.Select(Gen.OneOf(ConfigurationGen.Flows, ConfigurationGen.Sas), Gen.Int[0, 2].Array[200]).Sample((text, choices) =>
        {
            var at = 0;
            var changed = string.Concat(text.Select(c => c switch
            {
                ' ' => Blanks[choices[at++ % choices.Length]],
                '\n' => LineEnds[choices[at++ % choices.Length]],
                _ => c.ToString(),
            }));

            Assert.Equal(
                IpsecctlRun.Of(text, "-nvk", FakeMachine.WithoutFiles).Everything,
                IpsecctlRun.Of(changed, "-nvk", FakeMachine.WithoutFiles).Everything);
        });

    [Fact]
    public void Rule_numbers_count_from_nought_over_all_rules() =>
        ConfigurationGen.Any.Sample(text =>
        {
            foreach (var flags in (ReadOnlySpan<string>)["-nv", "-nv -C 4.9"])
            {
                var rules = IpsecctlRun.Of(text, flags, FakeMachine.WithoutFiles).Parsed.Rules.ToArray();

                Assert.Equal(Enumerable.Range(0, rules.Length), rules.Select(r => r.Number));
            }
        }, iter: Texts);

    private static bool IsSilent(string text) => new Lexer(Koi.Ipsec.Dialect.Current.LexerRules, new(), new(1), new("", text)).Next().Kind is TokenKind.NewLine or TokenKind.EndOfFile;

    private static void AssertPlaced(Diagnostic diagnostic)
    {
        Assert.False(string.IsNullOrEmpty(diagnostic.Message));
        if (diagnostic.Span is { } span)
        {
            AssertWithin(span);
            Assert.InRange(diagnostic.LastLine, 1, span.Source.Text.Count(c => c == '\n') + 1);
        }
    }

    private static void AssertWithin(SourceSpan span)
    {
        Assert.InRange(span.Start, 0, span.Source.Text.Length);
        Assert.InRange(span.End, span.Start, span.Source.Text.Length);
    }
}
