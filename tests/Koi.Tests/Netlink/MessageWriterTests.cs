using Koi.Netlink;

namespace Koi.Tests.Netlink;

public sealed class MessageWriterTests
{
    [Fact]
    public void Messages_follow_each_other_aligned_and_nests_hold_what_is_inside()
    {
        using var writer = new MessageWriter(capacity: 16);

        writer.Begin(1, 0, 1)[0] = 0xaa;
        writer.Begin(2, 0x100, 0);
        using (writer.Nest(7))
        {
            writer.UInt8(1, 0xbb);
            writer.Text(2, "ab");
        }

        Assert.Equal(2, writer.MessageCount);
        Hex.Equal(
            """
            11 00 00 00  01 00 01 00  00 x8     # the first message: 17 bytes
            aa 00 00 00                         # its body and padding
            24 00 00 00  02 00 01 01  00 x8     # the second message
            14 00 07 00                         # the nest
            05 00 01 00  bb 00 00 00            # a byte
            07 00 02 00  61 62 00 00            # a text with its zero byte
            """,
            writer.Written);
    }

    [Fact]
    public void Clearing_leaves_no_byte_behind()
    {
        using var writer = new MessageWriter();
        writer.Begin(1, 0, 8).Fill(0xff);
        var written = writer.Bytes;

        writer.Clear();

        Assert.False(written.ContainsAnyExcept((byte)0));
        Assert.Equal(0, writer.Begin(1, 0, 8)[0]);
    }

    [Fact]
    public void An_attribute_too_long_for_its_length_field_is_refused()
    {
        using var writer = new MessageWriter();
        writer.Begin(1, 0, 0);

        Assert.Throws<ArgumentException>(() => writer.Attribute(1, 65532).Length);
    }
}
