using System.Text;
using Koi.Ifstate;
using Koi.Ifstate.Language;
using Koi.Language;

namespace Koi.Tests.Ifstate.Language;

public sealed class ConfigurationParserTests
{
    private const string A = "a.link.up";
    private const string B = "b.link.up";
    private const string C = "c.link.up";

    [Theory]
    [InlineData($"{A} || {B} && {C}", $"(({A} || {B}) && {C})")]
    [InlineData($"{A} && {B} || {C}", $"(({A} && {B}) || {C})")]
    [InlineData($"{A} && {B} || !{A} && !{B}", $"((({A} && {B}) || ! {A}) && ! {B})")]
    [InlineData($"! {A} && {B}", $"(! {A} && {B})")]
    [InlineData($"! ({A} && {B})", $"! ({A} && {B})")]
    [InlineData($"!!{A}", $"! ! {A}")]
    [InlineData($"{A} || ({B} && {C})", $"({A} || ({B} && {C}))")]
    [InlineData($"{A} && {B} && {C}", $"(({A} && {B}) && {C})")]
    [InlineData($"((({A})))", A)]
    [InlineData("\"x\" every 10 || a.link.up", "(\"x\" every 10 || a.link.up)")]
    [InlineData("(\"x\" every 10)", "\"x\" every 10")]
    public void Operators_bind_alike_from_the_left(string text, string tree) => Assert.Equal(tree, Tree($"if {text}\nrun x\n"));

    [Theory]
    [InlineData("if a.link.up\nrun x\n")]
    [InlineData("if a.link.up run x\n")]
    [InlineData("if a.link.up {\nrun x\n}\n")]
    [InlineData("if a.link.up\n\n\n{\n\n\nrun x\n\n\n}\n")]
    [InlineData("if a.link.up { run x\n}\n")]
    [InlineData("if a.li\\\nnk.up # c\nrun 'x'\n")]
    [InlineData("m = 'a.link'\nif $m.up\nrun x\n")]
    [InlineData("m = \"if a.link.up\"\n$m run x\n")]
    [InlineData("m = \"b\"\nm = \"a\"\nif $m.link.up\nrun x\n")]
    [InlineData("x = \"\"\n$x if a.link.up\nrun x\n")]
    [InlineData("# c \\\nrun this is still the comment\nif a.link.up\nrun x\n")]
    public void Statement_may_be_spread_over_lines(string text)
    {
        var body = Assert.IsType<Statement.If>(Assert.Single(IfstatedRun.Good(text).Global.Body));

        Assert.Equal("a.link.up", Tree(text));
        Assert.Equal([new Statement.Run("x", null)], body.Block);
    }

    [Theory]
    [InlineData("run 'a\\'b'\n", "a'b")]
    [InlineData("run \"a\n b\"\n", "a b")]
    [InlineData("run \"a\\\nb\"\n", "ab")]
    [InlineData("run \"a\\nb\"\n", "a\\nb")]
    [InlineData("run \"a\\ b\"\n", "a b")]
    [InlineData("run \"$x # {\"\n", "$x # {")]
    [InlineData("run ''\n", "")]
    [InlineData("run a\"b/c\n", "a\"b/c")]
    [InlineData("run after\n", "after")]
    [InlineData("run x;y\n", "x;y")]
    [InlineData("x = a \"b c\" d\ny = '\"$x\"'\nrun $x\n", null)]
    [InlineData("x = '\"a' 'b c' 'd\"'\nrun $x\n", "a b c d")]
    public void Command_is_a_string(string text, string? command)
    {
        if (command is null)
        {
            Assert.Null(IfstatedRun.Parse(text).Configuration);
            return;
        }

        Assert.Equal([new Statement.Run(command, null)], IfstatedRun.Good(text).Global.Body);
    }

