using CsCheck;
using Koi.Interfaces.Groups;

namespace Koi.Tests.Interfaces.Groups;

public sealed class MembershipsTests
{
    [Fact]
    public void Joining_again_with_the_same_order_changes_nothing()
    {
        var one = Memberships.Empty.With(2, "ext", 5);

        Assert.Same(one, one.With(2, "ext", 5));
        Assert.Equal([(2, "ext", 6)], one.With(2, "ext", 6).All());
    }

    [Fact]
    public void Leaving_what_was_not_joined_changes_nothing()
    {
        var one = Memberships.Empty.With(2, "ext", 5);

        Assert.Same(one, one.Without(2, "dmz"));
        Assert.Same(one, one.Without(3, "ext"));
        Assert.Same(one, one.Without(3));
    }

    [Fact]
    public void An_interface_without_groups_is_forgotten()
    {
        Assert.Empty(Memberships.Empty.With(2, "ext", 5).Without(2, "ext").ByIndex);
        Assert.Empty(Memberships.Empty.With(2, "ext", 5).With(2, "dmz", 6).Without(2).ByIndex);
    }

    [Fact]
    public void Groups_of_an_interface_are_sorted() =>
        Assert.Equal(["a", "b"], Memberships.Empty.With(2, "b", 1).With(2, "a", 2).With(3, "c", 3).Of(2).Keys);

    [Fact]
    public void They_are_a_dictionary_of_pairs() =>
        Gen.Select(Gen.Int[1, 3], Texts.Of("a", "b", "c"), Gen.Long[0, 4]).Array[0, 30].Sample(steps =>
        {
            var memberships = Memberships.Empty;
            var expected = new Dictionary<(int, string), long>();
            foreach (var (index, group, order) in steps)
            {
                memberships = order == 0 ? memberships.Without(index, group) : memberships.With(index, group, order);
                if (!expected.Remove((index, group)) || order > 0)
                {
                    expected[(index, group)] = order;
                }

                if (order == 0)
                {
                    expected.Remove((index, group));
                }
            }

            Assert.Equal(
                expected.Select(one => (one.Key.Item1, one.Key.Item2, one.Value)).Order(),
                memberships.All().Order());
        }, iter: 500);
}
