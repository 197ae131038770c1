using System.Globalization;
using Koi.Ifstate;

namespace Koi.Tests.Ifstate.Language;

/// <summary>Configurations as text, written out without the product's printers: tests stand where they are mentioned.</summary>
internal static class Trees
{
    internal static string Show(Configuration configuration)
    {
        var initial = configuration.Initial < 0 ? "-" : configuration.States[configuration.Initial].Name;
        return $"[{initial}] {Show(configuration, configuration.Global)}"
            + string.Concat(configuration.States.Select(s => $"\n<{s.Name}> init {Show(configuration, s, s.Init)} body {Show(configuration, s)}"));
    }

    internal static string Show(Scope scope, Expression expression) => expression switch
    {
        Expression.Leaf(var test) => Show(scope.Tests[test]),
        Expression.Not(var operand) => $"(! {Show(scope, operand)})",
        Expression.And(var left, var right) => $"({Show(scope, left)} && {Show(scope, right)})",
        Expression.Or(var left, var right) => $"({Show(scope, left)} || {Show(scope, right)})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Show(Configuration configuration, Scope scope) => Show(configuration, scope, scope.Body);

    private static string Show(Configuration configuration, Scope scope, IEnumerable<Statement> statements) =>
        $"{{{string.Concat(statements.Select(s => Show(configuration, scope, s)))}}}";

    private static string Show(Configuration configuration, Scope scope, Statement statement) => statement switch
    {
        Statement.Run(var command, null) => $"run <{command}>;",
        Statement.Run(var command, var timeout) => $"run <{command}> within {timeout};",
        Statement.SetState(var state) => $"set <{configuration.States[state].Name}>;",
        Statement.If(var condition, var block) => $"if {Show(scope, condition)} {Show(configuration, scope, block)};",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Show(Test test) => test switch
    {
        Test.Link(var subject, var wanted) when subject.Kind == SubjectKind.Plain => $"<{subject.Name}> is {wanted}",
        Test.Link(var subject, var wanted) => $"<{(subject.Kind == SubjectKind.Any ? "any" : "all")}:{subject.Name}> is {wanted}",
        Test.Command(var text, var interval, null, 1, 1) => $"<{text}> each {(interval.Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture)}",
        _ => test.ToString(),
    };
}
