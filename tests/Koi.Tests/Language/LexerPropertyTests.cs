using CsCheck;
using Koi.Language;
using Koi.Tests.Ipsec;

namespace Koi.Tests.Language;

public sealed class LexerPropertyTests
{
    [Fact]
    public void Any_text_is_walked_to_its_end_under_any_rules() =>
        Gen.Select(ConfigurationGen.Any, Gen.String[0, 20]).Sample((text, macro) =>
        {
            foreach (var rules in (ReadOnlySpan<LexerRules>)[Tokens.Ipsec, Tokens.Ifstated, Tokens.OpenBsd49])
            {
                var (tokens, diagnostics) = Tokens.Read(text, rules, ("x", macro), ("a", text));

                Assert.All(tokens, t => Assert.InRange(t.Span.End, t.Span.Start, text.Length));
                Assert.All(diagnostics, d => Assert.InRange(d.Span!.Value.Start, 0, text.Length));
            }
        }, iter: 1000);

    [Fact]
    public void Tokens_follow_each_other_in_the_text() =>
        ConfigurationGen.Any.Sample(text =>
        {
            var (tokens, _) = Tokens.Read(text, Tokens.Ipsec);
            var at = 0;
            foreach (var token in tokens.Where(t => t.Kind != TokenKind.Error))
            {
                Assert.InRange(token.Span.Start, at, text.Length);
                at = token.Span.End;
            }
        }, iter: 1000);

    [Fact]
    public void A_quoted_word_comes_back_as_it_was() =>
        Gen.String[Gen.Char["abc $#{}()=,!<>*é\t0"], 0, 30].Sample(word =>
        {
            var (tokens, _) = Tokens.Read($"\"{word}\" '{word}'", Tokens.Ipsec);

            Assert.Equal([word, word], tokens.Select(t => t.Text.ToString()), StringComparer.Ordinal);
            Assert.All(tokens, t => Assert.Equal(TokenKind.Word, t.Kind));
        });
}
