using CsCheck;
using Koi.Interfaces.Groups;

namespace Koi.Tests.Interfaces.Groups;

public sealed class ElementMarkTests
{
    [Theory]
    [InlineData("auto", null, 0, false)]
    [InlineData("auto joined 18", null, 18, true)]
    [InlineData("auto joined 0", null, 0, true)]
    [InlineData("ifindex 7 joined 17", 7, 17, false)]
    [InlineData("ifindex 2147483647 joined 9223372036854775807", 2147483647, 9223372036854775807, false)]
    public void Koi_s_comments_are_read(string comment, int? index, long order, bool isAutomatic) =>
        Assert.Equal(new ElementMark(index, order, isAutomatic), ElementMark.Parse(comment));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the uplink")]
    [InlineData("auto ")]
    [InlineData("AUTO")]
    [InlineData("auto joined")]
    [InlineData("auto joined x")]
    [InlineData("auto joined -1")]
    [InlineData("auto joined  1")]
    [InlineData("auto joined 9223372036854775808")]
    [InlineData("ifindex 7")]
    [InlineData("ifindex 0 joined 17")]
    [InlineData("ifindex -7 joined 17")]
    [InlineData("ifindex 2147483648 joined 17")]
    [InlineData("ifindex 7 joined")]
    [InlineData("ifindex 7 joined 17 ")]
    [InlineData("ifindex +7 joined 17")]
    public void Other_comments_are_somebody_s_own(string? comment) => Assert.Equal(ElementMark.ByHand, ElementMark.Parse(comment));

    [Fact]
    public void An_element_written_by_hand_is_explicit_and_names_no_interface_and_no_time() =>
        Assert.Equal(new ElementMark(null, 0, IsAutomatic: false), ElementMark.ByHand);

    [Fact]
    public void What_was_printed_is_read() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Long[0, long.MaxValue], Gen.Bool).Sample((index, order, isAutomatic) =>
        {
            var mark = new ElementMark(isAutomatic ? null : index, order, isAutomatic);

            Assert.Equal(mark, ElementMark.Parse(mark.ToString()));
            Assert.InRange(mark.ToString().Length, 1, 128);
        });

    [Fact]
    public void Any_text_is_read() => Texts.Near("auto", "ifindex", "joined", " ", "7", "-").Sample(text =>
    {
        var mark = ElementMark.Parse(text);

        Assert.True(mark.Index is null or > 0);
        Assert.True(mark.Order >= 0);
        Assert.Equal(mark, mark == ElementMark.ByHand ? mark : ElementMark.Parse(mark.ToString()));
    });
}
