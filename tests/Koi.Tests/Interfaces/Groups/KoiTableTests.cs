using Koi.Interfaces.Groups;
using Koi.Netlink;
using Koi.Netlink.Netfilter;
using Koi.Tests.Interfaces.Addresses;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Groups;

public sealed class KoiTableTests
{
    private static readonly Koi.Interfaces.Addresses.AddressSet Networks = AddressSetTests.Set("a4_ext", "(ext:network)", isInterval: true);

    [Fact]
    public void The_table_is_for_both_families()
    {
        var table = Assert.IsType<NetfilterEvent.TableAdded>(Write(new SetChange.AddTable())).Table;

        Assert.Equal(new NetfilterTable { Family = TableFamily.Inet, Name = "koi" }, table);
    }

    [Fact]
    public void A_group_is_a_set_of_interface_names()
    {
        var set = Assert.IsType<NetfilterEvent.SetAdded>(Write(new SetChange.AddGroup("ext"))).Set;

        Assert.Equal(new NetfilterSet { Id = KoiTable.Set("g_ext"), KeyType = SetType.InterfaceName }, set);
        Assert.Equal("ext", KoiTable.Group(set));
    }

    [Fact]
    public void Counters_are_a_map_of_marks()
    {
        var set = Assert.IsType<NetfilterEvent.SetAdded>(Write(new SetChange.AddDemotion())).Set;

        Assert.Equal("demote", set.Id.Name);
        Assert.True(KoiTable.IsDemotion(set));
        Assert.Null(KoiTable.Group(set));
    }

    [Theory]
    [InlineData("a4_ext", "(ext:network)", true)]
    [InlineData("a6_self", "(self)", false)]
    [InlineData("a4_x", "(x:broadcast:0)", false)]
    public void A_lost_set_of_addresses_declares_again_what_it_did(string name, string expression, bool isInterval)
    {
        var lost = AddressSetTests.Set(name, expression, isInterval);

        var set = Assert.IsType<NetfilterEvent.SetAdded>(Write(new SetChange.AddAddressSet(lost))).Set;

        Assert.Equal(lost, KoiTable.Addresses(set, out var error));
        Assert.Null(error);
    }

    [Fact]
    public void Members_are_elements_whose_comment_tells_who_put_them_there()
    {
        var added = Assert.IsType<NetfilterEvent.ElementsAdded>(
            Write(new SetChange.Join("ext", "eth1", new ElementMark(3, 7, IsAutomatic: false))));
        var gone = Assert.IsType<NetfilterEvent.ElementsRemoved>(Write(new SetChange.Leave("ext", "eth1")));

        Assert.Equal(KoiTable.Set("g_ext"), added.Set);
        Assert.Equal(SetElement.OfInterface("eth1", "ifindex 3 joined 7"), Assert.Single(added.Elements));
        Assert.Equal(KoiTable.Set("g_ext"), gone.Set);
        Assert.Equal(SetElement.OfInterface("eth1"), Assert.Single(gone.Elements));
    }

    [Theory]
    [InlineData(null, 3, "+3")]
    [InlineData(0, 3, "- +3")]
    [InlineData(3, 0, "-")]
    [InlineData(3, 255, "- +255")]
    public void A_counter_changes_as_a_whole(int? before, int after, string messages) =>
        Assert.Equal(messages, string.Join(' ', WriteAll(new SetChange.Demote("carp", before, after)).Select(message => message switch
        {
            NetfilterEvent.ElementsAdded { Set.Name: "demote" } added => $"+{Assert.Single(added.Elements).Data?.ToMark()}",
            NetfilterEvent.ElementsRemoved { Set.Name: "demote" } gone => Assert.Single(gone.Elements).Data is null ? "-" : "?",
            _ => "?",
        })));

    [Theory]
    [InlineData(true, "10.0.0.0 10.0.1.0) 255.255.255.0.. ")]
    [InlineData(false, "10.0.0.0 255.255.255.0 ")]
    public void Ranges_have_ends_but_for_the_last_one_and_single_addresses_have_none(bool isInterval, string expected)
    {
        var set = Networks with { IsInterval = isInterval };
        var ranges = Each(Range("10.0.0.0-10.0.0.255"), Range("255.255.255.0-255.255.255.255"));

        var added = Assert.IsType<NetfilterEvent.ElementsAdded>(Write(new SetChange.AddRanges(set, ranges)));
        var gone = Assert.IsType<NetfilterEvent.ElementsRemoved>(Write(new SetChange.DeleteRanges(set, ranges)));

        Assert.Equal(expected, string.Concat(added.Elements.Select(Text)));
        Assert.Equal(added.Elements.AsEnumerable(), gone.Elements);
        Assert.Equal(KoiTable.Set("a4_ext"), gone.Set);
    }

