using CsCheck;
using Koi.Language;
using Koi.SaSync;
using Koi.SaSync.Language;

namespace Koi.Tests.SaSync;

/// <summary>sasyncd.conf(5): every word, every mistake.</summary>
public sealed class ConfigurationParserTests
{
    private const string HexKey = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string Fingerprint = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";

    private static readonly string[] Words =
    [
        "interface", "group", "flushmode", "startup", "never", "sync", "listen", "on", "inet", "inet6", "port", "mode", "master", "slave",
        "skipslave", "peer", "sharedkey", "control", "isakmpd", "iked", "strongswan", "all", "none", "leap", "counters", "interval", "packets",
        "fingerprint", "carp0", "500", "0", "65536", "-1", "2001:db8::1", "9gw", "0x", "0xabc", HexKey, "mekmitasdigoat42", $"SHA256:{Fingerprint}", "#", "#x\n",
        "\n", "\t", "é", "\0", "99999999999999999999",
    ];

    private static readonly Gen<string> Word = Gen.Int[0, Words.Length - 1].Select(index => Words[index]);

    [Fact]
    public void Every_word_of_the_language_is_read()
    {
        var all = Good($"""
            # a comment
            interface carp0 group sync flushmode never	# settings may share a line
            listen on 192.0.2.1 inet port 501
            listen on eth2 inet6
            listen
            on 2001:db8::1
            mode skipslave
            peer 10.255.0.2
            peer 9gw.example.org port 777
            peer 2001:db8::2 fingerprint SHA256:{Fingerprint}
            sharedkey {HexKey}
            control all
            leap 65536
            counters interval 250 packets 1024
            """);
        Assert.Equal(
            $"""
            interface carp0
            group sync
            flushmode never
            listen on 192.0.2.1 inet port 501
            listen on eth2 inet6 port 500
            listen on 2001:db8::1 port 500
            mode skipslave
            peer 10.255.0.2 port 501
            peer 9gw.example.org port 777
            peer 2001:db8::2 port 501 fingerprint SHA256:{Fingerprint}
            # sharedkey: 256 bits
            control all
            leap 65536
            counters interval 250 packets 1024

            """,
            ConfigurationPrinter.Print(all));
        Assert.Equal(Convert.FromHexString(HexKey[2..]), all.Key!.Bytes.ToArray());
    }

    [Fact]
    public void The_shortest_file_has_the_defaults()
    {
        var least = Good("interface carp0\npeer 10.0.0.2\nsharedkey mekmitasdigoat42");
        Assert.Equal(
            "interface carp0\ngroup carp\nflushmode startup\npeer 10.0.0.2 port 500\n# sharedkey: 128 bits\ncontrol strongswan\nleap 1048576\n"
            + "counters interval 1000 packets 4096\n",
            ConfigurationPrinter.Print(least));
        Assert.True(least.Key!.IsText);
    }

    [Theory]
    [InlineData("mode master\nsharedkey KEY", SyncMode.Master)]
    [InlineData("mode slave sharedkey KEY", SyncMode.Slave)]
    [InlineData("mode slave mode skipslave sharedkey KEY", SyncMode.Slave)]
    public void A_fixed_mode_needs_no_interface_and_no_peer(string text, SyncMode mode) =>
        Assert.Equal(mode, Good(text.Replace("KEY", HexKey, StringComparison.Ordinal)).Mode);

    [Fact]
    public void With_fingerprints_no_key_is_needed() =>
        Assert.Null(Good($"interface carp0 peer gw2 fingerprint {Fingerprint.ToLowerInvariant()}").Key);

    [Theory]
    [InlineData("interfce carp0", "1:1: syntax error: found \"interfce\"; expected a setting")]
    [InlineData("interface", "2:1: syntax error: the file ends here; expected an interface")]
    [InlineData("interface peer gw", "1:11: syntax error: found \"peer\"; expected an interface")]
    [InlineData("flushmode always", "1:11: syntax error: found \"always\"; expected startup, never or sync")]
    [InlineData("listen 192.0.2.1", "1:8: syntax error: found \"192.0.2.1\"; expected on")]
    [InlineData("listen on eth0 port 0", "1:21: a port is from 1 to 65535")]
    [InlineData("peer gw port http", "1:14: syntax error: found \"http\"; expected a port")]
    [InlineData("peer gw port 65536", "1:14: a port is from 1 to 65535")]
    [InlineData("mode primary", "1:6: syntax error: found \"primary\"; expected master, slave or skipslave")]
    [InlineData("control iked", "1:9: there is no iked on Linux; strongswan is told with \"control strongswan\"")]
    [InlineData("control charon", "1:9: syntax error: found \"charon\"; expected isakmpd, strongswan, all or none")]
    [InlineData("leap 1073741825", "1:6: a number of packets is from 0 to 1073741824")]
    [InlineData("counters 5", "1:10: syntax error: found \"5\"; expected interval")]
    [InlineData("counters interval 99", "1:19: a number of milliseconds is from 100 to 60000")]
    [InlineData("sharedkey 0x012", "1:11: a key has an even number of digits")]
    [InlineData("sharedkey short", "1:11: a key has 128, 192 or 256 bits: 32, 48 or 64 digits after 0x, or 16, 24 or 32 characters; this one has 40 bits")]
    [InlineData("peer gw fingerprint SHA256:00", "1:21: a fingerprint is SHA256: and 64 hexadecimal digits")]
    [InlineData("interface carp0", "config: no shared key specified, cannot continue; sasyncd -k prints one", "peer gw")]
    [InlineData("sharedkey KEY", "no interface to follow; name one, or say \"mode master\" or \"mode slave\"")]
    [InlineData("interface carp0 sharedkey KEY leap 100", "leap 100 is less than the 4096 packets that a counter may be behind")]
    [InlineData("interface carp0 sharedkey KEY leap 268435457", "leap 268435457 is too much for 2 gateways, which can have 268435456", "peer gw")]
    public void A_mistake_is_told_with_its_place(string text, string message, string more = "")
    {
        var parsed = Parse($"{text.Replace("KEY", HexKey, StringComparison.Ordinal)}\n{more}");
        Assert.Null(parsed.Configuration);
        Assert.Equal(message, Place(parsed.Diagnostics.First(d => d.Severity == Severity.Error)));
    }

