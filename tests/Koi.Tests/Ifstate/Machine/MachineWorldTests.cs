using Koi.Ifstate;
using Koi.Ifstate.Machine;
using static Koi.Tests.Ifstate.Machine.Words;

namespace Koi.Tests.Ifstate.Machine;

/// <summary>What tests of the world come to, when they settle, and what they call their changes.</summary>
public sealed class MachineWorldTests
{
    private static readonly World Sample = WithLinks("eth0", "eth1").Link("lo", LinkState.Unknown).Link("wg0", LinkState.Down)
        .Inet("eth0", "192.0.2.1/24", "2001:db8::1/64").Inet("lo", "127.0.0.1/8").Route("eth0", AddressFamilies.V4)
        .Group("ext", "eth0", "wg0").Group("lan", "eth1", "lo").Group("none").Group("eth1", "wg0").Demote("carp", 2);

    public static TheoryData<string, Test, bool> Questions => new()
    {
        { "up", new Test.Link(SubjectOf("eth0"), LinkTest.Up), true },
        { "up is not down", new Test.Link(SubjectOf("eth0"), LinkTest.Down), false },
        { "unknown is up", new Test.Link(SubjectOf("lo"), LinkTest.Up), true },
        { "unknown", new Test.Link(SubjectOf("lo"), LinkTest.Unknown), true },
        { "down is not unknown", new Test.Link(SubjectOf("wg0"), LinkTest.Unknown), false },
        { "missing is down", new Test.Link(SubjectOf("gone"), LinkTest.Down), true },
        { "missing is not unknown", new Test.Link(SubjectOf("gone"), LinkTest.Unknown), false },
        { "missing is not up", new Test.Link(SubjectOf("gone"), LinkTest.Up), false },
        { "any", new Test.Link(SubjectOf("any:ext"), LinkTest.Up), true },
        { "any down", new Test.Link(SubjectOf("any:ext"), LinkTest.Down), true },
        { "all", new Test.Link(SubjectOf("all:ext"), LinkTest.Up), false },
        { "all of lan", new Test.Link(SubjectOf("all:lan"), LinkTest.Up), true },
        { "any of none", new Test.Link(SubjectOf("any:none"), LinkTest.Down), false },
        { "all of none", new Test.Link(SubjectOf("all:none"), LinkTest.Down), false },
        { "all of unknown group", new Test.Link(SubjectOf("all:gone"), LinkTest.Down), false },
        { "a group by its name", new Test.Link(SubjectOf("ext"), LinkTest.Up), true },
        { "an empty group by its name", new Test.Link(SubjectOf("none"), LinkTest.Down), false },
        { "an interface before a group", new Test.Link(SubjectOf("eth1"), LinkTest.Up), true },
        { "inet", new Test.HasAddress(SubjectOf("eth0"), AddressFamilies.V4, IsWanted: true), true },
        { "inet down", new Test.HasAddress(SubjectOf("eth0"), AddressFamilies.V4, IsWanted: false), false },
        { "inet6", new Test.HasAddress(SubjectOf("eth0"), AddressFamilies.V6, IsWanted: true), true },
        { "no inet6", new Test.HasAddress(SubjectOf("lo"), AddressFamilies.V6, IsWanted: true), false },
        { "addr", new Test.HasAddress(SubjectOf("lo"), AddressFamilies.Any, IsWanted: true), true },
        { "missing has none", new Test.HasAddress(SubjectOf("gone"), AddressFamilies.Any, IsWanted: false), true },
        { "any member without", new Test.HasAddress(SubjectOf("any:ext"), AddressFamilies.V4, IsWanted: false), true },
        { "all members with", new Test.HasAddress(SubjectOf("all:ext"), AddressFamilies.V4, IsWanted: true), false },
        { "within", new Test.AddressWithin(SubjectOf("eth0"), AddressFamilies.V4, Prefix("192.0.2.0/24")), true },
        { "within, host bits", new Test.AddressWithin(SubjectOf("eth0"), AddressFamilies.V4, Prefix("192.0.2.77/24")), true },
        { "within a host", new Test.AddressWithin(SubjectOf("eth0"), AddressFamilies.Any, Prefix("192.0.2.2")), false },
        { "within, other family", new Test.AddressWithin(SubjectOf("eth0"), AddressFamilies.V6, Prefix("192.0.2.0/24")), false },
        { "within everything of the other family", new Test.AddressWithin(SubjectOf("lo"), AddressFamilies.Any, Prefix("::/0")), false },
        { "route", new Test.DefaultRoute(SubjectOf("eth0"), AddressFamilies.V4), true },
        { "no route", new Test.DefaultRoute(SubjectOf("eth0"), AddressFamilies.V6), false },
        { "either route", new Test.DefaultRoute(SubjectOf("eth0"), AddressFamilies.Any), true },
        { "member", new Test.Membership(SubjectOf("eth0"), "ext"), true },
        { "no member", new Test.Membership(SubjectOf("eth1"), "ext"), false },
        { "members of a group in another", new Test.Membership(SubjectOf("all:ext"), "ext"), true },
        { "members", new Test.Members("ext"), true },
        { "no members", new Test.Members("none"), false },
        { "demoted", new Test.Demoted("carp"), true },
        { "not demoted", new Test.Demoted("ext"), false },
        { "no pulse at the start", new Test.AddressChanged(SubjectOf("eth0"), AddressFamilies.Any), false },
        { "no pulse of members at the start", new Test.MembersChanged("ext"), false },
        { "not so long yet", new Test.After(Seconds(1)), false },
        { "no time", new Test.After(TimeSpan.Zero), true },
    };

