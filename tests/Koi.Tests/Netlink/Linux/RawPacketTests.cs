using CsCheck;
using Koi.Netlink.Linux;

namespace Koi.Tests.Netlink.Linux;

public sealed class RawPacketTests
{
    // The header of vector V1 in carp.md, and 4 bytes of its payload.
    private const string Packet = """
        45 10 00 18  8b 62 40 00  ff 70 05 c7                # length 24, TTL 255, protocol 112
        0a 09 00 01  e0 00 00 12                             # from 10.9.0.1 to 224.0.0.18
        21 07 00 07
        """;

    [Fact]
    public void A_header_tells_where_the_payload_is()
    {
        Assert.True(RawPacket.TryReadV4(Hex.Bytes(Packet), out var packet));

        Assert.Equal(new RawPacket(Text.Address("10.9.0.1"), Text.Address("224.0.0.18"), 255, 20, 4), packet);
    }

    [Theory]
    [InlineData(0, 0x46, true, 24, 0)]      // options
    [InlineData(0, 0x47, false, 0, 0)]      // more options than bytes
    [InlineData(0, 0x44, false, 0, 0)]      // a header too short
    [InlineData(0, 0x65, false, 0, 0)]      // IPv6
    [InlineData(3, 0x16, true, 20, 2)]      // padding behind the packet
    [InlineData(3, 0xff, true, 20, 4)]      // cut
    [InlineData(3, 0x13, false, 0, 0)]      // shorter than its header
    public void Lengths_are_not_trusted(int place, byte value, bool isRead, int offset, int length)
    {
        var bytes = Hex.Bytes(Packet);
        bytes[place] = value;

        Assert.Equal(isRead, RawPacket.TryReadV4(bytes, out var packet));
        Assert.Equal((offset, length), (packet.Offset, packet.Length));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[0, 100].Sample(bytes =>
        Assert.True(!RawPacket.TryReadV4(bytes, out var packet) || packet.Offset + packet.Length <= bytes.Length));
}
