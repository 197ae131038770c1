using CsCheck;
using Koi.Interfaces.Groups;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

/// <summary>Whatever the sets hold, a plan makes them right.</summary>
public sealed class GroupPlanPropertyTests
{
    private const int Iterations = 300;

    [Fact]
    public void A_plan_for_everything_makes_the_sets_what_they_must_be() => WorldGen.World.Sample(world =>
    {
        var changes = GroupPlan.Make(world, Touched.Everything);
        var table = new StrictTable(world.Kernel).Apply(changes);

        Assert.Equal(Naive.Members(world), table.Members);
        Assert.All(changes.OfType<SetChange.Join>(), join => Assert.True(join.Mark.Order > 0));
        Assert.Subset(table.Groups.ToHashSet(), AutomaticGroups.WellKnown.ToHashSet());
        foreach (var set in WorldGen.Declared.Where(set => set.Error is null && table.Addresses.ContainsKey(set.Name)))
        {
            Assert.Equal(Naive.Addresses(world, set), Naive.Each(table.Addresses[set.Name]));
        }
    }, iter: Iterations);

    [Fact]
    public void Counters_of_groups_with_members_stay_or_come_back_and_others_end() => WorldGen.World.Sample(world =>
    {
        var table = new StrictTable(world.Kernel).Apply(GroupPlan.Make(world, Touched.Everything));

        var alive = Naive.Members(world).Select(line => line.Split(' ')[0]).Append("carp").ToHashSet();
        Assert.Equal(
            world.LostDemotion.SetItems(world.Kernel.Demotion).Where(one => alive.Contains(one.Key)).OrderBy(one => one.Key),
            table.Demotion.OrderBy(one => one.Key));
    }, iter: Iterations);

    [Fact]
    public void The_world_after_a_plan_is_the_kernel_s_and_needs_no_other_plan() => WorldGen.World.Sample(world =>
    {
        var changes = GroupPlan.Make(world, Touched.Everything);
        var after = world.After(changes);

        var table = new StrictTable(world.Kernel).Apply(changes);
        Assert.Equal(table.Members, new StrictTable(after.Kernel).Members);
        Assert.Equal(table.Demotion, new StrictTable(after.Kernel).Demotion);
        Assert.All(table.Addresses, set => Assert.Equal(Print(set.Value), Print(after.Kernel.AddressSets[set.Key].Ranges)));
        Assert.Empty(Describe(GroupPlan.Make(after, Touched.Everything)));
    }, iter: Iterations);

    [Fact]
    public void A_plan_for_nothing_changes_nothing_where_all_is_settled() => WorldGen.World.Sample(
        world => Assert.Empty(GroupPlan.Make(Settled(world), Touched.Nothing)), iter: Iterations / 3);

    [Fact]
    public void Looking_at_every_name_is_looking_at_everything() => WorldGen.World.Sample(world =>
    {
        var names = world.Table.Interfaces.Values.Select(one => one.Name).Concat(world.Kernel.Members.Keys);
        var touched = new Touched([.. names], [.. world.Kernel.AddressSets.Keys, .. world.LostAddressSets.Select(set => set.Name)], IsEverything: false);

        var some = new StrictTable(world.Kernel).Apply(GroupPlan.Make(world, touched));
        var all = new StrictTable(world.Kernel).Apply(GroupPlan.Make(world, Touched.Everything));

        Assert.Equal(all.Members, some.Members);
        Assert.All(all.Addresses, set => Assert.Equal(Print(set.Value), Print(some.Addresses[set.Key])));
    }, iter: Iterations);
}
