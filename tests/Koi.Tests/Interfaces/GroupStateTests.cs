using System.Collections.Immutable;
using Koi.Interfaces;

namespace Koi.Tests.Interfaces;

public sealed class GroupStateTests
{
    [Fact]
    public void Groups_of_an_interface_are_in_the_order_of_joining_and_by_name_where_it_is_unknown()
    {
        var state = State(
            Group("a", ("eth0", 7), ("eth1", 1)),
            Group("b", ("eth0", 3)),
            Group("z", ("eth0", long.MaxValue)),
            Group("y", ("eth0", long.MaxValue)),
            Group("other", ("eth1", 2)));

        Assert.Equal(["b", "a", "y", "z"], state.Of("eth0"));
        Assert.Equal(["a", "other"], state.Of("eth1"));
        Assert.Empty(state.Of("eth2"));
    }

    private static GroupState State(params InterfaceGroup[] groups) =>
        new(groups.ToImmutableSortedDictionary(group => group.Name, group => group, StringComparer.Ordinal));

    private static InterfaceGroup Group(string name, params (string Interface, long Order)[] members) =>
        new(name, [.. members.Select(member => new GroupMember(member.Interface, member.Order, IsAutomatic: false))]);
}
