using CsCheck;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Netlink.Netfilter;

public sealed class ElementValueTests
{
    [Fact]
    public void Bytes_are_kept_and_compared_by_value() => Gen.Byte.Array[0, ElementValue.MaxLength].Sample(bytes =>
    {
        var value = ElementValue.FromBytes(bytes);
        var copy = new byte[bytes.Length];
        value.CopyTo(copy);

        Assert.Equal(bytes, copy);
        Assert.Equal(Convert.ToHexStringLower(bytes), value.ToString());
        Assert.Equal(ElementValue.FromBytes(copy), value);
        Assert.Equal(ElementValue.FromBytes(copy).GetHashCode(), value.GetHashCode());
    });

    [Fact]
    public void Zeroes_at_the_end_count() =>
        Assert.NotEqual(ElementValue.FromBytes([1, 0]), ElementValue.FromBytes([1]));

    [Fact]
    public void Bytes_past_the_sixteenth_count() => Assert.True(
        ElementValue.FromBytes(new byte[32]) != ElementValue.FromBytes([.. new byte[20], 1, .. new byte[11]]));

    [Theory]
    [InlineData("em0")]
    [InlineData("fifteen-letters")]
    public void A_name_is_read_back(string name)
    {
        var value = ElementValue.FromInterfaceName(name);

        Assert.Equal(16, value.Length);
        Assert.Equal(name, value.ToInterfaceName());
        Assert.Null(value.ToMark());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sixteen-letters-")]
    [InlineData("umlaute-äöü-äöü")]
    public void A_name_of_no_interface_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => ElementValue.FromInterfaceName(name));

    [Theory]
    [InlineData("192.0.2.1", 4)]
    [InlineData("2001:db8::1", 16)]
    public void An_address_is_read_back(string text, int length)
    {
        var value = ElementValue.FromAddress(Text.Address(text));

        Assert.Equal(length, value.Length);
        Assert.Equal(Text.Address(text), value.ToAddress());
    }

    [Fact]
    public void A_mark_is_read_back()
    {
        Assert.Equal(0x80000001u, ElementValue.FromMark(0x80000001).ToMark());
        Assert.Null(ElementValue.FromBytes([1, 2, 3]).ToMark());
        Assert.Null(ElementValue.FromBytes([1, 2, 3]).ToAddress());
    }

    [Fact]
    public void Too_many_bytes_are_refused() => Assert.Throws<ArgumentException>(() => ElementValue.FromBytes(new byte[65]));
}
