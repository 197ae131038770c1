using Koi.Netlink;

namespace Koi.Tests.Netlink;

public sealed class InetAddressTests
{
    [Theory]
    [InlineData("10.1.2.3", 32, "10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.2.3", 31, "10.1.2.2", "10.1.2.3")]
    [InlineData("10.1.2.3", 8, "10.0.0.0", "10.255.255.255")]
    [InlineData("10.1.2.3", 0, "0.0.0.0", "255.255.255.255")]
    [InlineData("2001:db8::1", 128, "2001:db8::1", "2001:db8::1")]
    [InlineData("2001:db8::1", 127, "2001:db8::", "2001:db8::1")]
    [InlineData("2001:db8::1", 64, "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1", 1, "::", "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1", 0, "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void A_network_reaches_from_its_first_to_its_last_address(string text, int length, string first, string last)
    {
        Assert.True(InetAddress.TryParse(text, out var address));

        Assert.Equal(first, address.Masked(length).ToString());
        Assert.Equal(last, address.LastOf(length).ToString());
    }
}
