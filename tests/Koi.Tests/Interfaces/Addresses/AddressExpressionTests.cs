using CsCheck;
using Koi.Interfaces.Addresses;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Addresses;

public sealed class AddressExpressionTests
{
    private const string NoExpression = "the comment must be an expression in parentheses, such as (ext:network)";

    [Theory]
    [InlineData("(ext)", "ext", AddressPart.Address, false)]
    [InlineData("(ext:network)", "ext", AddressPart.Network, false)]
    [InlineData("(ext:broadcast)", "ext", AddressPart.Broadcast, false)]
    [InlineData("(tun0:peer)", "tun0", AddressPart.Peer, false)]
    [InlineData("(eth0:0)", "eth0", AddressPart.Address, true)]
    [InlineData("(ext:network:0)", "ext", AddressPart.Network, true)]
    [InlineData("(eth0.17)", "eth0.17", AddressPart.Address, false)]
    public void An_expression_is_read_and_printed_as_pf_conf_has_it(string text, string name, AddressPart part, bool isFirstOnly)
    {
        Assert.Null(AddressExpression.TryParse(text, out var expression));
        Assert.Equal(new AddressExpression(name, part, isFirstOnly), expression);
        Assert.Equal(text, expression!.ToString());
    }

    [Fact]
    public void The_0_may_stand_first()
    {
        Assert.Null(AddressExpression.TryParse("(ext:0:network)", out var expression));
        Assert.Equal("(ext:network:0)", expression!.ToString());
    }

    [Theory]
    [InlineData("(self)", true)]
    [InlineData("(all:network)", true)]
    [InlineData("(ext)", false)]
    public void Self_means_all_interfaces(string text, bool isAll)
    {
        AddressExpression.TryParse(text, out var expression);

        Assert.Equal(isAll, expression!.IsAll);
    }

    [Theory]
    [InlineData(null, NoExpression)]
    [InlineData("", NoExpression)]
    [InlineData("(", NoExpression)]
    [InlineData("ext", NoExpression)]
    [InlineData("(ext", NoExpression)]
    [InlineData(" (ext)", NoExpression)]
    [InlineData("()", ": no name of an interface or a group")]
    [InlineData("(:network)", ": no name of an interface or a group")]
    [InlineData("(a b)", "a b: no name of an interface or a group")]
    [InlineData("((ext))", "(ext): no name of an interface or a group")]
    [InlineData("(10.0.0.0/8)", "10.0.0.0/8: no name of an interface or a group")]
    [InlineData("(abcdefghijklmnop)", "abcdefghijklmnop: no name of an interface or a group")]
    [InlineData("(a\nb)", "a\nb: no name of an interface or a group")]
    [InlineData("(ext:)", ":: unknown interface modifier")]
    [InlineData("(ext:1)", ":1: unknown interface modifier")]
    [InlineData("(ext:Network)", ":Network: unknown interface modifier")]
    [InlineData("(ext:network:peer)", "illegal combination of interface modifiers")]
    [InlineData("(ext:network:network)", "illegal combination of interface modifiers")]
    public void Others_are_refused_with_a_reason(string? text, string message)
    {
        Assert.Equal(message, AddressExpression.TryParse(text, out var expression));
        Assert.Null(expression);
    }

    [Fact]
    public void Any_text_is_an_expression_or_an_error() => Texts.Near("(", ")", ":", "ext", "network", "peer", "0", "self").Sample(text =>
    {
        var error = AddressExpression.TryParse(text, out var expression);

        Assert.Equal(error is null, expression is not null);
        if (expression is not null)
        {
            Assert.Null(AddressExpression.TryParse(expression.ToString(), out var again));
            Assert.Equal(expression, again);
        }
    });

    [Theory]
    [InlineData("(x)", false, new[] { "10.0.0.1", "10.0.1.1", "169.254.3.3", "10.9.9.1" })]
    [InlineData("(x)", true, new[] { "2001:db8::1", "fe80::1" })]
    [InlineData("(x:0)", false, new[] { "10.0.0.1" })]
    [InlineData("(x:0)", true, new[] { "fe80::1" })]
    [InlineData("(x:network)", false, new[] { "10.0.0.0-10.0.0.255", "10.0.1.0-10.0.1.127", "169.254.0.0-169.254.255.255", "10.9.9.1" })]
    [InlineData("(x:network)", true, new[] { "2001:db8::-2001:db8::ffff:ffff:ffff:ffff" })]
    [InlineData("(x:network:0)", true, new[] { "2001:db8::-2001:db8::ffff:ffff:ffff:ffff" })]
    [InlineData("(x:broadcast)", false, new[] { "10.0.0.255", "10.0.1.127" })]
    [InlineData("(x:broadcast:0)", false, new[] { "10.0.0.255" })]
    [InlineData("(x:broadcast)", true, new string[0])]
    [InlineData("(x:peer)", false, new[] { "10.9.9.2" })]
    [InlineData("(x:peer)", true, new string[0])]
    public void An_interface_adds_the_part_of_its_addresses(string text, bool isV6, string[] ranges)
    {
        var one = Interface(
            2, "x", null, "fe80::1/64", "10.0.0.1/24 broadcast 10.0.0.255", "2001:db8::1/64", "10.0.1.1/25 broadcast 10.0.1.127",
            "169.254.3.3/16", "10.9.9.1/32 peer 10.9.9.2");
        AddressExpression.TryParse(text, out var expression);

        Assert.Equal(ranges.Order(StringComparer.Ordinal), expression!.Of(one, isV6).Select(Print).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_host_bits_of_an_address_make_no_other_network() => Assert.Equal(
        Range("10.0.0.0-10.0.0.255"),
        Assert.Single(new AddressExpression("x", AddressPart.Network, IsFirstOnly: false).Of(Interface(2, "x", null, "10.0.0.77/24"), isV6: false)));

    [Fact]
    public void An_interface_without_addresses_adds_nothing() => Assert.Empty(
        new AddressExpression("x", AddressPart.Address, IsFirstOnly: true).Of(Interface(2, "x"), isV6: false));
}