    [Theory]
    [InlineData("a4_ext", "(ext)", "ipv4_addr", false, null)]
    [InlineData("a6_ext", "(ext:network)", "ipv6_addr", true, null)]
    [InlineData("a4_ext", null, "ipv4_addr", false, "the comment must be an expression in parentheses, such as (ext:network)")]
    [InlineData("a4_ext", "(ext:nets)", "ipv4_addr", false, ":nets: unknown interface modifier")]
    [InlineData("a4_ext", "(ext)", "ipv6_addr", false, "the key of an a4 set must be ipv4_addr")]
    [InlineData("a6_ext", "(ext)", "ipv4_addr", false, "the key of an a6 set must be ipv6_addr")]
    [InlineData("a4_ext", "(ext:network)", "ipv4_addr", false, "a4_ext: networks need flags interval")]
    public void A_declaration_is_read_or_refused_with_a_reason(string name, string? comment, string key, bool isInterval, string? message)
    {
        var declared = KoiTable.Addresses(
            new NetfilterSet
            {
                Id = KoiTable.Set(name),
                KeyType = key is "ipv4_addr" ? SetType.AddressV4 : SetType.AddressV6,
                Flags = isInterval ? SetFlags.Interval : SetFlags.None,
                Comment = comment,
                Handle = 9,
            },
            out var error);

        Assert.Equal(message, error);
        Assert.Equal(message is null ? $"{name} {comment} {isInterval} 9" : "", declared is null ? "" : $"{declared.Name} {declared.Expression} {declared.IsInterval} {declared.Handle}");
    }

    [Fact]
    public void Sets_of_another_kind_are_no_group_s_and_no_counters()
    {
        var set = new NetfilterSet { Id = KoiTable.Set("g_ext"), KeyType = SetType.InterfaceName };

        Assert.Null(KoiTable.Group(set with { KeyType = SetType.AddressV4 }));
        Assert.Null(KoiTable.Group(set with { Flags = SetFlags.Interval }));
        Assert.Null(KoiTable.Group(set with { Flags = SetFlags.Map, DataType = SetType.Mark }));
        Assert.Null(KoiTable.Group(set with { Id = KoiTable.Set("g_ext0") }));
        Assert.False(KoiTable.IsDemotion(set with { Id = KoiTable.Set("demote") }));
        Assert.False(KoiTable.IsDemotion(set with { Id = KoiTable.Set("demote"), DataType = SetType.AddressV4 }));
    }

    private static string Text(SetElement element) =>
        $"{element.Key.ToAddress()}{(element.IsIntervalEnd ? ")" : "")}{(element.IsOpenInterval ? ".." : "")} ";

    private static NetfilterEvent Write(SetChange change) => Assert.Single(WriteAll(change));

    private static List<NetfilterEvent> WriteAll(SetChange change)
    {
        using var batch = new MessageWriter();
        KoiTable.Write(batch, change);
        var events = new List<NetfilterEvent>();
        var messages = new MessageReader(batch.Written);
        while (messages.Next())
        {
            events.Add(NetfilterEvent.Read(messages.Current));
        }

        return events;
    }

    [Fact]
    public void What_can_be_no_name_is_nobodys()
    {
        var bytes = new byte[16];
        Assert.Null(KoiTable.NameOf(new SetElement { Key = ElementValue.FromBytes(bytes) }));
        bytes.AsSpan().Fill((byte)'x');
        Assert.Null(KoiTable.NameOf(new SetElement { Key = ElementValue.FromBytes(bytes) }));
        bytes.AsSpan().Fill(0xff);
        bytes[15] = 0;
        Assert.Null(KoiTable.NameOf(new SetElement { Key = ElementValue.FromBytes(bytes) }));
        Assert.Null(KoiTable.NameOf(SetElement.OfInterface("eth0") with { IsCatchAll = true }));
        Assert.Equal("eth0", KoiTable.NameOf(SetElement.OfInterface("eth0")));
    }
}