    [Theory]
    [InlineData("run x", "1:6: syntax error: the file ends here; expected end of line")]
    [InlineData("run /bin/true\n", "1:5: syntax error: found '/'; expected a command in quotes")]
    [InlineData("run up\n", "1:5: syntax error: found \"up\"; expected a command in quotes")]
    [InlineData("run 5\n", "1:5: syntax error: found a number; expected a command in quotes")]
    [InlineData("run x y\n", "1:7: syntax error: found \"y\"; expected end of line")]
    [InlineData("run x timeout\n", "1:14: syntax error: the line ends here; expected a number of seconds or a time such as 500ms, 5s, 2m or 1h")]
    [InlineData("if a.link.up { run x }\n", "1:22: syntax error: found '}'; expected end of line")]
    [InlineData("if a.link.up {\n}\n", "2:1: syntax error: found '}'; expected run, set-state or if")]
    [InlineData("if a.link.up\n&& b.link.up\nrun x\n", "2:1: syntax error: found \"&&\"; expected '{', run, set-state or if")]
    [InlineData("if a.link.up b\n", "1:14: syntax error: found \"b\"; expected &&, ||, '{', run, set-state or if")]
    [InlineData("if (a.link.up\nrun x\n", "1:14: syntax error: the line ends here; expected ')', && or ||")]
    [InlineData("if a.link.up)\nrun x\n", "1:13: syntax error: found ')'; expected &&, ||, '{', run, set-state or if")]
    [InlineData("if ()\nrun x\n", "1:5: syntax error: found ')'; expected '!', '(' or an interface, a group or a command in quotes")]
    [InlineData("if a.link.up || || b.link.up\nrun x\n", "1:17: syntax error: found \"||\"; expected '!', '(' or an interface, a group or a command in quotes")]
    [InlineData("else run x\n", "1:6: syntax error: found \"run\"; expected '='")]
    [InlineData("x = 5\n", "1:5: syntax error: found a number; expected a value; numbers and keywords need quotes")]
    [InlineData("x = \n", "1:5: syntax error: the line ends here; expected a value; numbers and keywords need quotes")]
    [InlineData("\"x y\" = z\n", "1:1: macro name cannot contain whitespace")]
    [InlineData("run $nowhere\n", "1:5: macro 'nowhere' not defined")]
    [InlineData("x = 'run $y'\n$x\n", "2:1: syntax error: found '$'; expected a command in quotes")]
    [InlineData("run \"a\0b\"\n", "1:5: NUL character in a quoted string")]
    [InlineData("run x\r\n", "1:6: syntax error: found '\r'; expected end of line")]
    [InlineData("init run x\n", "1:1: syntax error: found \"init\"; expected state, init-state, run, set-state or if")]
    [InlineData("}\n", "1:1: syntax error: found '}'; expected state, init-state, run, set-state or if")]
    [InlineData("state {\nrun x\n}\n", "1:7: syntax error: found '{'; expected a name")]
    [InlineData("state a run\n", "1:9: syntax error: found \"run\"; expected '{'")]
    [InlineData("state a {\n}\n", "2:1: syntax error: found '}'; expected init, run, set-state or if")]
    [InlineData("state a {\nrun x\n} run y\n", "3:3: syntax error: found \"run\"; expected end of line")]
    [InlineData("state a {\nrun x\n", "3:1: syntax error: the file ends here; expected '}', init, run, set-state or if")]
    [InlineData("state a {\nrun x\nstate b {\nrun x\n}\n", "3:1: syntax error: found \"state\"; expected '}'")]
    [InlineData("state a {\nrun x\n}\nstate a {\nrun x\n}\n", "4:7: state a already exists")]
    [InlineData("set-state a\nstate a {\nrun x\n}\n", "1:11: set-state must be used inside 'if' of a state")]
    [InlineData("if a.link.up\nset-state a\nstate a {\nrun x\n}\n", "2:11: set-state must be used inside 'if' of a state")]
    [InlineData("state a {\nset-state 'b c'\n}\n", "2:11: state 'b c' not declared")]
    [InlineData("init-state b\nstate a {\nrun x\n}\n", "1:12: invalid start state b")]
    [InlineData("init-state b\n", "1:12: invalid start state b")]
    [InlineData("include \"x\"\n", "1:9: failed to include file x: No such file or directory")]
    public void Error_is_reported_once_and_at_its_place(string text, string message) =>
        Assert.Equal([message], IfstatedRun.Parse(text).Diagnostics.Select(IfstatedRun.Place));

    [Theory]
    [InlineData("run x\nrun y", "test:2: syntax error\n")]
    [InlineData("if a.foo.up\nrun x\n", "test:1: syntax error\n")]
    [InlineData("if a.inet.nothing\nrun x\n", "test:1: syntax error\n")]
    [InlineData("if x every 0\nrun x\n", "test:1: invalid interval: 0\n")]
    [InlineData("run $nowhere\n", "test:1: macro 'nowhere' not defined\ntest:1: syntax error\n")]
    [InlineData("state a {\nrun x\n}\nstate a {\nrun y\n}\n", "test:4: state a already exists\ntest:6: syntax error\n")]
    [InlineData("if a.link.up\nset-state a\n", "test:2: set-state must be used inside 'if'\n")]
    [InlineData("state a {\nset-state b\nset-state c\n}\n", "error: state 'b' not declared\n")]
    [InlineData("init-state b\n", "ifstated: invalid start state b\n")]
    [InlineData("if x every 99999999999999999999\nrun x\n", "test:1: \"99999999999999999999\" invalid number: too large\ntest:1: syntax error\n")]
    [InlineData("run 'x\n", "test:1: reached end of file while parsing quoted string\ntest:1: syntax error\n")]
    public void Error_is_worded_as_OpenBSD_does(string text, string messages) =>
        Assert.Equal(messages, DiagnosticPrinter.PrintPlain("ifstated", IfstatedRun.Parse(text, MessageStyle.OpenBsd).Diagnostics, ":"));

