using Koi.Netlink;
using Koi.Netlink.Netfilter;
using static Koi.SystemTests.Netlink.NetfilterNetwork;

namespace Koi.SystemTests.Netlink;

/// <summary>What Koi makes is what nft(8) lists and loads, and the other way round.</summary>
public sealed class NetfilterTests : IDisposable
{
    private readonly NetfilterNetwork network = new();

    public void Dispose() => network.Dispose();

    [Fact]
    public void Sets_are_listed_as_nft_makes_them()
    {
        var text = """
            table inet koi {
            	comment "made by koi"
            	set names {
            		type ifname
            		comment "hello"
            		elements = { "em0" comment "auto",
            			     "em1" }
            	}

            	set v4 {
            		type ipv4_addr
            		flags interval
            		elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.9,
            			     255.255.255.0/24 }
            	}

            	set v6 {
            		type ipv6_addr
            		flags interval
            		auto-merge
            		elements = { 2001:db8::/32,
            			     ffff::/16 }
            	}

            	set brief {
            		type ipv4_addr
            		size 100
            		timeout 1h
            	}

            	map marks {
            		type ifname : mark
            		comment "demotion"
            		elements = { "carp" : 0x00000003 }
            	}
            }

            """;
        network.Nft("-f -", text);
        Assert.Equal(text, network.Nft("list ruleset"));
        network.Nft("flush ruleset");

        network.Commit(batch =>
        {
            TableMessages.Add(batch, Table with { Comment = "made by koi" });
            SetMessages.Add(batch, Names with { Comment = "hello" });
            SetMessages.Add(batch, V4);
            SetMessages.Add(batch, V6 with { IsMergedByNft = true });
            SetMessages.Add(batch, Set("brief", SetType.AddressV4) with
            {
                Flags = SetFlags.Timeout,
                Size = 100,
                TimeoutMilliseconds = 3_600_000,
            });
            SetMessages.Add(batch, Marks with { Comment = "demotion" });
            ElementMessages.Add(
                batch, Names.Id, SetElement.OfInterface("em0", "auto"), SetElement.OfInterface("em1"));
            ElementMessages.Add(batch, V4.Id, Elements(
                Prefix("10.0.0.0", 8), new(Address("192.0.2.1"), Address("192.0.2.9")), Prefix("255.255.255.0", 24)));
            ElementMessages.Add(batch, V6.Id, Elements(Prefix("2001:db8::", 32), Prefix("ffff::", 16)));
            ElementMessages.Add(
                batch, Marks.Id, SetElement.OfInterface("carp") with { Data = ElementValue.FromMark(3) });
        });

        var listed = network.Nft("list ruleset");
        Assert.Equal(text, listed);
        network.Nft("flush ruleset");
        network.Nft("-f -", listed);
        Assert.Equal(text, network.Nft("list ruleset"));
    }

    [Fact]
    public void What_nft_makes_is_read()
    {
        network.Nft("-f -", """
            table inet koi {
                comment "t"
                set names { type ifname; comment "s"; elements = { "em0" comment "auto" }; }
                set v4 { type ipv4_addr; flags interval; auto-merge; elements = { 0.0.0.0/0 }; }
                set brief { type ipv4_addr; flags timeout; timeout 30s; size 7; elements = { 10.0.0.1 timeout 5s }; }
                map marks { type ifname : mark; elements = { "carp" : 3 }; }
                map verdicts { type ifname : verdict; elements = { "carp" : accept }; }
                set pairs { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.1-10.0.0.3 . 80 }; }
            }
            table ip other { }
            """);

        var table = network.Socket.FindTable(TableFamily.Inet, "koi");
        Assert.Equal(("koi", "t", 6u), (table?.Name, table?.Comment, table?.UseCount));
        Assert.Equal(["koi", "other"], network.Socket.DumpTables().Select(one => one.Name));
        Assert.Equal(["other"], network.Socket.DumpTables(TableFamily.V4).Select(one => one.Name));
        Assert.Null(network.Socket.FindTable(TableFamily.V6, "koi"));

        var sets = network.Socket.DumpSets(TableFamily.Inet, "koi").ToDictionary(set => set.Id.Name);
        Assert.Equal(Names with { Comment = "s", Handle = sets["names"].Handle }, sets["names"]);
        Assert.Equal(V4 with { IsMergedByNft = true, Handle = sets["v4"].Handle }, sets["v4"]);
        Assert.Equal(Marks with { Handle = sets["marks"].Handle }, sets["marks"]);
        Assert.Equal((30_000ul, 7u), (sets["brief"].TimeoutMilliseconds, sets["brief"].Size));
        Assert.Null(sets["verdicts"].DataType);
        Assert.Equal(sets["marks"], network.Socket.FindSet(Marks.Id));
        Assert.Empty(network.Socket.DumpSets(TableFamily.Inet, "absent"));

        Assert.Equal([SetElement.OfInterface("em0", "auto")], network.Socket.DumpElements(Names.Id));
        Assert.Equal(3u, Assert.Single(network.Socket.DumpElements(Marks.Id)!).Data?.ToMark());
        Assert.Null(Assert.Single(network.Socket.DumpElements(sets["verdicts"].Id)!).Data);
        Assert.NotNull(Assert.Single(network.Socket.DumpElements(sets["pairs"].Id)!).LastKey);
        var brief = Assert.Single(network.Socket.DumpElements(sets["brief"].Id)!);
        Assert.Equal(5000ul, brief.TimeoutMilliseconds);
        Assert.InRange(brief.ExpirationMilliseconds ?? 0, 1ul, 5000ul);
        Assert.Equal([Prefix("0.0.0.0", 0)], AddressRange.FromElements(network.Socket.DumpElements(V4.Id)!));
        Assert.Null(network.Socket.DumpElements(Names.Id with { Name = "absent" }));
        Assert.Null(network.Socket.DumpElements(Names.Id with { Table = "absent" }));
    }

