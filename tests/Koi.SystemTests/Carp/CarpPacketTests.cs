using System.Diagnostics;
using System.Globalization;
using Koi.Carp;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>Packets that are wrong in every way change no role; they are counted by their fault and told of now and then.</summary>
[Collection(nameof(Alone))]
public sealed class CarpPacketTests : IDisposable
{
    private const double OneProbe = 6;

    /// <summary>A random packet takes no longer.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromMicroseconds(200);

    private readonly long begin = Stopwatch.GetTimestamp();

    private readonly GatewaySegment set = new(Pace.KoiFast, limit: TimeSpan.FromMinutes(2) + (Many * Slowest));
    private readonly Injector injector;

    public CarpPacketTests() => injector = new Injector(set.Segment.Client, Segment.Card);

    /// <summary>How many random packets: KOI_GARBAGE, for long runs.</summary>
    private static int Many =>
        int.TryParse(Environment.GetEnvironmentVariable("KOI_GARBAGE"), CultureInfo.InvariantCulture, out var many) ? many : 100_000;

    /// <summary>Each gateway tells of a fault once at first, then of each of the eight kinds every ten seconds.</summary>
    private int MostLines => 8 * (2 + ((int)Stopwatch.GetElapsedTime(begin).TotalSeconds / 10));

    public void Dispose()
    {
        injector.Dispose();
        set.Dispose();
    }

    [Fact]
    public void Each_fault_is_counted_as_what_it_is()
    {
        using var capture = set.Segment.Capture("ip proto 112");
        set.Start();
        var own = capture.WaitFor(f => f.IpProtocol == 112).Packet[Injector.V4Header..].ToArray();
        byte[] foreign = [.. own[..8], 1, 2, 3, 4, 5, 6, 7, 8, .. own[16..]];

        Send(Injector.Packet(own, hopLimit: 254));
        Send(Injector.Packet(own.AsSpan(0, 35)));
        Send(Injector.Packet([]));
        Send(Injector.Packet(With(own, 2, 200)));                   // the checksum is now wrong
        Send(Injector.Packet(Summed(With(own, 0, 0x31))));          // version 3
        Send(Injector.Packet(Summed(With(own, 0, 0x22))));          // type 2
        Send(Injector.Packet(Summed(With(own, 1, 8))));             // vhid
        Send(Injector.Packet(Summed(foreign)));                     // counter, not that of the digest
        Send(Injector.Packet(Summed(With(own, 35, (byte)~own[35]))));
        Send(Injector.Packet([0x21, 7, 100, 1, 0, 1, 0, 0, 10, 9, 0, 254, 0, 0, 0, 0, 0, 0, 0, 0]));   // VRRP version 2
        Send(Injector.Packet([0x31, 7, 100, 8, 0, 100, 1, 2, .. Enumerable.Repeat((byte)10, 32)]));    // VRRP version 3, 8 addresses

        foreach (var gateway in set.Gateways)
        {
            gateway.ExpectCounter("badttl", 1);
            gateway.ExpectCounter("badlen", 3);
            gateway.ExpectCounter("badsum", 2);
            gateway.ExpectCounter("badver", 2);
            gateway.ExpectCounter("badvhid", 1);
            gateway.ExpectCounter("badauth", 2);
            Assert.Equal(0, gateway.Counter("ownCookie"));
        }

        Send(Injector.Packet(own));
        set.Gateways[0].ExpectCounter("ownCookie", 1);
        Assert.Equal(0, set.Gateways[1].Counter("ownCookie"));
        AssertNothingHappened();
    }

    [Fact]
    public void Any_bytes_are_only_counted()
    {
        const int AtOnce = 100;
        set.Start();
        var random = new Random(1);
        var payload = new byte[96];

        for (var sent = 0; sent < Many; sent++)
        {
            random.NextBytes(payload);
            injector.Send(Injector.Packet(Random(payload.AsSpan(0, random.Next(payload.Length)), random), (byte)(random.Next(4) > 0 ? 255 : sent)));
            if (sent % AtOnce == 0)
            {
                Thread.Sleep(2);
            }
        }

        foreach (var gateway in set.Gateways)
        {
            Assert.All((string[])["badttl", "badlen", "badsum", "badver", "badvhid", "badauth"], name => Assert.InRange(gateway.Counter(name), 1, Many));
        }

        AssertNothingHappened();
    }

    /// <summary>Every second is almost an advertisement.</summary>
    private static Span<byte> Random(Span<byte> payload, Random random)
    {
        if (payload.Length >= Advertisement.Length && random.Next(2) == 0)
        {
            payload[1] = random.Next(2) == 0 ? (byte)Segment.Vhid : payload[1];
            payload[0] = random.Next(2) == 0 ? (byte)0x21 : payload[0];
            Injector.FillChecksum(payload[..Advertisement.Length], 6);
        }

        return payload;
    }

    private void Send(byte[] frame) => injector.Send(frame);

    private static byte[] With(byte[] bytes, int place, byte value)
    {
        byte[] changed = [.. bytes];
        changed[place] = value;
        return changed;
    }

    private static byte[] Summed(byte[] bytes)
    {
        Injector.FillChecksum(bytes, 6);
        return bytes;
    }

    private void AssertNothingHappened()
    {
        Assert.Equal([0], set.Owners.Owners);
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
        Assert.Equal(2, set.Gateways[0].Transitions().Count);
        Assert.Single(set.Gateways[1].Transitions());
        foreach (var gateway in set.Gateways)
        {
            Assert.InRange(gateway.Lines.Count(line => line.Contains("carp: dropped", StringComparison.Ordinal)), 1, MostLines);
        }
    }
}