    [Fact]
    public void Lines_after_an_error_are_read_where_they_stand()
    {
        const string Text = "state a {\n\tif x.foo {\n\t\tset-state b\n\t\trun\n\t}\n\tif $m {\n\t\tset-state c\n\t}\n\tinit {\n\t\tset-state a }\n\trun 5\n}\nrun 7\nstate c {\n\trun x\n}\n";

        Assert.Equal(
            [
                "2:7: syntax error: this is no test; tests are .link.up, .inet.up, .inet.changed, .route.inet, .group.NAME and their like",
                "3:13: state 'b' not declared",
                "4:6: syntax error: the line ends here; expected a command in quotes",
                "6:5: macro 'm' not defined",
                "10:15: syntax error: found '}'; expected end of line",
                "11:6: syntax error: found a number; expected a command in quotes",
                "13:5: syntax error: found a number; expected a command in quotes",
            ],
            IfstatedRun.Parse(Text).Diagnostics.OrderBy(d => d.Span!.Value.Start).Select(IfstatedRun.Place));
    }

    [Fact]
    public void At_most_20_errors_are_reported() =>
        Assert.Equal(20, IfstatedRun.Parse(string.Concat(Enumerable.Repeat("state a {\nrun\n", 50))).Diagnostics.Length);

    [Fact]
    public void Initial_state_is_the_last_one_named_or_the_first_one()
    {
        const string States = "state a {\nrun x\n}\nstate b c {\nrun x\n}\n";

        Assert.Equal(0, IfstatedRun.Good(States).Initial);
        Assert.Equal(1, IfstatedRun.Good($"init-state a\ninit-state \"b c\"\n{States}").Initial);
        Assert.Equal(-1, IfstatedRun.Good("").Initial);
        Assert.Equal(["a", "b c"], IfstatedRun.Good(States).States.Select(s => s.Name));
    }

    [Fact]
    public void Blocks_of_init_are_joined_and_the_body_keeps_its_order()
    {
        var state = IfstatedRun.Good("state a {\nrun 1x\ninit run i1\nrun 2x\ninit {\nrun i2\nset-state a\n}\nset-state a\n}\n").States[0];

        Assert.Equal([new Statement.Run("i1", null), new Statement.Run("i2", null), new Statement.SetState(0)], state.Init);
        Assert.Equal([new Statement.Run("1x", null), new Statement.Run("2x", null), new Statement.SetState(0)], state.Body);
    }

    [Fact]
    public void Run_may_have_a_timeout() =>
        Assert.Equal([new Statement.Run("x", TimeSpan.FromSeconds(120))], IfstatedRun.Good("run x timeout 2m\n").Global.Body);

