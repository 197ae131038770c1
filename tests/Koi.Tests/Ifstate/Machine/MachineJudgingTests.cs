using Koi.Ifstate;
using Koi.Ifstate.Machine;
using static Koi.Tests.Ifstate.Machine.Words;

namespace Koi.Tests.Ifstate.Machine;

/// <summary>What is judged when, and what follows.</summary>
public sealed class MachineJudgingTests
{
    private static readonly string[] Start = ["initial state: one", "changing state to one"];

    [Fact]
    public void A_start_judges_what_stands_outside_then_enters_the_initial_state()
    {
        var rig = new Rig(Of(new ScopeMaker("").Do(Run("outside")), new ScopeMaker("one").Init(Run("init")).Do(Run("body")))) { ShowsCauses = true };

        rig.Start(World.Empty);

        Assert.Equal(["run outside (start)", .. Start, "run init (start)", "run body (start)", "started"], rig.Said);
        Assert.Equal("one", rig.State.State);
        Assert.Equal("", rig.State.Previous);
        Assert.Equal(rig.Now, rig.State.Since);
    }

    [Fact]
    public void Without_states_what_stands_outside_works()
    {
        var rig = new Rig(Of(new ScopeMaker("").If(Up("eth0"), Run("up")))).Start(World.Empty);
        Assert.Equal(["started"], rig.Said);

        rig.Hear(WithLinks("eth0"));

        Assert.Equal(["interface eth0 arrived", "run up"], rig.Said);
        Assert.Equal("", rig.State.State);
    }

