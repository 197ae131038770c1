using System.Collections.Immutable;

namespace Koi.Ifstate.Machine;

/// <content>Another configuration.</content>
internal sealed partial class Turn
{
    private void Reload(MachineEvent.Reloaded reloaded)
    {
        var configuration = reloaded.Configuration;
        state = state with { Configuration = configuration, Held = null };
        if (global is null)
        {
            return;
        }

        state = state with { Mentioned = InterfacesOf(configuration) };
        var cause = Cause.Of("reload");
        var index = current is null ? -1 : IndexOf(configuration, current.Scope.Name);
        var isKept = current is null ? configuration.States.IsEmpty : index >= 0;
        if (reloaded.Restarts || !isKept || global.Entry?.Kind == EntryKind.Start)
        {
            Begin(cause);
            return;
        }

        global = Replace(global, configuration.Global, -1, cause);
        current = current is null ? null : Replace(current, configuration.States[index], index, cause);
    }

    /// <summary>Puts a scope in another's place: equal tests keep their answers, new commands run, and the body is judged.</summary>
    private ActiveScope Replace(ActiveScope old, Scope scope, int index, Cause cause)
    {
        var tests = old.Scope.Tests;
        Dictionary<Test, int> kept = [];
        for (var i = 0; i < tests.Length; i++)
        {
            kept.TryAdd(tests[i], i);
        }

        var answers = ImmutableArray.CreateBuilder<Answer>(scope.Tests.Length);
        foreach (var test in scope.Tests)
        {
            if (kept.Remove(test, out var place))
            {
                answers.Add(old.Answers[place]);
                old.Write(place).Running = null;
            }
            else
            {
                answers.Add(new() { First = test is Test.Command ? FirstRun.Wanted : FirstRun.Over });
            }
        }

        StopTests(old);
        return new(new(scope, index, old.Since, answers.MoveToImmutable())
        {
            Entry = old.Entry ?? new(EntryKind.Reload, cause, 0, now),
        });
    }

    private static int IndexOf(Configuration configuration, string name)
    {
        for (var i = 0; i < configuration.States.Length; i++)
        {
            if (string.Equals(configuration.States[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
