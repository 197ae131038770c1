using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Koi.Ifstate.Language;

/// <summary>What <c>ifstated -G</c> prints: states and the ways between them, for Graphviz and for Mermaid.</summary>
/// <remarks>States are s0, s1, ... in the order of the file, ways in the order in which they are written.</remarks>
public static class GraphPrinter
{
    private const string UnquotedInMermaid = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-/()&|!=,";

    private static readonly ImmutableArray<string> LineStarts = ["&& ", "|| ", "every "];

    /// <summary>A <c>set-state</c>.</summary>
    /// <param name="From">The state that it is in.</param>
    /// <param name="To">The state that it asks for.</param>
    /// <param name="Conditions">Of the ifs around it, the outermost first.</param>
    /// <param name="IsInit">Whether it is carried out on entry only.</param>
    private readonly record struct Way(int From, int To, ImmutableArray<string> Conditions, bool IsInit);

    /// <summary>The language of dot(1).</summary>
    public static string PrintDot(Configuration configuration)
    {
        var output = new StringBuilder("digraph ifstated {\n\tnode [shape=box, style=rounded];\n");
        for (var i = 0; i < configuration.States.Length; i++)
        {
            output.Append(CultureInfo.InvariantCulture, $"\ts{i} [label=\"{EscapeForDot(configuration.States[i].Name)}\"];\n");
        }

        if (configuration.Initial >= 0)
        {
            output.Append("\tstart [shape=point];\n");
            output.Append(CultureInfo.InvariantCulture, $"\tstart -> s{configuration.Initial};\n");
        }

        foreach (var way in WaysOf(configuration))
        {
            output.Append(CultureInfo.InvariantCulture, $"\ts{way.From} -> s{way.To} [label=\"{Label(way, "\\n", EscapeAndWrapForDot)}\"];\n");
        }

        return output.Append("}\n").ToString();
    }

    /// <summary>A stateDiagram-v2 of Mermaid.</summary>
    public static string PrintMermaid(Configuration configuration)
    {
        var output = new StringBuilder("stateDiagram-v2\n");
        for (var i = 0; i < configuration.States.Length; i++)
        {
            output.Append(CultureInfo.InvariantCulture, $"    state \"{EscapeForMermaid(configuration.States[i].Name)}\" as s{i}\n");
        }

        if (configuration.Initial >= 0)
        {
            output.Append(CultureInfo.InvariantCulture, $"    [*] --> s{configuration.Initial}\n");
        }

        foreach (var way in WaysOf(configuration))
        {
            output.Append(CultureInfo.InvariantCulture, $"    s{way.From} --> s{way.To} : {Label(way, " ", EscapeForMermaid)}\n");
        }

        return output.ToString();
    }

    private static List<Way> WaysOf(Configuration configuration)
    {
        List<Way> ways = [];
        for (var i = 0; i < configuration.States.Length; i++)
        {
            var state = configuration.States[i];
            Collect(ways, state, state.Init, new(i, -1, [], IsInit: true));
            Collect(ways, state, state.Body, new(i, -1, [], IsInit: false));
        }

        return ways;
    }

    private static void Collect(List<Way> ways, Scope scope, ImmutableArray<Statement> statements, Way way)
    {
        foreach (var statement in statements)
        {
            if (statement is Statement.SetState(var target))
            {
                ways.Add(way with { To = target });
            }
            else if (statement is Statement.If(var condition, var block))
            {
                Collect(ways, scope, block, way with { Conditions = way.Conditions.Add(TestText.Of(condition, scope.Tests)) });
            }
        }
    }

    private static string Label(Way way, string separator, Func<string, string> escape)
    {
        var conditions = way.Conditions.IsEmpty ? escape("always")
            : way.Conditions is [var only] ? escape(WithoutParentheses(only))
            : string.Join($"{separator}{escape("&& ")}", way.Conditions.Select(escape));
        return way.IsInit ? $"{escape("init: ")}{conditions}" : conditions;
    }

    /// <summary>An expression that has two sides is in parentheses, which are of no use when it stands alone.</summary>
    private static string WithoutParentheses(string expression) => expression.StartsWith('(') ? expression[1..^1] : expression;

    private static string EscapeForDot(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(c is '"' or '\\' ? "\\" : "").Append(char.IsControl(c) ? ' ' : c);
        }

        return escaped.ToString();
    }

    /// <summary>An expression, with lines that are not longer than they must be: each operator begins one, and so does each interval.</summary>
    private static string EscapeAndWrapForDot(string expression)
    {
        var wrapped = new StringBuilder(expression.Length);
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            if (c == '"' && (i == 0 || expression[i - 1] != '\\'))
            {
                isQuoted = !isQuoted;
            }
            else if (c == ' ' && !isQuoted && LineStarts.Any(word => expression.AsSpan(i + 1).StartsWith(word, StringComparison.Ordinal)))
            {
                wrapped.Append(EscapeForDot(expression[start..i])).Append("\\n");
                start = i + 1;
            }
        }

        return wrapped.Append(EscapeForDot(expression[start..])).ToString();
    }

    private static string EscapeForMermaid(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' || Rune.IsControl(rune))
            {
                escaped.Append(' ');
            }
            else if (rune.IsAscii && UnquotedInMermaid.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                escaped.Append((char)rune.Value);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }
        }

        return escaped.ToString();
    }
}
