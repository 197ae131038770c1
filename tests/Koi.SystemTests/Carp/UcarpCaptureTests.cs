using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>ucarp's advertisements are what Koi must speak with: captured, and proved by the rules of OpenBSD's ip_carp.c.</summary>
[Collection(nameof(Alone))]
public sealed class UcarpCaptureTests : IDisposable
{
    private const int AuthenticLength = 36, DigestAt = 16;

    private readonly GatewaySegment set = new(Pace.UcarpQuick);

    public void Dispose() => set.Dispose();

    [Fact]
    public void An_advertisement_of_ucarp_has_OpenBSDs_form_and_proof()
    {
        using var capture = set.Segment.Capture("ip proto 112");
        set.Gateways[0].Start();

        var frame = capture.WaitFor(f => f.IpProtocol == 112);

        Assert.Equal("01005e000012" + "00005e000007", Convert.ToHexStringLower(frame.Bytes.AsSpan()[..12]));
        Assert.Equal(("10.9.0.1", "224.0.0.18"), ($"{frame.Source}", $"{frame.Destination}"));
        Assert.Equal(255, frame.Packet[8]);
        var carp = frame.Packet[20..];
        Assert.Equal(AuthenticLength, carp.Length);
        Assert.Equal("2107000700" + "01", Convert.ToHexStringLower(carp[..6]));
        Assert.Equal(Digest(carp[8..DigestAt]), Convert.ToHexStringLower(carp[DigestAt..]));
        Assert.Equal(0, Sum(carp));
    }

    [Fact]
    public void The_probers_find_the_owner_that_advertises()
    {
        using var capture = set.Segment.Capture("ip proto 112");
        set.Gateways[1].Start();

        Assert.True(capture.WaitFor(f => f.IpProtocol == 112).IsFrom("10.9.0.2"));
        set.Owners.WaitForOwner(1, TimeSpan.FromSeconds(5));
    }

    /// <summary>Version, type, vhid, the address, the counter.</summary>
    private static string Digest(ReadOnlySpan<byte> counter)
    {
        var key = new byte[20];
        Encoding.ASCII.GetBytes(UcarpGateway.Password).CopyTo(key, 0);
        byte[] text = [0x02, 0x01, Segment.Vhid, 10, 9, 0, 254, .. counter];
#pragma warning disable CA5350 // it is CARP's
        return Convert.ToHexStringLower(HMACSHA1.HashData(key, text));
#pragma warning restore CA5350
    }

    /// <summary>Zero when the checksum is right. ucarp's covers the IP header too, whose own sum is right and so counts nothing.</summary>
    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var i = 0; i < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }
}
