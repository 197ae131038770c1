using System.Collections.Immutable;
using Koi.Language;

namespace Koi.Ifstate.Language;

/// <content>What can be judged only when all was read: which states there are.</content>
public sealed partial class ConfigurationParser
{
    private Configuration? Finish()
    {
        var numbers = new Dictionary<string, int>(states.Count, StringComparer.Ordinal);
        foreach (var state in states)
        {
            numbers.Add(state.Name, numbers.Count);
        }

        var stateOfMention = new int[mentions.Count];
        for (var i = 0; i < stateOfMention.Length; i++)
        {
            stateOfMention[i] = numbers.TryGetValue(mentions[i].Text.ToString(), out var number) ? number : -1;
        }

        var first = FindInitial(numbers);
        ReportMissingStates(stateOfMention);
        if (diagnostics.ErrorCount > 0)
        {
            return null;
        }

        var configuration = new Configuration(
            global.Build(stateOfMention), [.. states.Select(s => s.Build(stateOfMention))], first);
        RemarkUnreachable(configuration);
        return configuration;
    }

    private int FindInitial(Dictionary<string, int> numbers)
    {
        if (initial is not { } name)
        {
            return states.Count > 0 ? 0 : -1;
        }

        if (numbers.TryGetValue(name.Text.ToString(), out var number))
        {
            return number;
        }

        ReportMissing(name, $"invalid start state {name.Text}", isBare: false);
        return -1;
    }

    private void ReportMissingStates(ReadOnlySpan<int> stateOfMention)
    {
        for (var i = 0; i < stateOfMention.Length; i++)
        {
            if (stateOfMention[i] < 0)
            {
                var message = $"state '{mentions[i].Text}' not declared";
                ReportMissing(mentions[i], IsOpenBsd ? $"error: {message}" : message, isBare: true);
            }
        }
    }

    /// <summary>Reports a state that is missing, unless it may be one whose name could not be read.</summary>
    private void ReportMissing(Token name, string message, bool isBare)
    {
        if (!IsOpenBsd)
        {
            if (!hasBrokenState)
            {
                Complain(name.Span, message, name.Macro);
            }
        }
        else if (diagnostics.ErrorCount == 0)
        {
            diagnostics.Add(Diagnostic.WithoutPlace(Severity.Error, message) with { IsBare = isBare });
        }
    }

    private void RemarkUnreachable(Configuration configuration)
    {
        if (configuration.Initial < 0)
        {
            return;
        }

        var isReached = new bool[states.Count];
        var toVisit = new Stack<int>([configuration.Initial]);
        isReached[configuration.Initial] = true;
        while (toVisit.TryPop(out var state))
        {
            Visit(configuration.States[state].Init);
            Visit(configuration.States[state].Body);
        }

        for (var i = 0; i < isReached.Length; i++)
        {
            if (!isReached[i])
            {
                Remark(states[i].Place!.Value, $"state {states[i].Name} is never reached from {states[configuration.Initial].Name}");
            }
        }

        void Visit(ImmutableArray<Statement> statements)
        {
            foreach (var statement in statements)
            {
                if (statement is Statement.If choice)
                {
                    Visit(choice.Block);
                }
                else if (statement is Statement.SetState(var target) && !isReached[target])
                {
                    isReached[target] = true;
                    toVisit.Push(target);
                }
            }
        }
    }
}
