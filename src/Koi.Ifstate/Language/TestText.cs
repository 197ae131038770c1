using System.Globalization;
using System.Text;

namespace Koi.Ifstate.Language;

/// <summary>Tests, expressions and times in the language of ifstated.conf(5).</summary>
public static class TestText
{
    /// <summary>A test.</summary>
    public static string Of(Test test) => test switch
    {
        Test.Link(var subject, var wanted) => $"{Of(subject)}.link.{Of(wanted)}",
        Test.HasAddress(var subject, var families, var isWanted) => $"{Of(subject)}.{Of(families)}.{(isWanted ? "up" : "down")}",
        Test.AddressChanged(var subject, var families) => $"{Of(subject)}.{Of(families)}.changed",
        Test.AddressWithin(var subject, var families, var prefix) => $"{Of(subject)}.{Of(families)}.\"{prefix}\"",
        Test.DefaultRoute(var subject, var families) => $"{Of(subject)}.route.{Of(families)}",
        Test.Membership(var subject, var group) => $"{Of(subject)}.group.{QuotedText.OfName(group, mayHaveDots: false)}",
        Test.Members(var group) => $"{OfGroup(group)}.members",
        Test.MembersChanged(var group) => $"{OfGroup(group)}.members.changed",
        Test.Demoted(var group) => $"{OfGroup(group)}.demoted",
        Test.After(var time) => $"after {Of(time)}",
        Test.Command command => Of(command),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>An expression, in parentheses wherever it has two sides.</summary>
    /// <param name="expression">The tree.</param>
    /// <param name="tests">The tests of its scope.</param>
    public static string Of(Expression expression, IReadOnlyList<Test> tests)
    {
        var output = new StringBuilder();
        Append(output, expression, tests);
        return output.ToString();
    }

    /// <summary>Seconds, or milliseconds with their unit.</summary>
    public static string Of(TimeSpan time) => time.Ticks % TimeSpan.TicksPerSecond == 0
        ? (time.Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / TimeSpan.TicksPerMillisecond}ms");

    internal static string Of(AddressFamilies families) => families switch
    {
        AddressFamilies.V4 => "inet",
        AddressFamilies.V6 => "inet6",
        AddressFamilies.Any => "addr",
        AddressFamilies.None => throw new System.Diagnostics.UnreachableException(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Appends an expression. Left sides, which alone may be deep, are walked in a loop.</summary>
    private static void Append(StringBuilder output, Expression expression, IReadOnlyList<Test> tests)
    {
        var outer = new Stack<Expression>();
        while (expression is Expression.And or Expression.Or)
        {
            output.Append('(');
            outer.Push(expression);
            expression = expression is Expression.And and ? and.Left : ((Expression.Or)expression).Left;
        }

        if (expression is Expression.Not(var operand))
        {
            output.Append("! ");
            Append(output, operand, tests);
        }
        else
        {
            output.Append(Of(tests[((Expression.Leaf)expression).Test]));
        }

        while (outer.TryPop(out var node))
        {
            output.Append(node is Expression.And ? " && " : " || ");
            Append(output, node is Expression.And and ? and.Right : ((Expression.Or)node).Right, tests);
            output.Append(')');
        }
    }

    private static string Of(LinkTest wanted) => wanted switch
    {
        LinkTest.Up => "up",
        LinkTest.Down => "down",
        LinkTest.Unknown => "unknown",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Of(Subject subject)
    {
        var name = subject.Kind switch
        {
            SubjectKind.Plain => subject.Name,
            SubjectKind.Any => $"any:{subject.Name}",
            SubjectKind.All => $"all:{subject.Name}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return QuotedText.OfName(name, mayHaveDots: true);
    }

    private static string OfGroup(string group) => QuotedText.OfName($"group:{group}", mayHaveDots: false);

    private static string Of(Test.Command command)
    {
        var (text, interval, timeout, rise, fall) = command;
        var output = new StringBuilder(QuotedText.Of(text)).Append(" every ").Append(Of(interval));
        if (timeout is { } limit)
        {
            output.Append(" timeout ").Append(Of(limit));
        }

        AppendCount(output, " rise ", rise);
        AppendCount(output, " fall ", fall);
        return output.ToString();
    }

    private static void AppendCount(StringBuilder output, string word, int count)
    {
        if (count != 1)
        {
            output.Append(word).Append(count.ToString(CultureInfo.InvariantCulture));
        }
    }
}
