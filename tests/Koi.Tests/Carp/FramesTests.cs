using System.Buffers.Binary;
using Koi.Carp;
using Koi.Interfaces.Carp;
using Koi.Netlink;
using Koi.Netlink.Linux;
using Koi.Tests.Netlink;

namespace Koi.Tests.Carp;

public sealed class FramesTests
{
    private const string Owner = "00:00:5e:00:01:07";

    [Theory]
    [MemberData(nameof(Vector.Captured), MemberType = typeof(Vector))]
    public void Advertisements_by_IPv4_are_those_captured_byte_for_byte(string name)
    {
        var vector = Vector.Named(name);
        var header = Hex.Bytes(vector.Header);
        var destination = string.Equals(name, "V3", StringComparison.Ordinal) ? Vector.Link("ff:ff:ff:ff:ff:ff") : Frames.GroupLinkV4;
        // ucarp's source has 00 where OpenBSD's has 01.
        var source = Vector.Link($"00:00:5e:00:00:{vector.Vhid:x2}");
        var frame = Dirty();

        var length = Frames.WriteAdvertisementV4(
            frame, source, destination, Vector.Address("10.9.0.1"), Frames.GroupV4, BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(18)), vector.Bytes);

        Hex.Equal(vector.Header + " " + vector.Payload, frame.AsSpan(0, length));
    }

    [Fact]
    public void A_unicast_advertisement_goes_to_the_peer()
    {
        var frame = Dirty();

        var length = Frames.WriteAdvertisementV4(
            frame, VirtualAddress.Of(7), Vector.Link("02:00:00:00:00:09"), InetAddress.AnyV4, Vector.Address("10.9.0.2"), 0, Vector.Named("A").Bytes);

        var bytes = frame.AsSpan(14, length - 14);
        Assert.True(RawPacket.TryReadV4(bytes, out var packet));
        Assert.Equal(Vector.Address("10.9.0.2"), packet.Destination);
        Assert.Equal(InetAddress.AnyV4, packet.Source);
        Assert.Equal(PacketVerdict.Accepted, Advertisement.Read(bytes.Slice(packet.Offset, packet.Length), packet.HopLimit, out _));
        Hex.Equal("020000000009 00005e000107 0800", frame.AsSpan(0, 14));
    }

    [Fact]
    public void An_advertisement_by_IPv6_is_for_the_group()
    {
        var frame = Dirty();

        var length = Frames.WriteAdvertisementV6(frame, VirtualAddress.Of(7), Vector.Address("fe80::1"), Vector.Named("D").Bytes);

        Hex.Equal($"""
            333300000012 00005e000107 86dd              # Ethernet
            60000000 0024 70 ff                         # version, payload 36, next header 112, hop limit
            fe800000 00000000 00000000 00000001         # from
            ff020000 00000000 00000000 00000012         # to
            {Vector.Named("D").Payload}
            """, frame.AsSpan(0, length));
        Assert.True(length <= Frames.MaxLength);
    }

    [Fact]
    public void Gratuitous_ARP_is_a_broadcast_request()
    {
        var frame = Dirty();

        var length = Frames.WriteArpRequest(frame, Vector.Link(Owner), Vector.Address("192.0.2.1"));

        Hex.Equal("""
            ffffffffffff 00005e000107 0806              # Ethernet
            0001 0800 06 04 0001                        # Ethernet, IPv4, request
            00005e000107 c0000201                       # sender
            000000000000 c0000201                       # target
            """, frame.AsSpan(0, length));
    }

    [Fact]
    public void Gratuitous_ARP_replies_name_the_owner_twice()
    {
        var frame = Dirty();

        var length = Frames.WriteArpReply(frame, Vector.Link(Owner), Vector.Address("192.0.2.1"));

        Hex.Equal("""
            ffffffffffff 00005e000107 0806
            0001 0800 06 04 0002
            00005e000107 c0000201
            00005e000107 c0000201
            """, frame.AsSpan(0, length));
    }

    [Theory]
    [InlineData(true, "a0")]
    [InlineData(false, "20")]
    public void Neighbour_advertisements_override(bool isRouter, string flags)
    {
        var frame = Dirty();

        var length = Frames.WriteNeighbourAdvertisement(frame, Vector.Link(Owner), Vector.Address("2001:db8::1"), isRouter);
        var checksum = Convert.ToHexString(frame.AsSpan(56, 2));

        Hex.Equal($"""
            333300000001 00005e000107 86dd
            60000000 0020 3a ff                         # payload 32, ICMPv6
            20010db8 00000000 00000000 00000001
            ff020000 00000000 00000000 00000001
            88 00 {checksum} {flags} 000000             # neighbour advertisement
            20010db8 00000000 00000000 00000001         # target
            02 01 00005e000107                          # its link-layer address
            """, frame.AsSpan(0, length));
        Assert.Equal(0u, (Ones(frame.AsSpan(22, 32)) + 32 + 58 + Ones(frame.AsSpan(54, 32))) % 0xffff);
    }

    [Fact]
    public void The_addresses_of_a_virtual_host_and_its_groups()
    {
        Assert.Equal("00:00:5e:00:01:ff", VirtualAddress.Of(255).ToString());
        Assert.Equal("01:00:5e:00:00:12", Frames.GroupLinkV4.ToString());
        Assert.Equal("33:33:00:00:00:12", Frames.GroupLinkV6.ToString());
        Assert.Equal("224.0.0.18", Frames.GroupV4.ToString());
        Assert.Equal("ff02::12", Frames.GroupV6.ToString());
    }

    private static byte[] Dirty() => [.. Enumerable.Repeat((byte)0xee, Frames.MaxLength)];

    /// <summary>The plain sum of 16-bit words: a whole with a right checksum is a multiple of 65535.</summary>
    private static uint Ones(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var at = 0; at < bytes.Length; at += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        }

        return sum;
    }
}
