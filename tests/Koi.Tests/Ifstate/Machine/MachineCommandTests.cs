using Koi.Ifstate;
using Koi.Ifstate.Machine;
using static Koi.Tests.Ifstate.Machine.Words;

namespace Koi.Tests.Ifstate.Machine;

/// <summary>Tests that are commands: entry, runs, results.</summary>
public sealed class MachineCommandTests
{
    private static readonly string[] Start = ["initial state: one", "changing state to one"];

    private static Rig Started(ScopeMaker one, bool showsTests = false)
    {
        var rig = new Rig(States(one, new ScopeMaker("two"))) { ShowsTests = showsTests };
        return rig.Start(WithLinks("eth0"));
    }

    [Fact]
    public void A_state_is_entered_when_its_tests_are_answered()
    {
        var rig = Started(new ScopeMaker("one").Init(Run("init")).If(Every("a", 5), Run("a true")).IfNot(Every("b", 60), Run("b false")), showsTests: true);
        Assert.Equal([.. Start, "test a for 5", "test b for 10"], rig.Said);

        rig.Exit("b", 3);
        Assert.Empty(rig.Said);
        rig.Exit("a", 0);

        Assert.Equal(["run init", "run a true", "run b false", "started"], rig.Said);
        Assert.Equal(3, StateMachine.TestsOf(rig.State, isGlobal: false)[1].ExitStatus);
    }

    [Fact]
    public void Tests_outside_of_states_run_before_the_initial_state()
    {
        var rig = new Rig(Of(new ScopeMaker("").If(Every("t", 5), Run("outside")), new ScopeMaker("one").Init(Run("init")))).Start(World.Empty);
        Assert.Empty(rig.Said);
        Assert.Equal("", rig.State.State);

        rig.Exit("t", 0);

        Assert.Equal(["run outside", .. Start, "run init", "started"], rig.Said);
    }

    [Fact]
    public void At_entry_no_more_than_32_tests_run_at_once()
    {
        var one = new ScopeMaker("one");
        for (var i = 0; i < 40; i++)
        {
            one.If(Every($"t{i}", 60), Run("x"));
        }

        var rig = Started(one);
        Assert.Equal(32, rig.Running.Count());
        rig.Exit("t7", 1);
        Assert.Contains("t32", rig.Running);
        Assert.Equal(32, rig.Running.Count());
        while (rig.Running.FirstOrDefault() is { } next)
        {
            rig.Exit(next, 1);
        }

        Assert.Equal([.. Start, "started"], rig.Said);
    }

    [Fact]
    public void The_tests_of_a_state_wait_for_the_commands_before_it()
    {
        var rig = new Rig(States(new ScopeMaker("one").Do(Run("a"), Run("b"), Set(1)), new ScopeMaker("two").If(Every("t", 5), Run("x")))).Start(World.Empty);
        Assert.Empty(rig.Running);
        rig.EndCommand();
        Assert.Empty(rig.Running);
        rig.EndCommand();

        Assert.Equal(["t"], rig.Running);
    }

    [Fact]
    public void The_tests_of_a_state_wait_for_ten_seconds_at_most()
    {
        var rig = new Rig(States(new ScopeMaker("one").Do(Run("a"), Set(1)), new ScopeMaker("two").If(Every("t", 5), Run("x")))).Start(World.Empty);

        rig.Pass(9.9);
        Assert.Empty(rig.Running);
        rig.Pass(0.1);

        Assert.Equal(["t"], rig.Running);
    }

    [Fact]
    public void Meanwhile_what_stands_outside_is_judged_and_the_state_is_not()
    {
        var rig = new Rig(Of(new ScopeMaker("").IfNot(Up("eth0"), Run("outside")), new ScopeMaker("one").IfNot(Up("eth0"), Run("down")).If(Changed("eth0"), Run("pulse")).If(Every("t", 5), Run("t"))))
            .Start(WithLinks("eth0"));
        rig.Settle(WithLinks("eth0").Link("eth0", LinkState.Down).Inet("eth0", "192.0.2.1/24"));
        Assert.Equal([.. Start, "run outside"], rig.Said);

        rig.Exit("t", 1);

        Assert.Equal(["run down", "started"], rig.Said);
    }

    [Theory]
    [InlineData(null, false, null)]
    [InlineData(2.0, true, 124)]
    public void A_first_run_that_takes_too_long_has_failed_if_the_file_says_so(double? timeout, bool isKnown, int? status)
    {
        var rig = Started(new ScopeMaker("one").IfNot(Every("t", 5, timeout), Run("false")));

        rig.End("t", new(TestOutcomeKind.TimedOut, 0));

        Assert.Equal(isKnown ? [.. Start, "run false", "started"] : [.. Start, "started"], rig.Said);
        var test = Assert.Single(StateMachine.TestsOf(rig.State, isGlobal: false));
        Assert.Equal((isKnown, false, status), (test.IsKnown, test.IsTrue, test.ExitStatus));
    }

    [Fact]
    public void A_test_that_died_says_nothing()
    {
        var rig = Started(new ScopeMaker("one").If(Every("t", 5), Run("true")).IfNot(Every("t", 5), Run("false")));
        rig.End("t", new(TestOutcomeKind.Died, 0));
        Assert.Equal([.. Start, "t exited abnormally", "started"], rig.Said);

        rig.Pass(5).Exit("t", 0);
        Assert.Equal(["run true"], rig.Said);
        rig.Pass(5).End("t", new(TestOutcomeKind.Died, 0));
        Assert.Equal(["t exited abnormally"], rig.Said);
        Assert.True(StateMachine.TestsOf(rig.State, isGlobal: false)[0].IsTrue);
    }