    [Fact]
    public void Every_true_if_fires_again_on_every_judgement()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Up("eth0"), Run("eth0")).If(Up("eth1"), Run("eth1")))).Start(WithLinks("eth0", "eth1"));
        Assert.Equal([.. Start, "run eth0", "run eth1", "started"], rig.Said);

        rig.Hear(rig.World.Link("eth1", LinkState.Down));

        Assert.Equal(["run eth0"], rig.Said);
    }

    [Fact]
    public void A_link_value_is_news_even_if_no_truth_changes()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Up("eth0"), Run("up")))).Start(WithLinks("eth0"));
        _ = rig.Said;

        rig.Hear(rig.World.Link("eth0", LinkState.Unknown));

        Assert.Equal(["run up"], rig.Said);
    }

    [Fact]
    public void A_missing_interface_that_comes_up_down_is_no_news()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Down("eth0"), Run("down")))).Start(World.Empty);
        _ = rig.Said;

        rig.Hear(World.Empty.Link("eth0", LinkState.Down));

        Assert.Equal(["interface eth0 arrived"], rig.Said);
    }

    [Fact]
    public void What_is_not_mentioned_is_no_event()
    {
        var rig = new Rig(Of(new ScopeMaker("").Do(Run("outside")), new ScopeMaker("one").If(Up("eth0"), Run("up")), new ScopeMaker("two").If(Up("eth1"), Run("no"))))
            .Start(WithLinks("eth0", "eth1", "eth2"));
        _ = rig.Said;

        rig.Settle(rig.World.Link("eth1", LinkState.Down).Link("eth2", LinkState.Down).Inet("eth0", "192.0.2.1/24").Demote("carp", 1));

        Assert.Empty(rig.Said);
    }

    [Fact]
    public void What_stands_outside_is_judged_before_the_state()
    {
        var rig = new Rig(Of(new ScopeMaker("").IfNot(Up("eth0"), Run("outside")), new ScopeMaker("one").IfNot(Up("eth0"), Run("inside"), Set(1)), new ScopeMaker("two")))
            .Start(WithLinks("eth0"));
        _ = rig.Said;

        rig.Hear(rig.World.Link("eth0", LinkState.Down));

        Assert.Equal(["run outside", "run inside", "changing state to two"], rig.Said);
    }

    [Fact]
    public void The_last_request_wins_after_the_whole_body()
    {
        var rig = new Rig(States(new ScopeMaker("one").Do(Set(1), Run("a"), Set(2), Run("b")), new ScopeMaker("two"), new ScopeMaker("three")));

        rig.Start(World.Empty);

        Assert.Equal([.. Start, "run a", "run b", "changing state to three", "started"], rig.Said);
    }

    [Fact]
    public void A_request_for_the_current_state_is_nothing_and_undoes_one_before()
    {
        var rig = new Rig(States(new ScopeMaker("one").Do(Set(1), Set(0)), new ScopeMaker("two")));

        rig.Start(World.Empty);

        Assert.Equal([.. Start, "started"], rig.Said);
    }

    [Theory]
    [InlineData(false, "two")]
    [InlineData(true, "three")]
    public void A_request_of_init_waits_for_the_body_which_may_have_another(bool overrides, string expected)
    {
        var one = new ScopeMaker("one").Init(Set(1), Run("init")).Do(Run("body"));
        var rig = new Rig(States(overrides ? one.Do(Set(2)) : one, new ScopeMaker("two"), new ScopeMaker("three")));

        rig.Start(World.Empty);

        Assert.Equal([.. Start, "run init", "run body", $"changing state to {expected}", "started"], rig.Said);
    }

    [Fact]
    public void Nested_ifs_of_init_are_judged()
    {
        var one = new ScopeMaker("one");
        one.Init(new Statement.If(one.Is(Up("eth0")), [new Statement.If(new Expression.Not(one.Is(Up("eth1"))), [Run("x")])]));

        var rig = new Rig(States(one)).Start(WithLinks("eth0"));

        Assert.Equal([.. Start, "run x", "started"], rig.Said);
    }

    [Fact]
    public void Endless_transitions_stop_and_go_on_a_second_later()
    {
        var rig = new Rig(States(new ScopeMaker("one").Do(Set(1)), new ScopeMaker("two").Do(Set(0))));

        rig.Start(World.Empty);

        var first = rig.Said;
        Assert.Equal(102, first.Length);
        Assert.Equal("the state changed 100 times in a row, going on in 1 second", first[^1]);
        Assert.Equal(rig.Now + Seconds(1), rig.State.Due);

        rig.Pass(0.9);
        Assert.Empty(rig.Said);
        rig.Pass(0.1);
        Assert.Equal(101, rig.Said.Length);
        Assert.Equal(StateMachine.MaxHistory, rig.State.History.Length);
    }

    [Fact]
    public void While_many_commands_wait_nothing_is_judged_and_nothing_is_lost()
    {
        var one = new ScopeMaker("one").If(Up("eth0"), [.. Enumerable.Range(0, 70).Select(i => Run($"{i}"))]).If(Changed("eth0"), Run("changed"));
        var rig = new Rig(States(one)).Start(WithLinks());
        _ = rig.Said;
        rig.Hear(WithLinks("eth0"));
        Assert.Equal(71, rig.Said.Length);

        rig.Settle(rig.World.Inet("eth0", "192.0.2.1/24"));
        rig.Hear(rig.World.Link("eth0", LinkState.Down));
        for (var i = 0; i < 6; i++)
        {
            rig.EndCommand();
        }

        Assert.Empty(rig.Said);
        rig.EndCommand();
        Assert.Equal(["run changed"], rig.Said);
    }

    [Fact]
    public void A_loop_with_commands_waits_for_them()
    {
        var rig = new Rig(States(new ScopeMaker("one").Do(Run("a"), Set(1)), new ScopeMaker("two").Do(Run("b"), Set(0)))).Start(World.Empty);
        _ = rig.Said;

        rig.Pass(5);
        Assert.Empty(rig.Said);
        Assert.Null(rig.State.Due);
        rig.EndCommands();

        Assert.NotEmpty(rig.Said);
    }

    [Fact]
    public void Commands_know_the_state_that_ordered_them()
    {
        var configuration = States(new ScopeMaker("one").Do(Run("a"), Set(1)), new ScopeMaker("two").Init(Run("b")));

        var step = StateMachine.Take(MachineState.Of(configuration), new MachineEvent.Started(World.Empty, IgnoresInitial: false), default);

        Assert.Equal(["a one ", "b two one"], step.Effects.OfType<Effect.RunCommand>().Select(run => $"{run.Command} {run.State} {run.Previous}"));
    }

    [Fact]
    public void Time_is_an_event_once()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(After(30), Run("late")))) { ShowsCauses = true }.Start(World.Empty);
        Assert.Equal([.. Start, "started"], rig.Said);
        Assert.Equal(rig.Now + Seconds(30), rig.State.Due);

        rig.Pass(29.9);
        Assert.Empty(rig.Said);
        rig.Pass(0.1);

        Assert.Equal(["run late (after)"], rig.Said);
        Assert.Null(rig.State.Due);
    }

    [Fact]
    public void Chains_of_operators_do_not_use_the_stack()
    {
        var one = new ScopeMaker("one");
        var chain = one.Is(Up("eth0"));
        for (var i = 0; i < 200_000; i++)
        {
            chain = (i % 3) switch
            {
                0 => new Expression.Not(new Expression.Not(chain)),
                1 => new Expression.And(chain, one.Is(Up("eth0"))),
                _ => new Expression.Or(chain, one.Is(Down("eth0"))),
            };
        }

        var rig = new Rig(States(one.If(chain, Run("true")))).Start(WithLinks("eth0"));

        Assert.Contains("run true", rig.Said);
    }

    [Fact]
    public void Events_before_the_start_are_nothing()
    {
        var rig = new Rig(States(new ScopeMaker("one").Do(Run("x"))));

        rig.Hear(WithLinks("eth0")).Tell(new MachineEvent.Tick()).Tell(new MachineEvent.CommandEnded());

        Assert.Empty(rig.Said);
        Assert.Null(rig.State.Due);
    }

    [Fact]
    public void Interfaces_that_are_mentioned_depart_and_arrive()
    {
        var rig = new Rig(States(new ScopeMaker("one"), new ScopeMaker("two").If(Up("eth1"), Run("x")))).Start(WithLinks("eth0", "eth1"));
        _ = rig.Said;

        rig.Hear(World.Empty).Hear(WithLinks("eth0", "eth1"));

        Assert.Equal(["interface eth1 departed", "interface eth1 arrived"], rig.Said);
    }
}
