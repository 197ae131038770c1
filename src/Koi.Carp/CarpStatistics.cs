using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Koi.Carp;

/// <summary>What netstat(1) counts of carp, and a few more. Counting allocates nothing; one thread counts and prints.</summary>
/// <remarks>OpenBSD sys/netinet/ip_carp.h, struct carpstats; usr.bin/netstat/inet.c, carp_stats.</remarks>
public sealed class CarpStatistics
{
    private readonly long[] verdicts = new long[(int)PacketVerdict.OwnCookie + 1];

    /// <summary>Packets received by IPv4, before any check.</summary>
    public long ReceivedV4 { get; private set; }

    /// <summary>Packets received by IPv6, before any check.</summary>
    public long ReceivedV6 { get; private set; }

    /// <summary>Advertisements sent by IPv4.</summary>
    public long SentV4 { get; private set; }

    /// <summary>Advertisements sent by IPv6.</summary>
    public long SentV6 { get; private set; }

    /// <summary>Advertisements that the kernel had no buffer for: ENOBUFS, ENOMEM.</summary>
    public long NoMemory { get; private set; }

    /// <summary>Advertisements that could not be sent for another reason.</summary>
    public long SendErrors { get; private set; }

    /// <summary>Transitions to master: carps_preempt.</summary>
    public long Preempt { get; private set; }

    /// <summary>Transitions of all kinds.</summary>
    public long Transitions { get; private set; }

    /// <summary>Leases that ran out before they were renewed.</summary>
    public long LeasesLost { get; private set; }

    /// <summary>Packets with a verdict; of Accepted, those that passed all checks.</summary>
    public long this[PacketVerdict verdict] => verdicts[(int)verdict];

    /// <summary>Counts a packet that came in.</summary>
    public void CountReceived(bool isV6)
    {
        if (isV6)
        {
            ReceivedV6++;
        }
        else
        {
            ReceivedV4++;
        }
    }

    /// <summary>Counts what became of a packet that came in.</summary>
    public void Count(PacketVerdict verdict) => verdicts[(int)verdict]++;

    /// <summary>Counts an advertisement that was sent.</summary>
    public void CountSent(bool isV6)
    {
        if (isV6)
        {
            SentV6++;
        }
        else
        {
            SentV4++;
        }
    }

    /// <summary>Counts one that could not be sent for want of memory.</summary>
    public void CountNoMemory() => NoMemory++;

    /// <summary>Counts one that could not be sent for another reason.</summary>
    public void CountSendError() => SendErrors++;

    /// <summary>Counts a transition to another state.</summary>
    public void CountTransition(CarpState to)
    {
        Transitions++;
        Preempt += to == CarpState.Master ? 1 : 0;
    }

    /// <summary>Counts a lease that ran out.</summary>
    public void CountLeaseLost() => LeasesLost++;

    /// <summary>
    /// The lines of <c>netstat -s -p carp</c>, and after them Koi's own: errors of sending, own advertisements that came back, transitions,
    /// lost leases.
    /// </summary>
    public string Print() => $"""
        carp:
        {"\t"}{Packets(ReceivedV4)} received (IPv4)
        {"\t"}{Packets(ReceivedV6)} received (IPv6)
        {"\t\t"}{Packets(this[PacketVerdict.BadInterface])} discarded for bad interface
        {"\t\t"}{Packets(this[PacketVerdict.BadTtl])} discarded for wrong TTL
        {"\t\t"}{Packets(this[PacketVerdict.HeaderDrop])} shorter than header
        {"\t\t"}{this[PacketVerdict.BadChecksum]} discarded for bad checksum{S(this[PacketVerdict.BadChecksum])}
        {"\t\t"}{this[PacketVerdict.BadVersion]} discarded packet{S(this[PacketVerdict.BadVersion])} with a bad version
        {"\t\t"}{this[PacketVerdict.BadLength]} discarded because packet too short
        {"\t\t"}{this[PacketVerdict.BadAuthentication]} discarded for bad authentication
        {"\t\t"}{this[PacketVerdict.BadVhid]} discarded for unknown vhid
        {"\t\t"}{this[PacketVerdict.BadAddresses]} discarded because of a bad address list
        {"\t"}{Packets(SentV4)} sent (IPv4)
        {"\t"}{Packets(SentV6)} sent (IPv6)
        {"\t\t"}{NoMemory} send failed due to mbuf memory error
        {"\t"}{Preempt} transition{S(Preempt)} to master
        {"\t\t"}{SendErrors} send failed for another reason
        {"\t\t"}{Packets(this[PacketVerdict.OwnCookie])} of our own received
        {"\t"}{Transitions} state transition{S(Transitions)}
        {"\t"}{LeasesLost} lease{S(LeasesLost)} lost

        """;

    /// <summary>One line of JSON with its line feed: an object of numbers, named as in struct carpstats without its prefix, and Koi's own.</summary>
    public string PrintJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("ipackets", ReceivedV4);
            json.WriteNumber("ipackets6", ReceivedV6);
            json.WriteNumber("badif", this[PacketVerdict.BadInterface]);
            json.WriteNumber("badttl", this[PacketVerdict.BadTtl]);
            json.WriteNumber("hdrops", this[PacketVerdict.HeaderDrop]);
            json.WriteNumber("badsum", this[PacketVerdict.BadChecksum]);
            json.WriteNumber("badver", this[PacketVerdict.BadVersion]);
            json.WriteNumber("badlen", this[PacketVerdict.BadLength]);
            json.WriteNumber("badauth", this[PacketVerdict.BadAuthentication]);
            json.WriteNumber("badvhid", this[PacketVerdict.BadVhid]);
            json.WriteNumber("badaddrs", this[PacketVerdict.BadAddresses]);
            json.WriteNumber("opackets", SentV4);
            json.WriteNumber("opackets6", SentV6);
            json.WriteNumber("onomem", NoMemory);
            json.WriteNumber("preempt", Preempt);
            json.WriteNumber("sendErrors", SendErrors);
            json.WriteNumber("ownCookie", this[PacketVerdict.OwnCookie]);
            json.WriteNumber("transitions", Transitions);
            json.WriteNumber("leasesLost", LeasesLost);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static string Packets(long number) => $"{number} packet{S(number)}";

    private static string S(long number) => number == 1 ? "" : "s";
}
