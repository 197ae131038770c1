using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Tests.Interfaces.Addresses;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

/// <summary>Every kind of change is described, applied and written.</summary>
public sealed class SetChangeTotalityTests
{
    private static readonly Koi.Interfaces.Addresses.AddressSet Addresses =
        AddressSetTests.Set("a4_ext", "(ext:network)", isInterval: true) with { Ranges = [Range("10.0.0.0-10.0.0.255")] };

    private static readonly (SetChange Change, string Text)[] Samples =
    [
        (new SetChange.AddTable(), "add table"),
        (new SetChange.AddGroup("ext"), "add set g_ext"),
        (new SetChange.AddDemotion(), "add map demote"),
        (new SetChange.AddAddressSet(Addresses), "add set a4_ext (ext:network)"),
        (new SetChange.Join("ext", "eth1", new ElementMark(3, 7, IsAutomatic: false)), "add g_ext eth1 (ifindex 3 joined 7)"),
        (new SetChange.Leave("ext", "eth0"), "delete g_ext eth0"),
        (new SetChange.Demote("ext", 1, 2), "demote ext 1 to 2"),
        (new SetChange.AddRanges(Addresses, [Range("10.0.1.1"), Range("10.0.2.0-10.0.2.7")]), "add a4_ext 10.0.1.1, 10.0.2.0-10.0.2.7"),
        (new SetChange.DeleteRanges(Addresses, [Range("10.0.0.0-10.0.0.255")]), "delete a4_ext 10.0.0.0-10.0.0.255"),
    ];

    private static readonly KernelSets Before = KernelSets.Empty
        .With("ext", "eth0", ElementMark.ByHand)
        .WithDemotion("ext", 1) with
    {
        AddressSets = KernelSets.Empty.AddressSets.Add(Addresses.Name, Addresses),
    };

    [Fact]
    public void Samples_are_all_kinds_of_change() => Assert.Equal(
        typeof(SetChange).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(SetChange))).Select(type => type.Name).Order(StringComparer.Ordinal),
        Samples.Select(sample => sample.Change.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_change_is_described() =>
        Assert.Equal(Samples.Select(sample => sample.Text), Describe(Samples.Select(sample => sample.Change)));

    [Fact]
    public void Every_change_changes_the_sets() =>
        Assert.All(Samples, sample => Assert.NotEqual(Before, sample.Change.Apply(Before)));

    [Fact]
    public void Every_change_is_written() => Assert.All(Samples, sample =>
    {
        using var batch = new MessageWriter();
        KoiTable.Write(batch, sample.Change);

        Assert.InRange(batch.MessageCount, 1, 2);
    });

    [Fact]
    public void A_table_or_set_that_is_added_again_stays_what_it_is()
    {
        var sets = KernelSets.Empty with { TableHandle = 5, Groups = KernelSets.Empty.Groups.Add("ext", 6) };

        Assert.Equal<ulong?>(5, new SetChange.AddTable().Apply(sets).TableHandle);
        Assert.Equal<ulong>(6, new SetChange.AddGroup("ext").Apply(sets).Groups["ext"]);
        Assert.Equal<ulong?>(0, new SetChange.AddTable().Apply(KernelSets.Empty).TableHandle);
        Assert.Equal<ulong>(0, new SetChange.AddGroup("ext").Apply(KernelSets.Empty).Groups["ext"]);
    }
}
