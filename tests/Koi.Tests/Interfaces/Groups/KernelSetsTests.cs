using CsCheck;
using Koi.Interfaces.Groups;

namespace Koi.Tests.Interfaces.Groups;

public sealed class KernelSetsTests
{
    [Fact]
    public void The_last_order_never_falls()
    {
        var sets = KernelSets.Empty.With("ext", "eth0", Mark(7)).With("ext", "eth1", Mark(3)).Without("ext", "eth0");

        Assert.Equal(7, sets.LastOrder);
    }

    [Fact]
    public void A_counter_of_0_is_none()
    {
        var sets = KernelSets.Empty.WithDemotion("ext", 3).WithDemotion("carp", 255);

        Assert.Equal(3, sets.Demotion["ext"]);
        Assert.Equal(["carp"], sets.WithDemotion("ext", null).Demotion.Keys);
    }

    [Fact]
    public void Taking_out_what_is_not_in_changes_nothing()
    {
        var sets = KernelSets.Empty.With("ext", "eth0", Mark(7));

        Assert.Same(sets, sets.Without("ext", "eth1"));
        Assert.Same(sets, sets.Without("dmz", "eth0"));
    }

    [Fact]
    public void Counts_are_those_of_the_members() =>
        Gen.Select(Texts.Of("a", "b"), Texts.Of("eth0", "eth1", "eth2"), Gen.Bool).Array[0, 30].Sample(steps =>
        {
            var sets = KernelSets.Empty;
            var expected = new HashSet<(string Group, string Name)>();
            foreach (var (group, name, joins) in steps)
            {
                sets = joins ? sets.With(group, name, Mark(1)) : sets.Without(group, name);
                _ = joins ? expected.Add((group, name)) : expected.Remove((group, name));
            }

            Assert.Equal(
                expected.GroupBy(one => one.Group).Select(found => (found.Key, found.Count())).Order(),
                sets.Counts.Select(one => (one.Key, one.Value)).Order());
            Assert.Equal(
                expected.Order(),
                sets.Members.SelectMany(one => one.Value.Keys, (one, group) => (group, one.Key)).Order());
            Assert.DoesNotContain(sets.Members.Values, marks => marks.IsEmpty);
        }, iter: 500);

    private static ElementMark Mark(long order) => new(null, order, IsAutomatic: true);
}
