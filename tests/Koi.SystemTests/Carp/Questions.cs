using System.Globalization;
using Koi.Lab;
using Koi.Lab.Carp;

namespace Koi.SystemTests.Carp;

/// <summary>Frames that the owner of the segment's addresses answers, and nobody else.</summary>
internal static class Questions
{
    /// <summary>Asks: ARP, neighbour solicitation and echo by both families, past the bridge; the owner prober asks by IPv4, too.</summary>
    public static void Ask(Injector injector)
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

    /// <summary>Whether a frame is of one who has the address, or claims so.</summary>
    public static bool AreAnsweredBy(Frame frame)
    {
        var sender = Convert.ToHexStringLower(frame.Bytes.AsSpan()[6..12]);
        return sender is "00005e000107"
            || frame.IsFrom(Segment.Virtual)
            || frame.IsFrom(Segment.VirtualV6)
            || (frame.EtherType == 0x0806 && frame.Packet[14..18].SequenceEqual((byte[])[10, 9, 0, 254]))
            || (frame.IpProtocol == 58 && frame.Packet[40] == 136 && frame.Packet[48..64].SequenceEqual(Bytes("fd0900000000000000000000000000fe")));
    }
}
