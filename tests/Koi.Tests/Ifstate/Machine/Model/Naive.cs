using Koi.Ifstate;
using Koi.Ifstate.Machine;
using Microsoft.Extensions.Logging;

namespace Koi.Tests.Ifstate.Machine.Model;

/// <summary>
/// What ifstated.conf(5) says, written down without a thought of cost: everything is computed again at every event, and what it was before
/// is kept as text. It is told a tick at every step of the clock and knows of no time when one is due.
/// </summary>
internal sealed partial class Naive(Configuration first)
{
    private sealed class Question(Test test)
    {
        public Test Test { get; } = test;

        public string Seen { get; set; } = "";

        public SortedDictionary<string, SortedSet<string>> SeenAddresses { get; set; } = [];

        public List<bool> Results { get; } = [];

        public bool? Truth { get; set; }

        public int? Status { get; set; }

        public long Run { get; set; }

        public bool IsWanted { get; set; } = test is Test.Command;

        public bool IsFirst { get; set; }

        public TimeSpan? Due { get; set; }

        public bool Pulses { get; set; }
    }

    private sealed class Active
    {
        public required Scope Scope { get; init; }

        public required int Index { get; init; }

        public required TimeSpan Since { get; init; }

        public required List<Question> Questions { get; init; }

        public string? Entering { get; set; }

        public string EntryCause { get; set; } = "";

        public int Waits { get; set; }

        public TimeSpan WaitsUntil { get; set; }

        public string? Pending { get; set; }

        public bool HasAnswers => Waits == 0 && Questions.TrueForAll(q => !q.IsWanted && !q.IsFirst);
    }

    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private readonly List<Effect> effects = [];
    private Configuration configuration = first;
    private bool hasSettled;
    private Active? global;
    private Active? current;
    private string state = "";
    private string previous = "";
    private int outstanding;
    private long runs;
    private (int Target, string Cause, TimeSpan Until)? held;
    private TimeSpan now;

    public IReadOnlyList<Effect> Take(MachineEvent happened, TimeSpan at)
    {
        effects.Clear();
        now = at;
        switch (happened)
        {
            case MachineEvent.Started started:
                told = judged = started.World;
                ignores = started.IgnoresInitial;
                past.Add(judged);
                Begin("start");
                break;
            case MachineEvent.Reloaded reloaded:
                Reload(reloaded);
                break;
            case MachineEvent.WorldChanged changed:
                Hear(changed.World);
                break;
            case MachineEvent.CommandEnded:
                outstanding--;
                foreach (var scope in Scopes())
                {
                    scope.Waits = Math.Max(0, scope.Waits - 1);
                }

                break;
            case MachineEvent.TestEnded ended:
                Answer(ended);
                break;
            default:
                break;
        }

        Look();
        foreach (var scope in Scopes())
        {
            FirstRuns(scope);
        }

        Judge();
        foreach (var scope in Scopes())
        {
            DueRuns(scope);
        }

        return effects;
    }

    private IEnumerable<Active> Scopes() => new[] { global, current }.OfType<Active>();

    private void Begin(string cause)
    {
        foreach (var scope in Scopes())
        {
            Stop(scope.Questions);
        }

        held = null;
        current = null;
        global = Activate(configuration.Global, -1, "start", cause);
    }

    private Active Activate(Scope scope, int index, string kind, string cause)
    {
        var active = new Active { Scope = scope, Index = index, Since = now, Questions = [.. scope.Tests.Select(test => new Question(test))], Entering = kind, EntryCause = cause };
        if (scope.Tests.Any(test => test is Test.Command))
        {
            (active.Waits, active.WaitsUntil) = (outstanding, now + Ten);
        }

        active.Questions.ForEach(q => See(q, active));
        return active;
    }

    private void Reload(MachineEvent.Reloaded reloaded)
    {
        configuration = reloaded.Configuration;
        held = null;
        var index = current is null ? -1 : configuration.States.Select(s => s.Name).ToList().IndexOf(current.Scope.Name);
        if (reloaded.Restarts || global!.Entering is "start" || (current is null ? configuration.States.Length > 0 : index < 0))
        {
            Begin("reload");
            return;
        }

        global = Replace(global, configuration.Global, -1);
        current = current is null ? null : Replace(current, configuration.States[index], index);
    }

