using Koi.Interfaces.Addresses;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Addresses;

public sealed class AddressSetTests
{
    [Theory]
    [InlineData("a4_ext", true, false)]
    [InlineData("a6_ext", true, true)]
    [InlineData("a4_", true, false)]
    [InlineData("g_ext", false, false)]
    [InlineData("A4_ext", false, false)]
    [InlineData("a5_ext", false, false)]
    [InlineData("xa4_ext", false, false)]
    public void Its_name_tells_the_family(string name, bool isName, bool isV6)
    {
        Assert.Equal(isName, AddressSet.IsName(name));
        Assert.Equal(isV6, Set(name, "(ext)", isInterval: false).IsV6);
    }

    [Fact]
    public void It_holds_the_addresses_of_its_family_of_all_members() => Assert.Equal(
        ["10.0.0.1", "10.0.0.2", "10.0.1.1"],
        Print(Set("a4_ext", "(ext)", isInterval: false).Wanted(
            [Interface(2, "eth0", null, "10.0.0.1/24", "10.0.0.2/24"), Interface(3, "eth1", null, "10.0.1.1/24", "2001:db8::1/64")])));

    [Fact]
    public void The_0_means_the_first_address_of_each_member() => Assert.Equal(
        ["10.0.0.1", "10.0.1.1"],
        Print(Set("a4_ext", "(ext:0)", isInterval: false).Wanted(
            [Interface(2, "eth0", null, "10.0.0.1/24", "10.0.0.2/24"), Interface(3, "eth1", null, "10.0.1.1/24", "10.0.1.2/24")])));

    [Fact]
    public void A_set_of_ranges_holds_none_that_touch() => Assert.Equal(
        ["10.0.0.0-10.0.1.255"],
        Print(Set("a4_ext", "(ext:network)", isInterval: true).Wanted(
            [Interface(2, "eth0", null, "10.0.0.1/24"), Interface(3, "eth1", null, "10.0.1.1/24", "10.0.1.129/25")])));

    [Fact]
    public void A_set_of_single_addresses_takes_networks_of_one() => Assert.Equal(
        ["10.0.0.7"],
        Print(Set("a4_ext", "(ext:network)", isInterval: false).Wanted([Interface(2, "eth0", null, "10.0.0.7/32", "10.0.1.1/24")])));

    [Theory]
    [InlineData("(ext:network)", false, "a4_ext: networks need flags interval")]
    [InlineData("(ext:network)", true, null)]
    [InlineData("(ext:peer)", false, null)]
    [InlineData("(ext)", true, null)]
    public void Networks_need_ranges(string expression, bool isInterval, string? error) =>
        Assert.Equal(error, Set("a4_ext", expression, isInterval).Error);

    internal static AddressSet Set(string name, string expression, bool isInterval)
    {
        Assert.Null(AddressExpression.TryParse(expression, out var parsed));
        return new AddressSet(name, parsed!, isInterval);
    }
}
