using Koi.Language;

namespace Koi.Tests.Language;

public sealed class MacroTests
{
    [Theory]
    [InlineData("$x", "a b", "\"a\" \"b\"")]
    [InlineData("$x c", "a b", "\"a\" \"b\" \"c\"")]
    [InlineData("$x,c", "from", "<from> ',' \"c\"")]
    [InlineData("$x.c", "1", "\"1.c\"")]
    [InlineData("$x/8", "1", "1 '/' 8")]
    [InlineData("{$x}", "{ a }", "'{' '{' \"a\" '}' '}'")]
    [InlineData("$x", "", "")]
    [InlineData("$x b", "#", "NL")]
    [InlineData("$x", "$x", "'$' \"x\"")]
    [InlineData("a$x", "b", "\"a$x\"")]
    [InlineData("\"$x\"", "b", "\"$x\"")]
    [InlineData("$x\\\ny", "b", "ERROR")]
    [InlineData("$x\"c\"", "'a b'", "\"a b\" \"c\"")]
    public void A_macro_is_read_again_where_it_is_used(string text, string value, string tokens) =>
        Assert.Equal(tokens, Tokens.Of(value is "#" ? text + "\n" : text, rules: null, ("x", value)));

    [Fact]
    public void Tokens_of_a_macro_stand_where_it_is_used()
    {
        var (tokens, _) = Tokens.Read("a $x b", Tokens.Ipsec, ("x", "c d"));

        Assert.Equal([(0, 1), (2, 2), (2, 2), (5, 1)], tokens.Select(t => (t.Span.Start, t.Span.Length)));
        Assert.Equal(["c", "d"], tokens.Where(t => t.Macro is { Name: "x" }).Select(t => t.Text.ToString()), StringComparer.Ordinal);
    }

    [Fact]
    public void An_unknown_macro_is_an_error_that_loses_the_line()
    {
        var (tokens, diagnostics) = Tokens.Read("a $nosuch b\nc", Tokens.Ipsec);

        Assert.Equal([TokenKind.Word, TokenKind.Error, TokenKind.NewLine, TokenKind.Word], tokens.Select(t => t.Kind));
        Assert.Equal("macro 'nosuch' not defined", Assert.Single(diagnostics).Message);
    }

    [Fact]
    public void The_command_line_wins_over_files_and_splits_at_the_last_equals_sign()
    {
        var macros = new MacroTable();

        Assert.True(macros.TryDefineFromOption("a=b=c"));
        Assert.False(macros.TryDefineFromOption("nothing"));
        Assert.False(macros.Define(new("a=b", "file", DefinedAt: null, IsPersistent: false)));

        Assert.True(macros.TryUse("a=b", out var macro));
        Assert.Equal("c", macro.Value);
    }

    [Fact]
    public void A_macro_that_is_defined_again_moves_to_the_end_and_is_unused()
    {
        var macros = new MacroTable();
        macros.Define(new("a", "1", DefinedAt: null, IsPersistent: false));
        macros.Define(new("b", "2", DefinedAt: null, IsPersistent: false));
        Assert.True(macros.TryUse("a", out _));

        macros.Define(new("a", "3", DefinedAt: null, IsPersistent: false));

        Assert.Equal(["b", "a"], macros.All.Select(m => m.Name), StringComparer.Ordinal);
        Assert.DoesNotContain(macros.All, m => m.IsUsed);
    }
}
