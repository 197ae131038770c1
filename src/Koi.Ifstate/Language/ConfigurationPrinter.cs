using System.Collections.Immutable;
using System.Text;

namespace Koi.Ifstate.Language;

/// <summary>What <c>ifstated -nv</c> prints of a configuration: itself, with parentheses that show how expressions were read.</summary>
public static class ConfigurationPrinter
{
    /// <summary>The whole configuration; reading it gives the same again.</summary>
    public static string Print(Configuration configuration)
    {
        var output = new StringBuilder();
        if (configuration.Initial >= 0)
        {
            output.Append("init-state ").Append(NameOf(configuration, configuration.Initial)).Append('\n');
        }

        Print(output, configuration, configuration.Global, configuration.Global.Body, "");
        foreach (var state in configuration.States)
        {
            output.Append(output.Length > 0 ? "\n" : "").Append("state ").Append(QuotedText.Of(state.Name)).Append(" {\n");
            if (!state.Init.IsEmpty)
            {
                output.Append("\tinit {\n");
                Print(output, configuration, state, state.Init, "\t\t");
                output.Append("\t}\n");
            }

            Print(output, configuration, state, state.Body, "\t");
            output.Append("}\n");
        }

        return output.ToString();
    }

    private static void Print(StringBuilder output, Configuration configuration, Scope scope, ImmutableArray<Statement> statements, string indent)
    {
        foreach (var statement in statements)
        {
            output.Append(indent);
            switch (statement)
            {
                case Statement.Run(var command, var timeout):
                    output.Append("run ").Append(QuotedText.Of(command)).Append(timeout is { } time ? $" timeout {TestText.Of(time)}" : "").Append('\n');
                    break;
                case Statement.SetState(var state):
                    output.Append("set-state ").Append(NameOf(configuration, state)).Append('\n');
                    break;
                case Statement.If(var condition, var block):
                    output.Append("if ").Append(TestText.Of(condition, scope.Tests)).Append(" {\n");
                    Print(output, configuration, scope, block, $"{indent}\t");
                    output.Append(indent).Append("}\n");
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    private static string NameOf(Configuration configuration, int state) => QuotedText.Of(configuration.States[state].Name);
}