    [Theory]
    [InlineData("v4", "10.0.0.0-10.255.255.255 11.0.0.0-11.0.0.0 192.0.2.1-192.0.2.9 255.255.255.255-255.255.255.255")]
    [InlineData("v4", "0.0.0.0-0.0.0.0 0.0.0.2-127.255.255.255 128.0.0.0-255.255.255.255")]
    [InlineData("v4", "0.0.0.0-255.255.255.255")]
    [InlineData("v6", "::-::1 2001:db8::-2001:db9:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("v6", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Ranges_are_made_read_and_deleted(string name, string text)
    {
        var set = name is "v4" ? V4.Id : V6.Id;
        var ranges = text.Split(' ').Select(Range).ToArray();
        network.Make(V4, V6);

        network.Commit(batch => ElementMessages.Add(batch, set, Elements(ranges)));
        Assert.Equal(ranges, AddressRange.FromElements(network.Socket.DumpElements(set)!));
        var listed = network.Nft("list ruleset");
        network.Nft("flush ruleset");
        network.Nft("-f -", listed);
        Assert.Equal(ranges, AddressRange.FromElements(network.Socket.DumpElements(set)!));
        foreach (var range in ranges)
        {
            network.Commit(batch => ElementMessages.Delete(batch, set, Elements(range)));
        }

        Assert.Empty(AddressRange.FromElements(network.Socket.DumpElements(set)!));
    }

    [Fact]
    public void Ranges_that_overlap_are_refused()
    {
        network.Make(V4);
        network.Commit(batch => ElementMessages.Add(batch, V4.Id, Elements(Prefix("10.0.0.0", 8))));

        var result = network.TryCommit(batch => ElementMessages.Add(batch, V4.Id, Elements(Prefix("10.1.0.0", 16))));

        Assert.False(result.IsCommitted);
        Assert.Contains(result.Failures[0].Error.Errno, (int[])[NetlinkError.EEXIST, NetlinkError.ENOTEMPTY]);
    }

    [Fact]
    public void Ranges_are_changed_by_nft()
    {
        network.Make(V4);
        network.Commit(batch => ElementMessages.Add(
            batch, V4.Id, Elements(Prefix("10.0.0.0", 8), Prefix("192.0.2.0", 24), Prefix("255.255.255.0", 24))));

        network.Nft("delete element inet koi v4 { 10.0.0.0/8, 255.255.255.0/24 }");
        network.Nft("add element inet koi v4 { 11.0.0.0/8, 255.255.255.255 }");

        Assert.Equal(
            [Prefix("11.0.0.0", 8), Prefix("192.0.2.0", 24), Prefix("255.255.255.255", 32)],
            AddressRange.FromElements(network.Socket.DumpElements(V4.Id)!));
    }

    [Fact]
    public void An_owned_table_survives_others_but_not_its_socket()
    {
        using var owner = network.Open();
        using var batch = new MessageWriter();
        NetfilterBatch.Begin(batch);
        TableMessages.Add(batch, Table with { Flags = TableFlags.Owner });
        NetfilterBatch.End(batch);
        Assert.True(owner.Commit(batch, "add table").IsCommitted);

        network.Nft("flush ruleset");
        Assert.Equal("koi", Assert.Single(network.Socket.DumpTables()).Name);
        var refused = network.TryCommit(changes => SetMessages.Add(changes, Names));
        Assert.Equal(NetlinkError.EPERM, Assert.Single(refused.Failures).Error.Errno);

        owner.Dispose();
        Assert.Empty(network.Socket.DumpTables());
    }

    [Fact]
    public void Sets_and_tables_are_deleted_with_what_is_in_them()
    {
        network.Make(Names, V4);
        network.Commit(batch => ElementMessages.Add(batch, Names.Id, SetElement.OfInterface("em0")));

        network.Commit(batch => ElementMessages.Flush(batch, Names.Id));
        Assert.Empty(network.Socket.DumpElements(Names.Id)!);
        network.Commit(batch => SetMessages.Delete(batch, Names.Id));
        Assert.Equal(["v4"], network.Socket.DumpSets(TableFamily.Inet, "koi").Select(set => set.Id.Name));
        network.Commit(batch => TableMessages.Delete(batch, TableFamily.Inet, "koi"));
        Assert.Empty(network.Socket.DumpTables());
    }

    private static AddressRange Prefix(string address, byte length) =>
        AddressRange.Of(new InetPrefix(Address(address), length));

    private static AddressRange Range(string text) => new(Address(text.Split('-')[0]), Address(text.Split('-')[1]));
}