    private Active Replace(Active old, Scope scope, int index)
    {
        var questions = scope.Tests.Select(test => old.Questions.Find(q => q.Test == test) ?? new Question(test)).ToList();
        Stop(old.Questions.Except(questions));
        var active = new Active
        {
            Scope = scope,
            Index = index,
            Since = old.Since,
            Questions = questions,
            Entering = old.Entering ?? "reload",
            EntryCause = old.Entering is null ? "reload" : old.EntryCause,
            Waits = old.Waits,
            WaitsUntil = old.WaitsUntil,
        };
        questions.Except(old.Questions).ToList().ForEach(q => See(q, active));
        return active;
    }

    private void Judge()
    {
        if (global is null || outstanding >= 64 || (global.Entering is not null && !global.HasAnswers))
        {
            return;
        }

        var begins = global.Entering is "start";
        if (global.Entering is not null || global.Pending is not null)
        {
            Body(global);
        }

        if (begins)
        {
            state = configuration.States.IsEmpty ? "" : state;
            previous = configuration.States.IsEmpty ? "" : previous;
            if (!configuration.States.IsEmpty)
            {
                Log(LogLevel.Information, $"initial state: {configuration.States[configuration.Initial].Name}");
                Follow(configuration.Initial, global.EntryCause);
            }
        }

        if (held is { } wait)
        {
            if (now >= wait.Until)
            {
                held = null;
                Follow(wait.Target, wait.Cause);
            }
        }
        else if (!begins && current is not null && (current.Entering is null ? current.Pending is not null : current.HasAnswers))
        {
            var cause = current.Entering is null ? current.Pending! : current.EntryCause;
            Follow(Body(current), cause);
        }

        if (!hasSettled && held is null && current?.Entering is null)
        {
            hasSettled = true;
            Log(LogLevel.Information, "started");
        }
    }

    private int? Body(Active scope)
    {
        int? request = null;
        var cause = scope.Entering is null ? scope.Pending! : scope.EntryCause;
        if (scope.Entering is "start" or "transition")
        {
            scope.Questions.ForEach(q => q.Pulses = false);
        }

        if (scope.Entering is "transition")
        {
            Do(scope, scope.Scope.Init, cause, ref request);
        }

        Do(scope, scope.Scope.Body, cause, ref request);
        scope.Questions.ForEach(q => q.Pulses = false);
        scope.Entering = null;
        scope.Pending = null;
        return request;
    }

    private void Do(Active scope, IEnumerable<Statement> block, string cause, ref int? request)
    {
        foreach (var statement in block)
        {
            if (statement is Statement.Run run)
            {
                outstanding++;
                effects.Add(new Effect.RunCommand(run.Command, run.Timeout, Cause.Of(cause)) { State = state, Previous = previous });
            }
            else if (statement is Statement.SetState set)
            {
                request = set.State;
            }
            else if (statement is Statement.If condition && Value(scope, condition.Condition) is true)
            {
                Do(scope, condition.Block, cause, ref request);
            }
        }
    }

    private bool? Value(Active scope, Expression expression) => expression switch
    {
        Expression.Leaf leaf => TruthOf(scope.Questions[leaf.Test], scope),
        Expression.Not not => !Value(scope, not.Operand),
        Expression.And and => (Value(scope, and.Left), Value(scope, and.Right)) is var (a, b) && a is null && b is null ? null : a is true && b is true,
        Expression.Or or => (Value(scope, or.Left), Value(scope, or.Right)) is var (a, b) && a is null && b is null ? null : a is true || b is true,
        _ => throw new InvalidOperationException(),
    };

    private void Follow(int? request, string cause)
    {
        var count = 0;
        while (request is { } target && (current is null || target != current.Index))
        {
            if (++count > 100)
            {
                Log(LogLevel.Error, "the state changed 100 times in a row, going on in 1 second");
                held = (target, cause, now + TimeSpan.FromSeconds(1));
                return;
            }

            var scope = configuration.States[target];
            Log(LogLevel.Information, $"changing state to {scope.Name}");
            Stop(current?.Questions ?? []);
            (previous, state) = (state, scope.Name);
            current = Activate(scope, target, "transition", cause);
            FirstRuns(current);
            request = current.HasAnswers ? Body(current) : null;
        }
    }

    private void Log(LogLevel level, string text) => effects.Add(new Effect.Log(level, text));
}
