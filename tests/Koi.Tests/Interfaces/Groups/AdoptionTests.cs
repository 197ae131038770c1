using CsCheck;
using Koi.Interfaces.Groups;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

public sealed class AdoptionTests
{
    private static readonly GroupWorld Memory = World(Interface(2, "eth0"), Interface(3, "eth1")) with
    {
        Memberships = Memberships.Empty.With(2, "ext", 5),
        Kernel = Kernel(table: 1, set: 10).With("ext", "eth0", new ElementMark(2, 5, IsAutomatic: false)).WithDemotion("ext", 3),
    };

    [Fact]
    public void What_the_kernel_holds_counts_when_table_and_set_are_the_same()
    {
        var adopted = Adoption.Adopt(Memory, Kernel(table: 1, set: 10).With("ext", "eth1", ElementMark.ByHand));

        Assert.Equal([(3, "ext", 0)], adopted.Memberships.All());
        Assert.Empty(adopted.LostDemotion);
        Assert.False(adopted.IsSettled);
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(1, 11)]
    [InlineData(0, 10)]
    public void What_is_remembered_counts_too_when_they_were_made_anew(ulong table, ulong set)
    {
        var adopted = Adoption.Adopt(Memory, Kernel(table, set).With("ext", "eth1", ElementMark.ByHand));

        Assert.Equal([(2, "ext", 5), (3, "ext", 0)], adopted.Memberships.All().Order());
    }

    [Fact]
    public void A_flush_loses_neither_members_nor_counters_nor_sets_of_addresses()
    {
        var memory = Memory with { Kernel = Memory.Kernel with { AddressSets = Memory.Kernel.AddressSets.Add("a4_ext", WorldGen.Declared[0]) } };

        var adopted = Adoption.Adopt(memory, KernelSets.Empty);

        Assert.Equal([(2, "ext", 5)], adopted.Memberships.All());
        Assert.Equal(3, adopted.LostDemotion["ext"]);
        Assert.Equal("a4_ext", Assert.Single(adopted.LostAddressSets).Name);
        var after = Settled(adopted);
        Assert.Equal(["ext: eth0"], Print(after.Kernel));
        Assert.Equal(3, after.Kernel.Demotion["ext"]);
        Assert.True(after.Kernel.AddressSets.ContainsKey("a4_ext"));
        Assert.True(after.IsSettled);
        Assert.Empty(after.LostDemotion);
    }

    [Fact]
    public void Two_flushes_before_anything_was_put_back_lose_nothing() =>
        Assert.Equal(3, Settled(Adoption.Adopt(Adoption.Adopt(Memory, KernelSets.Empty), Kernel(table: 2, set: 20))).Kernel.Demotion["ext"]);

    [Theory]
    [InlineData("ext", "eth0", 3, false, 3)]
    [InlineData("ext", "eth0", null, false, 2)]
    [InlineData("ext", "eth0", 9, false, null)]
    [InlineData("ext", "eth9", null, false, null)]
    [InlineData("ext", "eth0", null, true, null)]
    [InlineData("egress", "eth0", 2, false, null)]
    public void An_element_stands_for_the_interface_that_joined(string group, string name, int? index, bool isAutomatic, int? owner) =>
        Assert.Equal(owner, Adoption.Owner(Memory.Table, group, name, new ElementMark(index, 1, isAutomatic)));

    [Fact]
    public void Interfaces_that_are_gone_lose_their_memberships() => Assert.Empty(
        Adoption.WithInterfaces(Memory, World(Interface(7, "eth0")).Table).Memberships.All());

    [Fact]
    public void No_membership_of_a_living_interface_is_lost_with_the_table() =>
        Gen.Select(WorldGen.World, WorldGen.Kernel, Gen.ULong[2, 5]).Sample((memory, kernel, handle) =>
        {
            memory = Settled(memory);
            memory = memory with { Kernel = memory.Kernel with { TableHandle = 1 } };
            kernel = kernel.TableHandle is null ? kernel : kernel with { TableHandle = handle };

            var adopted = Adoption.Adopt(memory, kernel);

            Assert.Subset(adopted.Memberships.All().ToHashSet(), memory.Memberships.All().ToHashSet());
            var table = new StrictTable(kernel).Apply(GroupPlan.Make(adopted, Touched.Everything));
            Assert.Equal(Naive.Members(adopted), table.Members);
        }, iter: 200);

    [Fact]
    public void Only_what_the_kernel_holds_counts_where_nothing_was_made_anew() =>
        Gen.Select(WorldGen.World, WorldGen.Kernel).Sample((memory, kernel) =>
        {
            kernel = kernel with { TableHandle = 4 };
            memory = memory with { Kernel = memory.Kernel with { TableHandle = 4, Groups = kernel.Groups } };

            var adopted = Adoption.Adopt(memory, kernel);

            var held = kernel.Members.SelectMany(one => one.Value, (one, mark) => (Index: Adoption.Owner(memory.Table, mark.Key, one.Key, mark.Value), Group: mark.Key));
            Assert.Subset(
                held.Where(one => one.Index is not null).Select(one => (one.Index!.Value, one.Group)).ToHashSet(),
                adopted.Memberships.All().Where(one => kernel.Groups.ContainsKey(one.Group)).Select(one => (one.Index, one.Group)).ToHashSet());
        }, iter: 200);

    private static KernelSets Kernel(ulong table, ulong set) => KernelSets.Empty with
    {
        TableHandle = table,
        HasDemotion = true,
        Groups = KernelSets.Empty.Groups.Add("ext", set),
    };
}
