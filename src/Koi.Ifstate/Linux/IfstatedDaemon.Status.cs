using Koi.Ifstate.Machine;
using Koi.Ifstate.Status;

namespace Koi.Ifstate.Linux;

/// <content>What it tells who asks.</content>
public sealed partial class IfstatedDaemon
{
    /// <summary>The request for text; see <see cref="StatusText"/>.</summary>
    public const string TextRequest = "show";

    /// <summary>The request for JSON; see <see cref="StatusJson"/>.</summary>
    public const string JsonRequest = "status";

    private string Answer(string request) => request switch
    {
        _ when machine is null => "",
        TextRequest => StatusText.Print(Report(machine)),
        JsonRequest => StatusJson.Print(Report(machine)),
        _ => $"unknown request: {request}\n",
    };

    private StatusReport Report(MachineState state)
    {
        var (wall, now) = (TimeProvider.System.GetLocalNow(), loop.Now);
        return new()
        {
            Now = wall,
            State = state.State,
            Previous = state.Previous,
            Since = At(state.Since),
            GlobalTests = StateMachine.TestsOf(state, isGlobal: true),
            StateTests = StateMachine.TestsOf(state, isGlobal: false),
            Running = runner.Running is { } command ? Show(command) : null,
            RunningTests = [.. runner.Tests.Select(Show)],
            Waiting = [.. runner.Waiting],
            History = [.. state.History.Select(one => new TransitionStatus(At(one.At), one.From, one.To, one.Cause))],
            IsOutdated = isOutdated,
        };

        DateTimeOffset At(TimeSpan moment) => wall - (now - moment);

        CommandStatus Show(RunningCommand one) => new(one.Text, one.Process.Id, At(one.Started));
    }
}
