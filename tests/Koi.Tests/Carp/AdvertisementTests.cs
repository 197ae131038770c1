using CsCheck;
using Koi.Carp;
using Koi.Netlink.Linux;
using Koi.Tests.Netlink;

namespace Koi.Tests.Carp;

public sealed class AdvertisementTests
{
    private static readonly Gen<Advertisement> GenAdvertisement =
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, Gen.Byte, Gen.ULong, (vhid, advBase, skew, demote, counter) => new Advertisement(vhid, advBase, skew, demote, counter));

    [Theory]
    [MemberData(nameof(Vector.Names), MemberType = typeof(Vector))]
    public void Those_of_others_are_read_and_written_byte_for_byte(string name)
    {
        var vector = Vector.Named(name);

        Assert.Equal(PacketVerdict.Accepted, Advertisement.Read(vector.Bytes, 255, out var advertisement));
        Assert.Equal(PacketVerdict.Accepted, Advertisement.CheckVersion(vector.Bytes));
        var written = new byte[Advertisement.Length];
        advertisement.Write(written, Advertisement.DigestOf(vector.Bytes));

        Hex.Equal(vector.Payload, written);
    }

    [Fact]
    public void Every_field_has_its_place()
    {
        Advertisement.Read(Vector.Named("C").Bytes, 255, out var advertisement);
        Assert.Equal(new Advertisement(Vhid: 254, AdvBase: 2, AdvSkew: 240, Demote: 3, Counter: 0xffeeddccbbaa9988), advertisement);

        Advertisement.Read(Vector.Named("D").Bytes, 255, out var bowOut);
        Assert.True(bowOut.IsBowOut);
        Assert.False(advertisement.IsBowOut);
        Assert.Equal(advertisement with { AdvBase = 255, AdvSkew = 255 }, advertisement.AsBowOut());
    }

    [Fact]
    public void Checks_come_in_the_order_of_OpenBSD()
    {
        var good = Vector.Named("A").Bytes;
        byte[] bad = [.. good];
        bad[35] ^= 1;

        Assert.Equal(PacketVerdict.BadTtl, Advertisement.Read(bad.AsSpan(1), 254, out _));
        Assert.Equal(PacketVerdict.BadTtl, Advertisement.Read([], 0, out _));
        Assert.Equal(PacketVerdict.BadLength, Advertisement.Read(bad.AsSpan(1), 255, out _));
        Assert.Equal(PacketVerdict.BadChecksum, Advertisement.Read(bad, 255, out _));
        Assert.Equal(PacketVerdict.Accepted, Advertisement.Read([.. good, 1, 2, 3], 255, out _));
    }

    [Theory]
    [InlineData(0x21, PacketVerdict.Accepted)]
    [InlineData(0x31, PacketVerdict.BadVersion)]
    [InlineData(0x11, PacketVerdict.BadVersion)]
    [InlineData(0x22, PacketVerdict.BadVersion)]
    [InlineData(0x01, PacketVerdict.BadVersion)]
    public void Only_version_2_type_1_is_an_advertisement(byte first, PacketVerdict verdict)
    {
        var payload = Vector.Named("A").Bytes;
        payload[0] = first;

        Assert.Equal(verdict, Advertisement.CheckVersion(payload));
    }

    [Fact]
    public void What_is_written_is_read_and_no_bit_may_change() =>
        Gen.Select(GenAdvertisement, Gen.Byte.Array[20], Gen.Int[0, (8 * Advertisement.Length) - 1]).Sample((advertisement, digest, bit) =>
        {
            var bytes = new byte[Advertisement.Length];
            advertisement.Write(bytes, digest);

            Assert.Equal(PacketVerdict.Accepted, Advertisement.Read(bytes, 255, out var read));
            Assert.Equal(advertisement, read);
            Assert.Equal(digest, Advertisement.DigestOf(bytes).ToArray());

            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(PacketVerdict.BadChecksum, Advertisement.Read(bytes, 255, out _));
        }, iter: 2000);

    [Fact]
    public void Any_bytes_have_a_verdict() => Gen.Select(Gen.Byte.Array[0, 100], Gen.Byte).Sample((bytes, hopLimit) =>
    {
        Advertisement.Read(bytes, hopLimit, out _);
        if (RawPacket.TryReadV4(bytes, out var packet))
        {
            Advertisement.Read(bytes.AsSpan(packet.Offset, packet.Length), packet.HopLimit, out _);
        }
    }, iter: 5000);
}