    [Fact]
    public void Included_file_is_read_in_place_and_include_is_a_macro_too()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["m"] = "x = \"run y\"\n$x\ninclude n", ["n"] = "run z" };

        var parsed = IfstatedRun.Parse("include = \"a\"\nrun x\ninclude m\nrun $include\n$x\n", include: path => (files[path], null));

        Assert.Equal(["x", "y", "z", "a", "y"], parsed.Configuration!.Global.Body.Cast<Statement.Run>().Select(r => r.Command));
    }

    [Theory]
    [InlineData(MessageStyle.Detailed)]
    [InlineData(MessageStyle.OpenBsd)]
    public void Files_that_include_each_other_come_to_an_end(MessageStyle style) =>
        Assert.Contains(
            "files include each other",
            IfstatedRun.Parse("include a\n", style, include: static _ => ("include a\ninclude a\ninclude a\n", null)).Diagnostics[0].Message,
            StringComparison.Ordinal);

    [Fact]
    public void Macros_of_the_command_line_win()
    {
        var macros = new MacroTable();
        macros.TryDefineFromOption("part=eth1");

        var parsed = IfstatedRun.Parse("part = eth0\nif $part.link.up\nrun x\n", macros: macros);

        Assert.Equal([new Test.Link(new(SubjectKind.Plain, "eth1"), LinkTest.Up)], parsed.Configuration!.Global.Tests);
    }

    [Fact]
    public void Macro_that_is_defined_again_has_its_last_value()
    {
        var parsed = IfstatedRun.Parse("x = a\nx = b\nrun $x\n");

        Assert.Equal([new Statement.Run("b", null)], parsed.Configuration!.Global.Body);
        Assert.Equal(["2:1: macro x is defined again"], parsed.Remarks.Select(IfstatedRun.Place));
    }

    [Fact]
    public void What_is_seldom_meant_is_remarked()
    {
        var macros = new MacroTable();
        macros.TryDefineFromOption("m=1");

        var parsed = IfstatedRun.Parse(
            "m = \"2\"\nif a.link.up || b.link.up && c.link.up\nrun x\nif (a.link.up || b.link.up) && c.link.up\nrun x\n"
            + "if x every 5 timeout 5s\nrun x\nstate a {\nif a.link.up\nset-state b\n}\nstate b {\ninit set-state a\n}\nstate c {\nset-state a\n}\n",
            macros: macros);

        Assert.Equal(
            [
                "1:1: macro m has its value from the command line",
                "2:4: && and || bind alike, from left to right; this is read as ((a.link.up || b.link.up) && c.link.up)",
                "6:14: timeout 5 is not shorter than every 5: the next run ends this one earlier",
                "15:7: state c is never reached from a",
            ],
            parsed.Remarks.Select(IfstatedRun.Place));
        Assert.Equal(["m"], parsed.UnusedMacros.Select(m => m.Name));
    }

    [Theory]
    [InlineData(150, true)]
    [InlineData(250, false)]
    public void Depth_is_limited(int depth, bool isGood)
    {
        string[] texts =
        [
            $"if {string.Concat(Enumerable.Repeat("a.link.up && (", depth))}a.link.up{new string(')', depth)}\nrun x\n",
            $"if {new string('!', depth)} a.link.up\nrun x\n",
            string.Concat(Enumerable.Repeat("if a.link.up {\n", depth)) + "run x\n" + string.Concat(Enumerable.Repeat("}\n", depth)),
            string.Concat(Enumerable.Repeat("if a.link.up\n", depth)) + "run x\n",
        ];

        Assert.All(texts, text =>
        {
            var parsed = IfstatedRun.Parse(text);
            Assert.Equal(isGood, parsed.Configuration is not null);
            Assert.True(isGood || parsed.Diagnostics[0].Message.EndsWith("nested too deeply", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Long_chains_and_many_parentheses_are_read_and_printed()
    {
        var chain = string.Join(" && ", Enumerable.Range(0, 20_000).Select(i => i % 3 == 0 ? "a.link.up" : "(b.link.up || c.link.up)"));
        var text = $"if {chain}\nrun x\nif {new string('(', 50_000)}a.link.up{new string(')', 50_000)}\nrun x\n";

        var read = IfstatedRun.Good(text);
        var printed = ConfigurationPrinter.Print(read);

        Assert.Equal(3, read.Global.Tests.Length);
        Assert.Equal(printed, ConfigurationPrinter.Print(IfstatedRun.Good(printed)));
    }

    [Fact]
    public void Long_files_are_read()
    {
        var text = new StringBuilder("state s0 {\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append("if eth").Append(i).Append(".link.up || 'x' every 5 && a.link.up\nset-state s0\n");
        }

        var parsed = IfstatedRun.Parse(text.Append("}\n").ToString());

        Assert.Equal(50_000, parsed.Configuration!.States[0].Body.Length);
        Assert.Equal(50_002, parsed.Configuration.States[0].Tests.Length);
    }

    [Fact]
    public void Strings_may_be_as_long_as_OpenBSDs()
    {
        Assert.NotNull(IfstatedRun.Good($"run \"{new string('x', 8094)}\"\n"));
        Assert.Equal("1:5: string too long", IfstatedRun.Place(Assert.Single(IfstatedRun.Parse($"run \"{new string('x', 9000)}\"\n").Diagnostics)));
    }

    [Fact]
    public void Every_keyword_has_its_word() => Assert.All(
        Enum.GetValues<Keyword>(),
        keyword => Assert.True(Keywords.Contains(Keywords.Text((int)keyword)) && (Keywords.Text((int)keyword) is "&&" or "||"
            || string.Equals(Keywords.Text((int)keyword).Replace("-", "", StringComparison.Ordinal), keyword.ToString(), StringComparison.OrdinalIgnoreCase))));

    private static string Tree(string text)
    {
        var scope = IfstatedRun.Good(text).Global;
        return TestText.Of(((Statement.If)scope.Body[0]).Condition, scope.Tests);
    }
}
