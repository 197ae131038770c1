using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;
using static Koi.Tests.Ipsec.Show.Samples;

namespace Koi.Tests.Ipsec.Show;

public sealed class MonitorPrinterTests
{
    private static string Print(XfrmEvent input) => new MonitorPrinter(Options).Print(input, length: 300, port: 4711);

    [Fact]
    public void There_is_a_sample_of_each_event() => Assert.Equal(
        typeof(XfrmEvent).GetNestedTypes().Select(type => type.Name).Order(StringComparer.Ordinal),
        EventSamples.All.Select(sample => sample.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_event_is_printed() => Assert.Equal(
        """
        sadb_add: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_update: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_delete: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_flush: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_expire: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_addflow: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_addflow: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_delflow: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_delflow: satype unspec vers 2 len 38 seq 0 pid 4711
        xfrm_polexpire: satype esp vers 2 len 38 seq 0 pid 4711
        sadb_acquire: satype esp vers 2 len 38 seq 77 pid 4711
        xfrm_newae: satype esp vers 2 len 38 seq 0 pid 4711
        xfrm_report: satype unspec vers 2 len 38 seq 0 pid 4711
        xfrm_migrate: satype unspec vers 2 len 38 seq 0 pid 4711
        xfrm_mapping: satype esp vers 2 len 38 seq 0 pid 4711
        unknown: satype unspec vers 2 len 38 seq 0 pid 4711
        """,
        string.Join('\n', EventSamples.All.Select(sample => Print(sample).Split('\n')[0])));

    [Fact]
    public void An_sa_added_has_the_lines_of_a_verbose_sa() => Assert.Equal(
        """
        sadb_add: satype esp vers 2 len 38 seq 9 pid 4711
        	sa: spi 0x00001001 auth hmac-sha2-256 enc aes
        		state mature replay 0 flags 0x4<tunnel>
        	lifetime_cur: alloc 10 bytes 840 add 1700000000 first 1700000060
        	address_src: 192.0.2.1
        	address_dst: 192.0.2.2
        	counter: 
        		10 output packets
        		840 output bytes

        	replay: rpl 10

        """,
        Print(new XfrmEvent.SaAdded(EspTunnel()) { Sequence = 9 }));

    [Fact]
    public void A_flow_added_has_its_ends_and_its_networks() => Assert.Equal(
        """
        sadb_addflow: satype esp vers 2 len 38 seq 0 pid 4711
        	address_src: 192.0.2.1
        	address_dst: 192.0.2.2
        	src_mask: 255.255.255.0
        	dst_mask: 255.255.255.0
        	flow_type: type require direction out
        	src_flow: 10.1.0.0
        	dst_flow: 10.2.0.0
        	policy: priority 165423 index 9

        """,
        Print(EventSamples.All.OfType<XfrmEvent.PolicyAdded>().Single()));

    [Fact]
    public void An_acquire_has_the_packet() => Assert.Equal(
        """
        sadb_acquire: satype esp vers 2 len 38 seq 77 pid 4711
        	address_src: 192.0.2.1
        	address_dst: 192.0.2.2
        	src_mask: 255.255.255.255
        	dst_mask: 255.255.255.255
        	protocol: proto 1 flags 0
        	src_flow: 10.1.0.5
        	dst_flow: 10.2.0.5
        	policy: priority 165423 index 9

        """,
        Print(EventSamples.All.OfType<XfrmEvent.Acquire>().Single()));

    [Theory]
    [InlineData(true, "dead")]
    [InlineData(false, "dying")]
    public void What_expired_is_dying_or_dead(bool isHard, string state) => Assert.Contains(
        $"\t\tstate {state} replay", Print(new XfrmEvent.SaExpired(EspTunnel(), isHard)), StringComparison.Ordinal);

    [Fact]
    public void What_has_no_algorithm_yet_is_larval() => Assert.Contains(
        "\t\tstate larval replay",
        Print(new XfrmEvent.SaAdded(Sa("192.0.2.1", "192.0.2.2", 0x1001))),
        StringComparison.Ordinal);

    [Fact]
    public void Raw_bytes_follow_with_the_keys_hidden()
    {
        using var writer = new MessageWriter();
        XfrmRequests.AddSa(writer, EspTunnel() with { Counters = null, Replay = null });

        var hidden = RawLines(writer.Written, Options);
        var shown = RawLines(writer.Written, Options with { ShowKeys = true });

        // nlmsghdr 16, xfrm_usersa_info 224, then XFRMA_ALG_CRYPT: nlattr 4, name 64, key_len 4, key 16.
        Assert.Equal("b4 01 00 00 10 00 01 06 ", shown[0]);
        Assert.Equal(shown[0], hidden[0]);
        Assert.Equal("58 00 02 00 63 62 63 28 ", hidden[30]);
        Assert.Equal("80 00 00 00 e0 e1 e2 e3 ", Line(shown, 240 + 4 + 64));
        Assert.Equal("80 00 00 00 ** ** ** ** ", Line(hidden, 240 + 4 + 64));
        Assert.Equal(48, hidden.Sum(line => line.Split("**").Length - 1));
        Assert.Equal(shown.Length, hidden.Length);
    }

    [Fact]
    public void What_is_not_understood_is_hidden()
    {
        using var writer = new MessageWriter();
        writer.Begin(99, 0, 8);
        Assert.Equal(8, RawLines(writer.Written, Options).Sum(line => line.Split("**").Length - 1));

        using var malformed = new MessageWriter();
        XfrmRequests.AddSa(malformed, EspTunnel());
        var bytes = malformed.Written.ToArray();
        bytes[240] = 2;
        Assert.Equal(bytes.Length - 240, RawLines(bytes, Options).Sum(line => line.Split("**").Length - 1));
    }

    /// <summary>Eight bytes from an offset that is a multiple of four.</summary>
    private static string Line(string[] lines, int offset) =>
        string.Concat(lines).Substring(offset * 3, 24);

    private static string[] RawLines(ReadOnlySpan<byte> datagram, ShowOptions options)
    {
        var messages = new MessageReader(datagram);
        Assert.True(messages.Next());
        var text = new MonitorPrinter(options with { Verbosity = Verbosity.Verbose }).Print(messages.Current);
        var lines = text.Split('\n');
        var start = Array.IndexOf(lines, "RAW XFRM MESSAGE:");
        return lines[(start + 1)..^1];
    }
}
