using Koi.Language;

namespace Koi.Tests.Language;

public sealed class LexerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t ", "")]
    [InlineData("a\tb  c", "\"a\" \"b\" \"c\"")]
    [InlineData("a\n\nb\n", "\"a\" NL NL \"b\" NL")]
    [InlineData("a\rb", "\"a\" '\r' \"b\"")]
    public void Blanks_separate_and_line_feeds_are_tokens(string text, string tokens) => Assert.Equal(tokens, Tokens.Of(text));

    [Theory]
    [InlineData("# all of it", "")]
    [InlineData("a # b\nc", "\"a\" NL \"c\"")]
    [InlineData("a#b\nc", "\"a\" NL \"c\"")]
    [InlineData("# a \\\n b\nc", "NL \"c\"")]
    [InlineData("# a \\b\nc", "NL \"c\"")]
    [InlineData("\"a#b\"", "\"a#b\"")]
    [InlineData("# 'a\nb", "NL \"b\"")]
    public void Comments_end_with_their_line(string text, string tokens) => Assert.Equal(tokens, Tokens.Of(text));

    [Theory]
    [InlineData("a\\\nb", "\"ab\"")]
    [InlineData("a \\\n b", "\"a\" \"b\"")]
    [InlineData("a\\\n\\\nb", "\"ab\"")]
    [InlineData("fr\\om", "<from>")]
    [InlineData("\\from", "<from>")]
    [InlineData("\\{", "'{'")]
    [InlineData("a\\", "\"a\"")]
    [InlineData("\\", "")]
    [InlineData("1\\\n2", "12")]
    [InlineData("-\\\n12 ", "-12")]
    [InlineData("1\\\n2\\\n", "12")]
    [InlineData("1\\\nx", "\"1x\"")]
    public void Backslash_joins_lines_or_takes_the_next_character(string text, string tokens) => Assert.Equal(tokens, Tokens.Of(text));

    [Theory]
    [InlineData("'from' \"to\"", "\"from\" \"to\"")]
    [InlineData("'a\"b' \"a'b\"", "\"a\"b\" \"a'b\"")]
    [InlineData("'a\\'b'", "\"a'b\"")]
    [InlineData("\"a\\\"b\"", "\"a\"b\"")]
    [InlineData("\"a\\nb\\\\c\"", "\"a\\nb\\\\c\"")]
    [InlineData("\"a\\\\\" b\"", "\"a\\\" b\"")]
    [InlineData("\"a\nb\" c", "\"ab\" \"c\"")]
    [InlineData("\"a\\\nb\"", "\"ab\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"12\"", "\"12\"")]
    [InlineData("\"$x\"", "\"$x\"")]
    [InlineData("'a''b'", "\"a\" \"b\"")]
    [InlineData("a'b'", "\"a'b'\"")]
    public void Quotes_make_a_word_of_anything(string text, string tokens) => Assert.Equal(tokens, Tokens.Of(text));

    [Fact]
    public void Backslash_and_blank_in_quotes_is_a_blank_but_not_in_4_9()
    {
        Assert.Equal("\"a b\"", Tokens.Of("\"a\\ b\""));
        Assert.Equal("\"a\\ b\"", Tokens.Of("\"a\\ b\"", Tokens.OpenBsd49));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("007", "7")]
    [InlineData("1 2\t3\n", "1 2 3 NL")]
    [InlineData("1) 2, 3/ 4} 5=", "1 ')' 2 ',' 3 '/' 4 '}' 5 '='")]
    [InlineData("1{", "\"1\" '{'")]
    [InlineData("1#", "\"1\"")]
    [InlineData("1a 3des 0x10 1.2 1:2", "\"1a\" \"3des\" \"0x10\" \"1.2\" \"1:2\"")]
    [InlineData("-", "'-'")]
    [InlineData("-a", "'-' \"a\"")]
    [InlineData("--1", "'-' -1")]
    [InlineData("-1a", "'-' \"1a\"")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    public void Digits_are_a_number_when_nothing_of_a_word_follows(string text, string tokens) => Assert.Equal(tokens, Tokens.Of(text));

    [Theory]
    [InlineData("9223372036854775808 x\ny", "invalid number: too large")]
    [InlineData("-9223372036854775809 x\ny", "invalid number: too small")]
    public void Numbers_of_more_than_64_bits_lose_the_line(string text, string message)
    {
        var (tokens, diagnostics) = Tokens.Read(text, Tokens.Ipsec);

        Assert.Equal([TokenKind.Error, TokenKind.NewLine, TokenKind.Word], tokens.Select(t => t.Kind));
        Assert.Equal(message, Assert.Single(diagnostics).Message);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "\"10.0.0.0\" '/' 8")]
    [InlineData("10.0.0.0 / 8", "\"10.0.0.0\" '/' 8")]
    [InlineData("{a,b}", "'{' \"a\" ',' \"b\" '}'")]
    [InlineData("a=b", "\"a\" '=' \"b\"")]
    [InlineData("a!b<c>d(e)", "\"a\" '!' \"b\" '<' \"c\" '>' \"d\" '(' \"e\" ')'")]
    [InlineData(":a _b *c", "\":a\" \"_b\" \"*c\"")]
    [InlineData(".a @b", "'.' \"a\" '@' \"b\"")]
    [InlineData("a$b.c:d-e@f\"g'h;i&j+k%l~m?n*o^p`q|r[s]t", "\"a$b.c:d-e@f\"g'h;i&j+k%l~m?n*o^p`q|r[s]t\"")]
    [InlineData("é", "'é'")]
    [InlineData("aé", "\"a\" 'é'")]
    [InlineData("a\0b", "\"a\" '\0' \"b\"")]
    public void Words_begin_and_go_on_with_the_characters_of_the_language(string text, string tokens) => Assert.Equal(tokens, Tokens.Of(text));

    [Theory]
    [InlineData("from to", "<from> <to>")]
    [InlineData("From TO fromto", "\"From\" \"TO\" \"fromto\"")]
    [InlineData("from,to", "<from> ',' <to>")]
    public void Keywords_are_whole_words_in_lower_case(string text, string tokens) => Assert.Equal(tokens, Tokens.Of(text));

    [Theory]
    [InlineData("a|b", "\"a|b\"", "\"a|b\"")]
    [InlineData("|b &c", "'|' \"b\" '&' \"c\"", "\"|b\" \"&c\"")]
    [InlineData("*c", "\"*c\"", "'*' \"c\"")]
    [InlineData("a.b", "\"a.b\"", "\"a\" '.' \"b\"")]
    [InlineData("a/b a<b", "\"a\" '/' \"b\" \"a\" '<' \"b\"", "\"a/b\" \"a<b\"")]
    public void Languages_of_the_family_differ_by_parameters_alone(string text, string ipsec, string ifstated)
    {
        Assert.Equal(ipsec, Tokens.Of(text, Tokens.Ipsec));
        Assert.Equal(ifstated, Tokens.Of(text, Tokens.Ifstated));
    }

    [Fact]
    public void Tokens_may_have_8095_characters()
    {
        var longest = new string('x', 8095);

        foreach (var form in (ReadOnlySpan<string>)["{0}", "\"{0}\"", "{0}\\\n"])
        {
            Assert.Equal($"\"{longest}\"", Tokens.Of(form.Replace("{0}", longest, StringComparison.Ordinal)));
            Assert.Equal("ERROR NL \"b\"", Tokens.Of($"{form.Replace("{0}", longest + "x", StringComparison.Ordinal)} a\nb"));
        }

        Assert.Equal("ERROR NL \"b\"", Tokens.Of($"{new string('1', 8096)} a\nb"));
    }

    [Fact]
    public void An_error_in_4_9_takes_the_line_feed_too()
    {
        Assert.Equal("ERROR NL \"b\"", Tokens.Of("$no a\nb"));
        Assert.Equal("ERROR \"b\"", Tokens.Of("$no a\nb", Tokens.OpenBsd49));
    }

    [Fact]
    public void The_end_in_quotes_is_reported_at_the_quote()
    {
        var (tokens, diagnostics) = Tokens.Read("a\n b \"c\nd", Tokens.Ipsec);

        Assert.Equal(3, tokens.Count);
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal("reached end of file while parsing quoted string", diagnostic.Message);
        Assert.Equal(new SourcePosition(2, 4), diagnostic.Span!.Value.Position);
    }
}