    [Theory]
    [InlineData("peer gw peer GW", "1:14: peer GW is named twice, and counts once")]
    [InlineData("group a group b", "1:9: group is given twice, and the last one counts")]
    [InlineData("mode slave", "2:1: with a fixed mode the interface is not looked at")]
    [InlineData("sharedkey mekmitasdigoat42", "1:1: a key that is written as text can be guessed; sasyncd -k prints a better one", "")]
    public void What_is_odd_is_warned_of(string text, string message, string key = $"sharedkey {HexKey}")
    {
        var parsed = Parse($"{text}\ninterface carp0 {key}");
        Assert.NotNull(parsed.Configuration);
        Assert.Equal(message, Place(Assert.Single(parsed.Diagnostics)));
    }

    [Fact]
    public void All_mistakes_are_told_in_one_run()
    {
        var parsed = Parse($"interface\npeer port 5\nlisten on\nmode x\nsharedkey {HexKey}");
        Assert.Equal(["2:1", "2:11", "4:1", "4:6"], parsed.Diagnostics.Select(d => Place(d).Split(": ")[0]));
    }

    [Theory]
    [InlineData("sharedkey 0x012345678901234567890")]
    [InlineData("sharedkey correct-horse-battery")]
    [InlineData("sharedky correct-horse-battery")]
    [InlineData("peer gw correct-horse-battery")]
    public void No_message_shows_a_key(string text)
    {
        var source = new SourceText("sasyncd.conf", text);
        var parsed = ConfigurationParser.Parse(source);
        var shown = DiagnosticPrinter.PrintWithCarets("sasyncd", parsed.Diagnostics, parsed.Redact);
        Assert.Contains("error: ", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split(' ')[^1], shown, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_throws() => Gen.OneOf(
        Word.Array[0, 24].Select(words => string.Join(' ', words)), Gen.String).Sample(text =>
    {
        var source = new SourceText("test", text);
        var parsed = ConfigurationParser.Parse(source);
        Assert.All(parsed.Diagnostics, d => Assert.InRange(d.Span?.End ?? 0, 0, text.Length));
        Assert.Equal(parsed.Configuration is null, parsed.Diagnostics.Any(d => d.Severity == Severity.Error));
        Assert.Equal(text.Length, parsed.Redact(source).Length);
    });

    /// <summary>What is printed is read as the same, but for the key, which is not printed.</summary>
    [Fact]
    public void What_is_printed_is_read_as_the_same() => Word.Array[0, 16].Sample(words =>
    {
        if (Parse($"interface carp1 sharedkey {HexKey} {string.Join(' ', words)}").Configuration is { } configuration)
        {
            var printed = PrintWithoutKey(configuration);
            Assert.Equal(printed, PrintWithoutKey(Good($"{printed}sharedkey {HexKey}\n")));
        }
    });

    private static string PrintWithoutKey(SyncConfiguration configuration) => string.Concat(
        ConfigurationPrinter.Print(configuration).Split('\n').Where(line => line is not ("" or ['#', ..])).Select(line => $"{line}\n"));

    private static ParsedSyncConfiguration Parse(string text) => ConfigurationParser.Parse(new("test", text));

    private static SyncConfiguration Good(string text)
    {
        var parsed = Parse(text);
        Assert.Empty(parsed.Diagnostics.Where(d => d.Severity == Severity.Error).Select(Place));
        return parsed.Configuration!;
    }

    private static string Place(Diagnostic diagnostic) => diagnostic.Span is { } span
        ? $"{span.Position.Line}:{span.Position.Column}: {diagnostic.Message}"
        : diagnostic.Message;
}
