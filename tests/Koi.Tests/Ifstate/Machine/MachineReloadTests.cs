using Koi.Ifstate;
using static Koi.Tests.Ifstate.Machine.Words;

namespace Koi.Tests.Ifstate.Machine;

/// <summary>Another configuration.</summary>
public sealed class MachineReloadTests
{
    private static ScopeMaker One(string mark) => new ScopeMaker("one").Init(Run("init")).Do(Run(mark));

    [Fact]
    public void A_state_that_exists_still_is_kept_and_judged_once()
    {
        var rig = new Rig(States(One("old"), new ScopeMaker("two"))) { ShowsCauses = true }.Start(World.Empty);
        _ = rig.Said;
        var (since, history) = (rig.State.Since, rig.State.History);
        rig.Pass(5);

        rig.Reload(Of(new ScopeMaker("").Do(Run("outside")), new ScopeMaker("zero"), One("new")));

        Assert.Equal(["run outside (reload)", "run new (reload)"], rig.Said);
        Assert.Equal(("one", since), (rig.State.State, rig.State.Since));
        Assert.Equal(history, rig.State.History);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_restart_and_a_state_that_is_gone_begin_anew(bool restarts)
    {
        var rig = new Rig(States(new ScopeMaker(restarts ? "one" : "other"))).Start(World.Empty);
        _ = rig.Said;

        rig.Reload(Of(new ScopeMaker("").Do(Run("outside")), One("new")), restarts);

        Assert.Equal(["run outside", "initial state: one", "changing state to one", "run init", "run new"], rig.Said);
        Assert.Equal("reload", rig.State.History[^1].Cause.Event);
    }

    [Fact]
    public void Equal_tests_keep_their_answers_and_new_ones_run_first()
    {
        var old = new ScopeMaker("one").If(Every("same", 5, fall: 2), Run("same")).If(Every("gone", 5), Run("gone"));
        var rig = new Rig(States(old)) { ShowsTests = true }.Start(World.Empty).Exit("same", 0).Exit("gone", 0).Pass(5).Exit("same", 1).Pass(1);
        _ = rig.Said;
        var due = rig.State.Due;

        rig.Reload(States(new ScopeMaker("one").Init(Run("init")).If(Every("new", 60), Run("new")).If(Every("same", 5, fall: 2), Run("same"))));
        Assert.Equal(["stop gone", "test new for 10"], rig.Said);
        Assert.Equal(due, rig.State.Due);

        rig.Exit("new", 0);
        Assert.Equal(["run new", "run same"], rig.Said);
        rig.Pass(4).Exit("same", 1);
        Assert.Equal(["test same", "run new"], rig.Said);
    }

    [Fact]
    public void A_run_of_an_equal_test_goes_on()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Every("t", 5), Run("x")))).Start(World.Empty).Exit("t", 1).Pass(5);
        rig.Reload(States(new ScopeMaker("zero"), new ScopeMaker("one").If(Every("t", 5), Run("new"))));
        _ = rig.Said;

        rig.Exit("t", 0);

        Assert.Equal(["run new"], rig.Said);
    }

    [Fact]
    public void A_state_whose_tests_still_run_is_entered_as_the_new_file_says()
    {
        var rig = new Rig(States(new ScopeMaker("one").Init(Run("old")).If(Every("t", 5), Run("x")))).Start(World.Empty);
        _ = rig.Said;

        rig.Reload(States(new ScopeMaker("one").Init(Run("init")).If(Every("t", 5), Run("t")).If(Every("u", 5), Run("u"))));
        rig.Exit("t", 0).Exit("u", 0);

        Assert.Equal(["run init", "run t", "run u", "started"], rig.Said);
    }

    [Fact]
    public void A_reload_during_the_start_begins_anew()
    {
        var rig = new Rig(Of(new ScopeMaker("").If(Every("t", 5), Run("x")), new ScopeMaker("one"))) { ShowsTests = true }.Start(World.Empty);

        rig.Reload(States(One("body")));

        Assert.Equal(["test t for 5", "stop t", "initial state: one", "changing state to one", "run init", "run body", "started"], rig.Said);
    }

    [Fact]
    public void States_may_come_and_go()
    {
        var rig = new Rig(Of(new ScopeMaker("").Do(Run("outside")))).Start(World.Empty);
        rig.Reload(Of(new ScopeMaker("").Do(Run("changed"))));
        Assert.Equal(["run outside", "started", "run changed"], rig.Said);

        rig.Reload(States(One("body")));
        Assert.Equal(["initial state: one", "changing state to one", "run init", "run body"], rig.Said);

        rig.Reload(Of(new ScopeMaker("").Do(Run("outside"))));
        Assert.Equal(["run outside"], rig.Said);
        Assert.Equal("", rig.State.State);
    }

    [Fact]
    public void A_pulse_that_waits_is_judged_after_a_reload()
    {
        var one = new ScopeMaker("one").If(Changed("eth0"), Run("changed"));
        one.If(Up("eth0"), [.. Enumerable.Range(0, 64).Select(i => Run($"{i}"))]);
        var rig = new Rig(States(one)).Start(WithLinks("eth0"));
        _ = rig.Said;
        rig.Settle(rig.World.Inet("eth0", "192.0.2.1/24")).Reload(States(new ScopeMaker("one").If(Changed("eth0"), Run("changed"))));
        Assert.Empty(rig.Said);

        rig.EndCommand();

        Assert.Equal(["run changed"], rig.Said);
    }

    [Fact]
    public void A_file_before_the_start_is_the_one_that_counts()
    {
        var rig = new Rig(States(One("old"))).Reload(States(One("new"))).Start(World.Empty);

        Assert.Equal(["initial state: one", "changing state to one", "run init", "run new", "started"], rig.Said);
    }
}
