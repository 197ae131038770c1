using System.Globalization;
using Koi.Lab;
using Koi.Lab.Carp;
using Koi.Lab.Carp.Peers;

namespace Koi.SystemTests.Carp;

/// <summary>A backup whose wire is pulled again and again never says a word in the address's name.</summary>
public sealed class CarpSilenceTests : IDisposable
{
    private const double OneProbe = 6;

    private readonly GatewaySegment set = new(Pace.KoiFast);

    /// <summary>How often: KOI_FLAPS, for long runs.</summary>
    private static int Many => int.TryParse(Environment.GetEnvironmentVariable("KOI_FLAPS"), CultureInfo.InvariantCulture, out var many) ? many : 100;

    public void Dispose() => set.Dispose();

    [Fact]
    public void A_backup_that_loses_its_wire_stays_silent()
    {
        foreach (var gateway in set.Gateways)
        {
            gateway.Declare($"inet {Segment.Virtual} inet6 {Segment.VirtualV6}");
        }

        set.Start();
        var backup = set.Segment.Sites[1];
        using var capture = backup.Host.Capture(Segment.Card, "outbound");
        using var injector = new Injector(set.Segment.Rack, backup.Port.Name);

        for (var flap = 0; flap < Many; flap++)
        {
            backup.Unplug();
            Ask(injector);
            Thread.Sleep(5);
            backup.Plug();
            for (var question = 0; question < 5; question++)
            {
                Ask(injector);
                Thread.Sleep(2);
            }
        }

        set.Gateways[1].WaitForLine("INIT -> BACKUP (up)");
        backup.Host.Run("ping", "-c1", "-w5", Segment.Virtual).Check();
        capture.WaitFor(frame => frame.IpProtocol == 1 && frame.IsFrom(backup.Address));
        Assert.DoesNotContain(capture.Frames, SpeaksForTheAddress);
        Assert.DoesNotContain(set.Gateways[1].Lines, line => line.Contains("-> MASTER", StringComparison.Ordinal));
        Assert.Empty(set.Owners.Stop().ByGateway[1]);
        Assert.InRange(set.Owners.Stop().LongestOverlap.Milliseconds, 0, OneProbe);
    }

    /// <summary>ARP, neighbour solicitation and echo by both families, past the bridge; the owner prober asks by IPv4, too.</summary>
    private static void Ask(Injector injector)
    {
        injector.Send(Bytes("ffffffffffff 020000000066 0806 0001 0800 0604 0001 020000000066 0a090042 000000000000 0a0900fe"));
        injector.Send(Solicitation());
        injector.Send(EchoV6());
    }

    private static byte[] Solicitation() => WithIcmpV6(
        "3333ff0000fe 020000000066 86dd", "fd090000000000000000000000000100", "ff0200000000000000000001ff0000fe",
        "8700 0000 00000000 fd0900000000000000000000000000fe 0101 020000000066");

    private static byte[] EchoV6() => WithIcmpV6(
        "00005e000107 020000000066 86dd", "fd090000000000000000000000000100", "fd0900000000000000000000000000fe",
        "8000 0000 1234 0001 0000000000000000");

    /// <summary>RFC 8200, RFC 4443: the checksum covers a header of addresses, length and protocol.</summary>
    private static byte[] WithIcmpV6(string ethernet, string source, string target, string message)
    {
        var body = Bytes(message);
        var length = body.Length.ToString("x4", CultureInfo.InvariantCulture);
        var sum = Bytes($"{source} {target} 0000 {length} 0000003a {message}");
        Injector.FillChecksum(sum, 42);
        sum.AsSpan(42, 2).CopyTo(body.AsSpan(2));
        return [.. Bytes($"{ethernet} 60000000 {length} 3aff {source} {target}"), .. body];
    }

    private static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static bool SpeaksForTheAddress(Frame frame)
    {
        var sender = Convert.ToHexStringLower(frame.Bytes.AsSpan()[6..12]);
        return sender is "00005e000107"
            || frame.IsFrom(Segment.Virtual)
            || frame.IsFrom(Segment.VirtualV6)
            || (frame.EtherType == 0x0806 && frame.Packet[14..18].SequenceEqual((byte[])[10, 9, 0, 254]))
            || (frame.IpProtocol == 58 && frame.Packet[40] == 136 && frame.Packet[48..64].SequenceEqual(Bytes("fd0900000000000000000000000000fe")));
    }
}
