using CsCheck;
using Koi.Interfaces.Groups;
using Koi.Tests.Interfaces.Addresses;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

public sealed class MirrorTests
{
    private const string Sample = """
        # groups that interfaces joined; koid writes this file
        table 7
        group dmz 9
        group ext 8
        member ext 2 eth0 17
        member dmz 3 eth1 19
        member ext 3 eth1 18
        demote carp 3
        demote ext 255
        addresses a4_ext 11 interval (ext:network)
        addresses a6_self 12 single (self:0)

        """;

    [Fact]
    public void What_administrators_asked_for_is_written() => Assert.Equal(Sample, Mirror.Write(World()));

    [Fact]
    public void What_was_written_is_read()
    {
        var read = Mirror.Read(Sample);

        Assert.Equal([(2, "ext", 17), (3, "dmz", 19), (3, "ext", 18)], read.Memberships.All().Order());
        Assert.Equal<ulong?>(7, read.Kernel.TableHandle);
        Assert.Equal(["dmz: eth1", "ext: eth0 eth1"], Print(read.Kernel));
        Assert.Equal(19, read.Kernel.LastOrder);
        Assert.Equal(Sample, Mirror.Write(read with { Table = World().Table }));
    }

    [Fact]
    public void Without_interfaces_nobody_is_written_and_without_a_table_its_number_is_0() =>
        Assert.Equal("# groups that interfaces joined; koid writes this file\ntable 0\n", Mirror.Write(
            GroupWorld.Empty with { Memberships = World().Memberships }));

    [Theory]
    [InlineData("")]
    [InlineData("table")]
    [InlineData("table -1")]
    [InlineData("table 18446744073709551616")]
    [InlineData("table 1 2")]
    [InlineData("group ext")]
    [InlineData("group ext0 5")]
    [InlineData("group ext x")]
    [InlineData("member ext 0 eth0 5")]
    [InlineData("member ext -1 eth0 5")]
    [InlineData("member ext 2 eth0")]
    [InlineData("member ext 2 eth0 9999999999999999999")]
    [InlineData("member ext7 2 eth0 5")]
    [InlineData("demote ext 0")]
    [InlineData("demote ext 256")]
    [InlineData("demote ext -3")]
    [InlineData("addresses g_ext 1 single (ext)")]
    [InlineData("addresses a4_ext 1 double (ext)")]
    [InlineData("addresses a4_ext 1 single ext")]
    [InlineData("Table 7")]
    public void Other_lines_are_passed_over(string line)
    {
        var read = Mirror.Read($"{line}\n");

        Assert.Empty(read.Memberships.ByIndex);
        Assert.Equal(KernelSets.Empty, read.Kernel);
    }

    [Fact]
    public void An_order_beyond_32_bits_is_kept() =>
        Assert.Equal([(2, "ext", 5_000_000_000)], Mirror.Read("member ext 2 eth0 5000000000\n").Memberships.All());

    [Fact]
    public void Any_text_is_read() => Gen.OneOf(
        Texts.Near("table", "group", "member", "ext", "\n", " ", "7", "18446744073709551615"),
        Texts.Lines("table", "group", "member", "demote", "addresses", "ext", "all", "a4_x", "7", "0", "single", "interval", "(ext)", "-", "é"))
        .Sample(text =>
        {
            var read = Mirror.Read(text);

            Assert.All(read.Kernel.Demotion.Values, count => Assert.InRange(count, 1, 255));
            Assert.All(read.Memberships.All(), one => Assert.True(one.Index > 0 && one.Order >= 0));
        });

    [Fact]
    public void Whatever_is_written_is_read() => WorldGen.World.Sample(world =>
    {
        var read = Mirror.Read(Mirror.Write(world));

        Assert.Equal(Mirror.Write(world), Mirror.Write(read with { Table = world.Table }));
        Assert.Equal(world.Kernel.Demotion, read.Kernel.Demotion);
        Assert.Equal(world.Kernel.Groups.OrderBy(one => one.Key), read.Kernel.Groups.OrderBy(one => one.Key));
    }, iter: 200);

    [Fact]
    public void Worlds_made_from_one_another_are_the_same_unless_what_is_written_changed()
    {
        var world = World();

        Assert.True(Mirror.IsSame(world, world with { Table = Koi.Interfaces.InterfaceTable.Empty }));
        Assert.True(Mirror.IsSame(world, world with { Kernel = world.Kernel.With("egress", "eth0", new ElementMark(null, 1, IsAutomatic: true)) }));
        Assert.False(Mirror.IsSame(world, world with { Memberships = world.Memberships.With(2, "lan", 20) }));
        Assert.False(Mirror.IsSame(world, world with { Kernel = world.Kernel.WithDemotion("ext", 2) }));
        Assert.False(Mirror.IsSame(world, world with { Kernel = world.Kernel with { TableHandle = 99 } }));
        Assert.False(Mirror.IsSame(world, world with { Kernel = new SetChange.AddGroup("lan").Apply(world.Kernel) }));
    }

    private static GroupWorld World()
    {
        var networks = AddressSetTests.Set("a4_ext", "(ext:network)", isInterval: true) with { Handle = 11, Ranges = [Range("10.0.0.1")] };
        var all = AddressSetTests.Set("a6_self", "(self:0)", isInterval: false) with { Handle = 12 };
        return Machine.World(Interface(2, "eth0"), Interface(3, "eth1")) with
        {
            Memberships = Memberships.Empty.With(3, "ext", 18).With(3, "dmz", 19).With(2, "ext", 17).With(9, "ext", 1),
            Kernel = KernelSets.Empty.WithDemotion("ext", 255).WithDemotion("carp", 3) with
            {
                TableHandle = 7,
                Groups = KernelSets.Empty.Groups.Add("ext", 8).Add("dmz", 9),
                AddressSets = KernelSets.Empty.AddressSets.Add(networks.Name, networks).Add(all.Name, all),
            },
        };
    }
}