    [Fact]
    public void Runs_start_an_interval_after_each_other()
    {
        var rig = Started(new ScopeMaker("one").If(Every("t", 5), Run("x")), showsTests: true);
        var entered = rig.Now;
        rig.Pass(1.5).Exit("t", 1);
        Assert.Equal(entered + Seconds(5), rig.State.Due);

        rig.Pass(3.5);
        rig.Pass(2).Exit("t", 1);

        Assert.Equal(entered + Seconds(10), rig.State.Due);
        Assert.Equal([.. Start, "test t for 5", "started", "test t"], rig.Said);
    }

    [Fact]
    public void After_a_pause_there_is_one_run_and_no_burst()
    {
        var rig = Started(new ScopeMaker("one").If(Every("t", 5), Run("x")), showsTests: true).Exit("t", 1);
        _ = rig.Said;

        rig.Sleep(63);

        Assert.Equal(["test t"], rig.Said);
        Assert.Equal(rig.Now + Seconds(5), rig.State.Due);
    }

    [Fact]
    public void A_run_that_goes_on_when_the_next_is_due_is_stopped()
    {
        var rig = Started(new ScopeMaker("one").If(Every("t", 5), Run("x")), showsTests: true).Exit("t", 0).Pass(5);
        _ = rig.Said;
        var stale = rig.RunOf("t");

        rig.Pass(5);
        Assert.Equal(["previous command t still running, killing it", "stop t", "test t"], rig.Said);
        Assert.True(StateMachine.TestsOf(rig.State, isGlobal: false)[0].IsTrue);

        rig.Tell(new MachineEvent.TestEnded(stale, TestOutcome.Exit(1)));
        Assert.Empty(rig.Said);
        Assert.True(StateMachine.TestsOf(rig.State, isGlobal: false)[0].IsTrue);
    }

    [Fact]
    public void A_later_run_has_the_limit_of_the_file()
    {
        var rig = Started(new ScopeMaker("one").IfNot(Every("t", 5, 2), Run("false")), showsTests: true).Exit("t", 0).Pass(5);
        Assert.Equal([.. Start, "test t for 2", "started", "test t for 2"], rig.Said);

        rig.End("t", new(TestOutcomeKind.TimedOut, 0));

        Assert.Equal(["run false"], rig.Said);
    }

    [Fact]
    public void Another_failure_is_news_where_every_result_counts()
    {
        var rig = Started(new ScopeMaker("one").IfNot(Every("t", 5), Run("false"))).Exit("t", 1);
        _ = rig.Said;

        rig.Pass(5).Exit("t", 1);
        Assert.Empty(rig.Said);
        rig.Pass(5).Exit("t", 2);
        Assert.Equal(["run false"], rig.Said);
    }

    [Fact]
    public void Rise_and_fall_count_results_in_a_row()
    {
        var rig = Started(new ScopeMaker("one").If(Every("t", 1, rise: 2, fall: 3), Run("up")).IfNot(Every("t", 1, rise: 2, fall: 3), Run("down")))
            .Exit("t", 0);
        Assert.Equal([.. Start, "run up", "started"], rig.Said);

        // f f s f f F | s f s S
        int[] results = [1, 1, 0, 1, 2, 1, 0, 1, 0, 0];
        foreach (var (status, index) in results.Select((status, index) => (status, index)))
        {
            rig.Pass(1).Exit("t", status);
            Assert.Equal(index switch { 5 => ["run down"], 9 => ["run up"], _ => [] }, rig.Said);
        }
    }

    [Fact]
    public void Leaving_a_state_stops_its_tests()
    {
        var one = new ScopeMaker("one").If(Every("t", 1), Run("x")).IfNot(Up("eth0"), Set(1));
        var rig = Started(one, showsTests: true).Exit("t", 0).Pass(1);
        _ = rig.Said;

        rig.Hear(World.Empty);

        Assert.Equal(["interface eth0 departed", "run x", "changing state to two", "stop t"], rig.Said);
        Assert.Null(rig.State.Due);
    }

    [Fact]
    public void A_state_that_is_entered_again_hears_of_links_at_once()
    {
        // OpenBSD loses what happens here until the test has run again.
        var one = new ScopeMaker("one").If(Every("t", 10), Run("x")).IfNot(Up("eth0"), Set(1));
        var rig = new Rig(States(one, new ScopeMaker("two").If(Up("eth0"), Set(0)))).Start(WithLinks("eth0")).Exit("t", 1).Pass(10).Exit("t", 1);
        rig.Hear(World.Empty).Hear(WithLinks("eth0")).Exit("t", 1);
        _ = rig.Said;

        rig.Hear(World.Empty);

        Assert.Equal(["interface eth0 departed", "changing state to two"], rig.Said);
    }

    [Fact]
    public void The_time_of_a_state_is_news_while_its_tests_run()
    {
        var rig = Started(new ScopeMaker("one").If(Every("t", 30), Run("x")).If(After(5), Run("late"))).Pass(7).Exit("t", 1);

        Assert.Equal([.. Start, "run late", "started"], rig.Said);
    }
}