    public static TheoryData<string, Test> Hierarchy => new()
    {
        { "link:eth0 192.0.2.9/24", new Test.Link(SubjectOf("eth0"), LinkTest.Up) },
        { "link:eth0 192.0.2.9/24", new Test.Link(SubjectOf("any:ext"), LinkTest.Up) },
        { "inet:eth0 192.0.2.9/24", new Test.AddressChanged(SubjectOf("all:ext"), AddressFamilies.V4) },
        { "inet6:eth0 192.0.2.9/24", new Test.HasAddress(SubjectOf("eth0"), AddressFamilies.V6, IsWanted: false) },
        { "addr:eth0 192.0.2.9/24", new Test.AddressWithin(SubjectOf("eth0"), AddressFamilies.Any, Prefix("2001:db8::/64")) },
        { "route:eth0 192.0.2.9/24", new Test.DefaultRoute(SubjectOf("eth0"), AddressFamilies.Any) },
        { "group:ext", new Test.Membership(SubjectOf("eth1"), "ext") },
        { "group:ext", new Test.MembersChanged("ext") },
        { "group:lan", new Test.Members("lan") },
        { "demotion:carp", new Test.Demoted("carp") },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void Tests_come_to(string what, Test test, bool expected)
    {
        var rig = new Rig(States(new ScopeMaker("one").If(test, Run("true")))).Start(Sample);

        Assert.Equal(expected, rig.Said.Contains("run true"));
        Assert.Equal(new TestStatus(test, IsKnown: true, expected, ExitStatus: null), Assert.Single(StateMachine.TestsOf(rig.State, isGlobal: false)));
        Assert.NotEmpty(what);
    }

    [Theory]
    [MemberData(nameof(Hierarchy))]
    public void Changes_have_causes(string expected, Test test)
    {
        var one = new ScopeMaker("one");
        one.Do(new Statement.If(new Expression.Or(one.Is(test), new Expression.Not(one.Is(test))), [Run("x")]));
        var rig = new Rig(States(one)) { ShowsCauses = true }.Start(Sample);
        _ = rig.Said;

        // Links and demotion come at once, the rest when it has settled.
        var next = Sample.Inet("eth0", "192.0.2.9/24").Route("eth0", AddressFamilies.None).Group("ext", "eth0", "eth1", "wg0").Group("lan");
        rig.Settle(next).Hear(next.Link("eth0", LinkState.Down).Demote("carp", 0));

        Assert.Contains($"run x ({expected})", rig.Said);
    }

    [Fact]
    public void The_first_test_that_changed_names_the_cause()
    {
        var one = new ScopeMaker("one").If(Down("eth1"), Run("b")).If(Down("eth0"), Run("a"));
        var rig = new Rig(States(one)) { ShowsCauses = true }.Start(Sample);
        _ = rig.Said;

        rig.Hear(Sample.Link("eth0", LinkState.Down).Link("eth1", LinkState.Down));

        Assert.Equal(["run b (link:eth1)", "run a (link:eth1)"], rig.Said);
    }

    [Fact]
    public void A_pulse_is_true_for_one_judgement_only()
    {
        var one = new ScopeMaker("one").If(Changed("eth0"), Run("changed")).IfNot(Changed("eth0"), Run("not"));
        var rig = new Rig(Of(new ScopeMaker("").If(Changed("eth0"), Run("outside")), one.If(Up("eth1"), Run("up")))).Start(Sample);
        Assert.Equal(["initial state: one", "changing state to one", "run not", "run up", "started"], rig.Said);

        rig.Settle(Sample.Inet("eth0", "192.0.2.2/24"));
        Assert.Equal(["run outside", "run changed", "run up"], rig.Said);

        rig.Pass(10).Hear(rig.World.Link("eth1", LinkState.Down));
        Assert.Equal(["run not"], rig.Said);
    }

    [Fact]
    public void A_pulse_is_over_in_the_state_that_it_leads_to()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Changed("eth0"), Set(1)), new ScopeMaker("two").If(Changed("eth0"), Run("again")))).Start(Sample);
        _ = rig.Said;

        rig.Settle(Sample.Inet("eth0", "192.0.2.2/24"));
        Assert.Equal(["changing state to two"], rig.Said);
        rig.Settle(rig.World.Inet("eth0"));

        Assert.Equal(["run again"], rig.Said);
    }

    [Fact]
    public void What_settles_as_it_was_is_no_pulse()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Changed("eth0"), Run("x")))).Start(Sample);
        _ = rig.Said;

        rig.Hear(Sample.Inet("eth0")).Pass(0.03).Settle(Sample.Inet("eth0", "2001:db8::2/64", "192.0.2.1/24")).Pass(1);

        Assert.Empty(rig.Said);
    }

    [Fact]
    public void What_never_settles_is_taken_in_after_a_quarter_of_a_second()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Changed("eth0"), Run("x")))).Start(Sample);
        _ = rig.Said;

        for (var i = 0; i < 8; i++)
        {
            rig.Hear(Sample.Inet("eth0", $"192.0.2.{i + 10}/24")).Pass(0.03);
        }

        Assert.Empty(rig.Said);
        rig.Hear(Sample.Inet("eth0", "192.0.2.99/24")).Pass(0.01);
        Assert.Equal(["run x"], rig.Said);
    }

    [Fact]
    public void Links_count_while_addresses_settle()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Down("eth0"), Run("down")).IfNot(Inet("eth0"), Run("none")))).Start(Sample);
        _ = rig.Said;

        rig.Hear(Sample.Gone("eth0").Inet("eth0"));
        Assert.Equal(["interface eth0 departed", "run down"], rig.Said);
        rig.Pass(0.05);

        Assert.Equal(["run down", "run none"], rig.Said);
    }

    [Theory]
    [InlineData(false, "run x")]
    [InlineData(true, null)]
    public void Addresses_of_a_group_change_when_all_together_are_others(bool hasSame, string? expected)
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Changed("any:ext"), Run("x")))).Start(Sample);
        _ = rig.Said;

        rig.Settle(Sample.Group("ext", "eth0", "eth1", "wg0").Inet("eth1", hasSame ? "192.0.2.1/24" : "192.0.2.7/24"));

        Assert.Equal(expected is null ? [] : [expected], rig.Said);
    }

    [Fact]
    public void Of_a_group_every_change_of_a_member_is_news()
    {
        var rig = new Rig(States(new ScopeMaker("one").If(Up("any:lan"), Run("up")))).Start(Sample);
        _ = rig.Said;

        rig.Hear(Sample.Link("lo", LinkState.Down));
        Assert.Equal(["run up"], rig.Said);
        rig.Settle(rig.World.Group("lan", "eth1"));
        Assert.Equal(["run up"], rig.Said);
    }

    [Fact]
    public void An_initial_state_that_is_ignored_counts_from_the_first_change()
    {
        var one = new ScopeMaker("one").If(Up("eth0"), Run("up")).IfNot(Up("eth0"), Run("not up")).IfNot(Inet("eth0"), Run("no inet"));
        var rig = new Rig(States(one.If(Every("true", 10), Run("test")))).Start(Sample, ignoresInitial: true).Exit("true", 0);
        Assert.Equal(["initial state: one", "changing state to one", "run test", "started"], rig.Said);
        Assert.False(StateMachine.TestsOf(rig.State, isGlobal: false)[0].IsKnown);

        rig.Hear(Sample.Link("eth0", LinkState.Down));
        Assert.Equal(["run not up", "run test"], rig.Said);
        rig.Hear(Sample);
        Assert.Equal(["run up", "run test"], rig.Said);
        rig.Settle(Sample.Inet("eth0"));
        Assert.Equal(["run up", "run no inet", "run test"], rig.Said);
    }

    [Fact]
    public void What_changed_in_another_state_is_known_in_this_one()
    {
        var rig = new Rig(States(new ScopeMaker("one").IfNot(Up("eth0"), Set(1)), new ScopeMaker("two").IfNot(Up("eth0"), Run("not up")).IfNot(Up("eth1"), Run("no"))))
            .Start(Sample, ignoresInitial: true);
        _ = rig.Said;

        rig.Hear(Sample.Link("eth0", LinkState.Down));

        Assert.Equal(["changing state to two", "run not up"], rig.Said);
    }
}
