using CsCheck;

namespace Koi.Tests.Ifstate.Language;

/// <summary>Random configurations: nonsense, OpenBSD's language, Koi's, and near misses of both.</summary>
internal static class ConfigurationGen
{
    private static readonly string[] Words =
    [
        "&&", "||", "down", "every", "if", "init", "init-state", "link", "run", "set-state", "state", "unknown", "up",
        "after", "timeout", "rise", "fall", "include", "inet", "inet6", "addr", "route", "group", "members", "changed", "demoted",
        "any:ext", "all:ext", "group:ext", "any:", "eth0", "a", "b", "\"c d\"", "'x", "\"", "\"192.0.2.0/24\"", "\"::1\"", "\"a\\\"", "\"a\\ \\\\\n\"",
        "0", "1", "10", "-1", "99999999999999999999", "500ms", "5s", "2m", "1h", "1ms", ".", ".", ".", "(", ")", "!", "{", "}", "=", ",", "/",
        "$x", "$nosuch", "#", "\\", "\\\n", "\n", "\n", "\n", "\t", "x = \"a.link.up &&\"\n", "\0", "é", "eth0.link.up", "if a.link.up", "state a {\n", "}\n",
    ];

    private static readonly Gen<string> Blank = Of(" ", " ", " ", "\t", "  ", " \\\n ");
    private static readonly Gen<string> LineEnd = Of("\n", "\n", "\n\n", " # if x {\n", " # goes on \\\n here }\n", "\t\n\n\n");
    private static readonly Gen<string> Optional = Of("", "", "\n", " \n\n", "# c\n");
    private static readonly Gen<string> Interface = Of("em0", "carp0", "\"eth0.100\"", "after", "timeout", "include", "any:x", "'a\\'b'", "$ifn", "_x:1", "6in4");
    private static readonly Gen<string> Command = Of("\"ping -qc1 192.0.2.1\"", "'a \"b\" $c \\n'", "\"x\\\n y\"", "after", "rise", "\"say \\\"x\\\"\"", "true", "\"e\\\\ \\\\\n\"", "''");

    private static readonly Gen<string> OldLeaf = Gen.OneOf(
        Gen.Select(Interface, Of(".", " . ", ". "), Of("up", "down", "unknown"), static (name, dot, wanted) => $"{name}{dot}link{dot}{wanted} "),
        Gen.Select(Command, Blank, Of("1", "10", "4294967295", "007"), static (command, blank, time) => $"{command}{blank}every{blank}{time} "),
        Gen.Const("$test "));

    private static readonly Gen<string> NewLeaf = Gen.OneOf(
        OldLeaf,
        Gen.Select(
            Of("ppp0", "eth0.100", "\"eth0.1\"", "any:ext", "all:ext", "group:ext", "eth0.up", "any:a.b"),
            Of(
                "link.up", "inet.up", "inet6.down", "addr.changed", "inet.\"192.0.2.0/24\"", "addr.\"2001:db8::1\"", "inet6.2001:db8::/32", "inet.'10.1.2.3/8'",
                "route.inet", "route.addr", "group.ext", "group.\"a b\"", "group.members"),
            static (name, test) => $"{name}.{test} "),
        Of("group:ext.members ", "all:a.b.members ", "any:ext.members.changed ", "group:carp.demoted ", "after 30 ", "after 1500ms ", "after 2h "),
        Gen.Select(Command, Of("5s", "500ms", "3"), Of("", " timeout 2", " timeout 20ms"), Of("", " rise 3", " rise 1"), Of("", " fall 65535"), Gen.Bool,
            static (command, time, timeout, rise, fall, turns) => $"{command} every {time}{(turns ? $"{fall}{timeout}{rise}" : $"{rise}{fall}{timeout}")} "));

    /// <summary>Any characters.</summary>
    internal static Gen<string> Characters { get; } = Gen.OneOf(
        Gen.String[0, 200], Gen.String[Gen.Char["if state{}().!=&|link up every 10\n\t#$\\\"'é\0,"], 0, 200]);

    /// <summary>Words of the language in any order.</summary>
    internal static Gen<string> Soup { get; } = Of(Words).Array[0, 60].Select(static words => string.Join(' ', words) + "\n");

    /// <summary>Files that OpenBSD's grammar takes.</summary>
    internal static Gen<string> Old { get; } = File(OldLeaf, Gen.Const(""));

