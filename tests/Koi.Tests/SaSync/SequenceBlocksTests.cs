using CsCheck;
using Koi.SaSync.Node;

namespace Koi.Tests.SaSync;

public sealed class SequenceBlocksTests
{
    [Theory]
    [InlineData(0, 0, 200)]
    [InlineData(0, 1, 300)]
    [InlineData(99, 0, 200)]
    [InlineData(100, 0, 400)]
    [InlineData(100, 1, 300)]
    [InlineData(250, 1, 500)]
    public void A_gateway_begins_in_its_own_block_at_least_a_leap_away(ulong number, int rank, ulong begin) =>
        Assert.Equal(begin, new SequenceBlocks(100, 2, rank).After(number, uint.MaxValue));

    [Fact]
    public void Near_the_end_it_takes_the_last_number_which_sends_nothing() =>
        Assert.Equal(uint.MaxValue, new SequenceBlocks(1 << 20, 2, 1).After(uint.MaxValue - 5, uint.MaxValue));

    [Fact]
    public void Two_gateways_never_meet_within_a_leap() =>
        Gen.Select(Gen.UInt[1, 1 << 24], Gen.Int[2, 8], Gen.ULong[0, 1UL << 40], Gen.ULong[0, 1UL << 40]).Sample((leap, gateways, one, other) =>
        {
            var first = new SequenceBlocks(leap, gateways, 0);
            var second = new SequenceBlocks(leap, gateways, gateways - 1);
            var (begin, rival) = (first.After(one, ulong.MaxValue), second.After(other, ulong.MaxValue));
            Assert.True(begin >= rival + leap || rival >= begin + leap);
            Assert.InRange(begin - one, leap, first.Furthest);
        });
}
