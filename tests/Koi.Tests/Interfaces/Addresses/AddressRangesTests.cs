using CsCheck;
using Koi.Interfaces.Addresses;
using Koi.Netlink;
using Koi.Netlink.Netfilter;
using static Koi.Tests.Interfaces.Machine;

namespace Koi.Tests.Interfaces.Addresses;

public sealed class AddressRangesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.3 10.0.0.1", "10.0.0.1 10.0.0.3")]
    [InlineData("10.0.0.1 10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1 10.0.0.2", "10.0.0.1-10.0.0.2")]
    [InlineData("10.0.0.0-10.0.0.255 10.0.0.7", "10.0.0.0-10.0.0.255")]
    [InlineData("10.0.0.0-10.0.0.9 10.0.0.5-10.0.0.20", "10.0.0.0-10.0.0.20")]
    [InlineData("10.0.0.0-10.0.0.20 10.0.0.0-10.0.0.9", "10.0.0.0-10.0.0.20")]
    [InlineData("10.0.0.5 10.0.0.7 10.0.0.6", "10.0.0.5-10.0.0.7")]
    [InlineData("255.255.255.255 255.255.255.254", "255.255.255.254-255.255.255.255")]
    [InlineData("0.0.0.0-255.255.255.255 255.255.255.255", "0.0.0.0-255.255.255.255")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffef",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffef-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("255.255.255.255 ::", "255.255.255.255 ::")]
    public void Ranges_that_overlap_or_touch_become_one(string ranges, string merged) =>
        Assert.Equal(Parse(merged), AddressRanges.Merge(Parse(ranges)));

    [Fact]
    public void The_same_addresses_are_in_as_few_ranges_as_possible() =>
        Gen.Select(Gen.UInt[0, 40], Gen.UInt[0, 6], Gen.Bool).Array[0, 12].Sample(all =>
        {
            // At both ends of the address space.
            var ranges = all.Select(one => Make(one.Item3 ? one.Item1 : uint.MaxValue - 46 + one.Item1, one.Item2)).ToArray();

            var merged = AddressRanges.Merge(ranges);

            Assert.Equal(Addresses(ranges), Addresses(merged));
            Assert.All(merged.Zip(merged.Skip(1)), pair => Assert.True(pair.First.Last.Next < pair.Second.First));
        });

    private static AddressRange Make(uint first, uint more) => new(InetAddress.FromV4(first), InetAddress.FromV4(first + more));

    private static InetAddress[] Addresses(IEnumerable<AddressRange> ranges) => [.. ranges.SelectMany(Each).Distinct().Order()];

    private static IEnumerable<InetAddress> Each(AddressRange range)
    {
        for (InetAddress? address = range.First; address is { } one && one <= range.Last; address = one.Next)
        {
            yield return one;
        }
    }

    private static AddressRange[] Parse(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Range)];
}
