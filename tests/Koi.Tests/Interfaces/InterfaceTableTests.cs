using CsCheck;
using Koi.Interfaces;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces;

public sealed class InterfaceTableTests
{
    [Fact]
    public void Interfaces_are_found_by_index_and_by_name()
    {
        var table = InterfaceTable.Of([Interface(2, "eth0"), Interface(3, "eth1")]);

        Assert.Equal("eth1", table.Find(3)?.Name);
        Assert.Equal(2, table.Find("eth0")?.Link.Index);
        Assert.Null(table.Find(4));
        Assert.Null(table.Find("eth2"));
    }

    [Fact]
    public void They_are_in_the_order_of_their_making() =>
        Assert.Equal(
            ["lo", "eth1", "eth0"],
            InterfaceTable.Of([Interface(9, "eth0"), Interface(1, "lo"), Interface(3, "eth1")]).InOrder().Select(one => one.Name));

    [Fact]
    public void A_renamed_interface_is_no_longer_found_by_its_old_name()
    {
        var table = InterfaceTable.Of([Interface(2, "eth0")]).With(Interface(2, "wan"));

        Assert.Null(table.Find("eth0"));
        Assert.Equal(2, table.Find("wan")?.Link.Index);
    }

    [Fact]
    public void Renames_can_swap_names()
    {
        var table = InterfaceTable.Of([Interface(2, "eth0"), Interface(3, "eth1")])
            .With(Interface(2, "tmp")).With(Interface(3, "eth0")).With(Interface(2, "eth1"));

        Assert.Equal(3, table.Find("eth0")?.Link.Index);
        Assert.Equal(2, table.Find("eth1")?.Link.Index);
        Assert.Null(table.Find("tmp"));
    }

    [Fact]
    public void Renames_can_swap_names_when_the_one_between_was_missed()
    {
        var table = InterfaceTable.Of([Interface(2, "eth0"), Interface(3, "eth1")])
            .With(Interface(3, "eth0")).With(Interface(2, "eth1"));

        Assert.Equal(3, table.Find("eth0")?.Link.Index);
        Assert.Equal(2, table.Find("eth1")?.Link.Index);
    }

    [Fact]
    public void An_interface_that_goes_takes_its_name_along_but_not_another_s()
    {
        var table = InterfaceTable.Of([Interface(2, "eth0"), Interface(3, "eth1")]);

        Assert.Null(table.Without(2).Find("eth0"));
        Assert.Null(table.Without(2).Find(2));
        Assert.Equal(3, table.With(Interface(3, "eth0")).Without(2).Find("eth0")?.Link.Index);
        Assert.Same(table, table.Without(7));
    }

    [Fact]
    public void After_any_changes_that_a_kernel_makes_names_are_those_of_a_fresh_table() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 5]).Array[0, 30].Sample(steps =>
        {
            var table = InterfaceTable.Empty;
            foreach (var (index, name) in steps)
            {
                // A name that another one has stands for a removal here: the kernel gives a name once.
                var isTaken = table.Find($"eth{name}") is { } owner && owner.Link.Index != index;
                table = isTaken ? table.Without(index) : table.With(Interface(index, $"eth{name}"));
            }

            var fresh = InterfaceTable.Of(table.Interfaces.Values);
            Assert.Equal(fresh.InOrder().Select(one => one.Name), table.InOrder().Select(one => one.Name));
            Assert.All(Enumerable.Range(0, 6), name => Assert.Equal(fresh.Find($"eth{name}"), table.Find($"eth{name}")));
        }, iter: 500);
}
