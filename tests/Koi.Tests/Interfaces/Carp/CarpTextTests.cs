using CsCheck;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Route;
using Koi.Tests.Interfaces.Ifconfig;

namespace Koi.Tests.Interfaces.Carp;

public sealed class CarpTextTests
{
    private static readonly Gen<InetAddress> V4 = Gen.UInt.Select(InetAddress.FromV4);

    private static readonly Gen<InetAddress> Any = Gen.OneOf(
        V4, Gen.Select(Gen.ULong, Gen.ULong, (high, low) => InetAddress.FromV6(new UInt128(high, low))));

    private static readonly Gen<HardwareAddress> Mac = Gen.Byte.Array[6].Select(bytes => HardwareAddress.FromBytes(bytes)!.Value);

    private static readonly Gen<CarpDeclaration> Declarations =
        from numbers in Gen.Select(Gen.Byte[1, 255], Gen.Byte, Gen.Byte[0, 254])
        from pass in Gen.String.Select(text => text.Replace('\n', ' '))
        from peer in V4.Nullable()
        from other in Any.Nullable()
        from lladdr in Gen.Select(Gen.Bool, Mac.Nullable())
        from addresses in Any.Array[0, 5]
        select new CarpDeclaration
        {
            Vhid = numbers.Item1,
            AdvBase = numbers.Item2,
            AdvSkew = numbers.Item3,
            Passphrase = pass,
            Peer = peer,
            SyncPeer = other,
            UsesParentAddress = lladdr.Item1,
            LinkAddress = lladdr.Item1 ? null : lladdr.Item2,
            Addresses = [.. addresses.Distinct().Order()],
        };

    private static readonly CarpDeclaration Whole = new()
    {
        Vhid = 7,
        AdvBase = 0,
        AdvSkew = 20,
        Passphrase = " two words ",
        Peer = World.Ip("192.0.2.3"),
        SyncPeer = World.Ip("fd00::2"),
        LinkAddress = World.Mac("02:00:00:00:00:07"),
        Addresses = [World.Ip("192.0.2.9"), World.Ip("192.0.2.10"), World.Ip("2001:db8::1")],
    };

    private static readonly string[] Pieces =
    [
        "vhid 1\n", "vhid 256", "advbase 1\n", "advbase -1", "advskew 254\n", "advskew 255\n", "pass x\n", "pass ", "inet 10.0.0.1\n", "inet6 ::1\n",
        "inet ::1\n", "lladdr carpdev\n", "lladdr 02:00:00:00:00:01\n", "carppeer 10.0.0.2\n", "syncpeer fd00::1\n", "\n", " ", "carp ", "foo bar\n",
    ];

    [Fact]
    public void A_declaration_is_ifconfig_s_words()
    {
        const string Text = """
            vhid 7
            advbase 0
            advskew 20
            carppeer 192.0.2.3
            syncpeer fd00::2
            lladdr 02:00:00:00:00:07
            pass  two words 
            inet 192.0.2.9
            inet 192.0.2.10
            inet6 2001:db8::1

            """;

        Assert.Equal(Text, CarpText.Write(Whole));
        Assert.Equal(Whole, CarpText.TryRead(Text));
        Assert.Equal("carp vhid 7 advbase 0 advskew 20 carppeer 192.0.2.3 syncpeer fd00::2", CarpAlias.Write(Whole));
        Assert.Equal("carp vhid 1 advbase 1 advskew 0", CarpAlias.Write(new() { Vhid = 1 }));
        Assert.Equal("carp vhid 1 advbase 1 advskew 0 lladdr carpdev", CarpAlias.Write(new() { Vhid = 1, UsesParentAddress = true }));
    }

    [Fact]
    public void What_is_written_is_read() => Declarations.Sample(declaration =>
    {
        Assert.Equal(declaration, CarpText.TryRead(CarpText.Write(declaration)));
        var known = CarpAlias.TryRead(CarpAlias.Write(declaration));
        Assert.Equal(declaration with { Passphrase = "", Addresses = [], LinkAddress = null }, known);
    });

    [Fact]
    public void No_text_throws() =>
        Gen.OneOf(Gen.String, Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])).List[0, 8].Select(string.Concat).Sample(text =>
        {
            _ = CarpText.TryRead(text);
            _ = CarpAlias.TryRead(text);
            _ = CarpAlias.TryRead($"carp vhid {text}");
        });

    [Theory]
    [InlineData("")]
    [InlineData("vhid 0\n")]
    [InlineData("vhid 256\n")]
    [InlineData("vhid +1\n")]
    [InlineData("advskew 3\n")]
    [InlineData("vhid 1\nadvskew 255\n")]
    [InlineData("vhid 1\nadvbase 256\n")]
    [InlineData("vhid 1\ncarppeer fd00::1\n")]
    [InlineData("vhid 1\ninet fd00::1\n")]
    [InlineData("vhid 1\nlladdr random\n")]
    [InlineData("vhid 1\nfoo 1\n")]
    [InlineData("vhid 1\nup\n")]
    public void What_makes_no_sense_is_nothing(string text) => Assert.Null(CarpText.TryRead(text));

    [Theory]
    [InlineData("carp")]
    [InlineData("carp vhid 0 advbase 1 advskew 0")]
    [InlineData("carp vhid 1 advbase 1")]
    [InlineData("carp vhid 1 advbase 1 advskew 0 ")]
    [InlineData("carp vhid 1 advbase 1 advskew 0 pass x")]
    [InlineData("carp vhid 1 advbase 1 advskew 0 inet 10.0.0.1")]
    [InlineData("carp vhid 01 advbase 1 advskew 0")]
    [InlineData("uplink")]
    public void Another_alias_is_no_declaration(string alias) => Assert.Null(CarpAlias.TryRead(alias));

    [Fact]
    public void The_secret_is_not_in_its_text() => Assert.DoesNotContain("two words", $"{Whole}", StringComparison.Ordinal);

    [Fact]
    public void Declarations_are_equal_by_what_they_hold()
    {
        Assert.Equal(Whole, Whole with { Addresses = [.. Whole.Addresses] });
        Assert.NotEqual(Whole, Whole with { Passphrase = "x" });
        Assert.NotEqual(Whole, Whole with { Addresses = [] });
    }

    [Fact]
    public void A_link_is_a_carp_interface_by_kind_and_alias()
    {
        var link = World.Card(3, "carp0") with { Kind = "macvlan", Alias = "carp vhid 9 advbase 1 advskew 0" };

        Assert.Equal(new CarpDeclaration { Vhid = 9 }, CarpAlias.Of(link));
        Assert.Null(CarpAlias.Of(link with { Kind = "dummy" }));
        Assert.Null(CarpAlias.Of(link with { Alias = null }));
        Assert.Equal("00:00:5e:00:01:09", $"{VirtualAddress.Of(9)}");
    }
}
