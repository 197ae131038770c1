using CsCheck;
using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Tests.Netlink.Netfilter;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("10.0.0.7/32", "10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.7/24", "10.0.0.0", "10.0.0.255")]
    [InlineData("10.0.0.7/0", "0.0.0.0", "255.255.255.255")]
    [InlineData("2001:db8::7/128", "2001:db8::7", "2001:db8::7")]
    [InlineData("2001:db8::7/127", "2001:db8::6", "2001:db8::7")]
    [InlineData("2001:db8::7/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void A_prefix_is_the_range_of_its_addresses(string prefix, string first, string last) =>
        Assert.Equal(new AddressRange(Text.Address(first), Text.Address(last)), AddressRange.Of(Text.Prefix(prefix)));

    [Theory]
    [InlineData("10.1.2.3/8", "10.0.0.0", "10.255.255.255")]
    [InlineData("192.0.2.1/32", "192.0.2.1", "192.0.2.1")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "255.255.255.255")]
    [InlineData("2001:db8::1/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void A_prefix_is_a_range(string prefix, string first, string last) =>
        Assert.Equal(new AddressRange(Text.Address(first), Text.Address(last)), AddressRange.Of(Text.Prefix(prefix)));

    [Fact]
    public void Ranges_are_read_from_their_elements_in_any_order() =>
        Gen.Select(Gen.UInt.Array[2, 20], Gen.Bool, Gen.Int).Sample((numbers, isV6, seed) =>
        {
            var edges = numbers.Distinct().Order().ToArray();
            var ranges = new List<AddressRange>();
            for (var at = 0; at + 1 < edges.Length; at += 2)
            {
                ranges.Add(new AddressRange(Address(edges[at]), Address(edges[at + 1]), $"comment {at}"));
            }

            var elements = new List<SetElement>();
            ranges.ForEach(range => range.AddElements(elements));
            var shuffled = elements.ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(ranges, AddressRange.FromElements(shuffled));

            // IPv6 ones at the very end of all addresses, as IPv4 ones may be.
            InetAddress Address(uint number) => isV6
                ? InetAddress.FromV6(UInt128.MaxValue - uint.MaxValue + number)
                : InetAddress.FromV4(number);
        });

    [Fact]
    public void Ranges_that_touch_stay_apart()
    {
        var elements = new List<SetElement>();
        AddressRange[] ranges = [AddressRange.Of(Text.Prefix("10.0.0.0/8")), AddressRange.Of(Text.Prefix("11.0.0.0/8"))];
        Array.ForEach(ranges, range => range.AddElements(elements));

        Assert.Equal(ranges, AddressRange.FromElements(elements));
    }

    [Fact]
    public void The_end_that_nft_puts_before_all_is_no_range() => Assert.Empty(
        AddressRange.FromElements([SetElement.OfAddress(InetAddress.AnyV4) with { IsIntervalEnd = true }]));

    [Fact]
    public void Elements_of_other_kinds_are_passed_over() =>
        Assert.Empty(AddressRange.FromElements([new SetElement { Key = default, IsCatchAll = true }]));

    [Theory]
    [InlineData("0.0.0.0", null, "0.0.0.1")]
    [InlineData("10.0.0.255", "10.0.0.254", "10.0.1.0")]
    [InlineData("255.255.255.255", "255.255.255.254", null)]
    [InlineData("::", null, "::1")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", null)]
    public void Addresses_have_neighbours(string address, string? previous, string? next)
    {
        Assert.Equal(previous, Text.Address(address).Previous?.ToString());
        Assert.Equal(next, Text.Address(address).Next?.ToString());
    }
}