    /// <summary>Files of Koi's language.</summary>
    internal static Gen<string> Koi { get; } = File(NewLeaf, Of("", " timeout 5", " timeout 250ms"));

    /// <summary>OpenBSD's files with something cut, doubled or put in.</summary>
    internal static Gen<string> MutatedOld { get; } = Mutated(Old);

    /// <summary>All of these.</summary>
    internal static Gen<string> Any { get; } = Gen.OneOf(Characters, Soup, Mutated(Koi), MutatedOld, Koi);

    private static Gen<string> Mutated(Gen<string> files) => Gen.Select(files, Gen.Int[0, 5000], Gen.Int[0, 30], Of(Words), static (text, at, length, word) =>
    {
        var start = at % (text.Length + 1);
        var end = Math.Min(text.Length, start + length);
        return (at % 3) switch
        {
            0 => text[..start] + text[end..],
            1 => $"{text[..start]} {word} {text[start..]}",
            _ => text[..end] + text[start..],
        };
    });

    private static Gen<string> File(Gen<string> leaf, Gen<string> afterRun)
    {
        var condition = Expression(leaf, 3);
        return Gen.Select(
            Gen.Int[0, 3],
            Statement(condition, afterRun, isInState: false, 2).Array[0, 3],
            Option(condition, afterRun).Array[1, 4].Array[4],
            Gen.Select(LineEnd, Of("", "init-state b\n", "init-state a\ninit-state b\n"), Optional),
            static (count, actions, bodies, rest) =>
            {
                var (lineEnd, initial, optional) = rest;
                string[] names = ["a", "b", "\"c d\"", "e\\\n f"];
                // set-state asks for a, b and "c d", which are there if any state is.
                count = count == 0 ? 0 : 4;
                var states = string.Concat(Enumerable.Range(0, count).Select(i => $"state {names[i]} {optional}{{{optional}{string.Concat(bodies[i])}}}{lineEnd}"));
                return "ifn = eth7\ntest = '(em1.link.up || ' 'x every 3 )'\n"
                    + (count > 0 ? initial : "") + string.Concat(actions) + states;
            });
    }

    private static Gen<string> Option(Gen<string> condition, Gen<string> afterRun) => Gen.Frequency(
        (4, Statement(condition, afterRun, isInState: true, 2)),
        (1, Gen.Select(Block(condition, afterRun, isInState: true, 1), LineEnd, static (block, end) => $"init{block}{end}")));

    private static Gen<string> Statement(Gen<string> condition, Gen<string> afterRun, bool isInState, int depth) =>
        Gen.Select(Action(condition, afterRun, isInState, depth), LineEnd, static (action, end) => action + end);

    private static Gen<string> Action(Gen<string> condition, Gen<string> afterRun, bool isInState, int depth)
    {
        var run = Gen.Select(Blank, Command, afterRun, static (blank, command, after) => $"run{blank}{command}{after}");
        var simple = isInState
            ? Gen.OneOf(run, Gen.Select(Blank, Of("a", "b", "'c d'"), static (blank, name) => $"set-state{blank}{name}"))
            : run;
        return depth == 0
            ? simple
            : Gen.OneOf(
                simple,
                Gen.Select(Blank, condition, Block(condition, afterRun, isInState, depth - 1), static (blank, test, block) => $"if{blank}{test}{block}"));
    }

    private static Gen<string> Block(Gen<string> condition, Gen<string> afterRun, bool isInState, int depth) => Gen.OneOf(
        Gen.Select(Optional, Optional, Statement(condition, afterRun, isInState, depth).Array[1, 3], static (before, after, body) => $" {before}{{{after}{string.Concat(body)}}}"),
        Gen.Select(Optional, Action(condition, afterRun, isInState, depth), static (before, action) => $" {before}{action}"));

    private static Gen<string> Expression(Gen<string> leaf, int depth) => depth == 0
        ? leaf
        : Gen.OneOf(
            leaf,
            Gen.Select(Of("!", "! ", "!!"), Expression(leaf, depth - 1), static (sign, operand) => $"{sign}{operand}"),
            Expression(leaf, depth - 1).Select(static inner => $"( {inner}) "),
            Gen.Select(Expression(leaf, depth - 1), Of("&&", "||"), Expression(leaf, depth - 1), static (left, sign, right) => $"{left}{sign} {right}"));

    private static Gen<string> Of(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);
}
