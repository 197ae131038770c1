using Koi.Tests.Ipsec;

namespace Koi.Tests.Golden;

/// <summary>Every message of the parser has a golden file in both forms.</summary>
/// <remarks>ipsecctl's <c>rule expands to no valid combination</c> is not here: nothing can reach it, because lists whose families
/// may match always have a pair, and <c>any</c> has both families.</remarks>
public sealed class MessageCoverageTests
{
    /// <summary>Messages of OpenBSD, worded alike in both dialects.</summary>
    public static TheoryData<string> InBoth =>
    [
        "syntax error", "invalid number: too large", "invalid number: too small", "string too long",
        "reached end of file while parsing quoted string", "macro 'nowhere' not defined", "warning: macro 'z' not used",
        "failed to include file missing.conf", "missing.conf: No such file or directory",
        "files include each other", "lists are nested too deeply", "NUL character in a quoted string",
        "host: invalid netmask '/200'", "no IP address found for 1.1.1.1/40", "could not parse host specification",
        "no flow NAT support for destination network: 10.2.0.0/16", "Flow NAT address family mismatch",
        "source/destination address families do not match", "no peer specified for destination 10.2.0.0/16",
        "default peer local mismatch", "default peer phase 1 auth mismatch", "default peer psk mismatch",
        "default peer phase 1 mode mismatch", "default peer srcid mismatch", "default peer dstid mismatch",
        "sha1 not a valid transform", "rot13 not a valid transform", "gzip not a valid transform", "modp9 not a valid transform",
        "auth already set", "enc already set", "comp already set", "group already set",
        "keys need to be specified in hex digits", "large.key: key too large", "empty.key: key too small",
        "open missing.key: No such file or directory",
        "no SPI specified", "ah does not provide encryption", "ah does not provide compression", "esp does not provide compression",
        "authentication is implicit for aes-128-gcm", "no encryption or authentication with ipcomp",
        "no encryption, authentication or compression with ipip", "no authentication key specified",
        "wrong authentication key length, needs to be 256 bits", "no encryption key specified",
        "encryption key too short (64 bits), minimum 128 bits", "encryption key too long (512 bits), maximum 256 bits",
        "4294967296 not a valid spi", "-1 not a valid spi", "255 within reserved spi range",
        "unknown protocol: nosuch", "protocol outside range", "unknown port: nosuch", "port outside range",
        "no protocol supplied with source/destination ports", "2147483648 not a valid lifetime", "-1 not a valid lifetime",
        "illegal transform aes", "illegal satype 3", "illegal satype 5",
        "ipsecctl: Syntax error in config file: ipsec rules not loaded",
    ];

    /// <summary>Messages of OpenBSD 4.9 alone.</summary>
    public static TheoryData<string> In49 =>
    [
        "\"99999999999999999999\" invalid number: too large", "ipsecctl: sarule: expand_rule", "ipsecctl: tcpmd5rule: expand_rule", "ipsecctl: illegal group none",
        "ipsecctl: missing.conf: No such file or directory", "ipsecctl: host: invalid netmask '/200'",
    ];

    /// <summary>Messages of Koi's dialect alone.</summary>
    public static TheoryData<string> InCurrent =>
    [
        "macro name cannot contain whitespace", "invalid sec interface name", "invalid sec interface unit: x",
        "invalid time unit", "invalid time specification: soon", "invalid time specification: 12x3m",
        "aesctr is disallowed with static keys", "is not a number; an SPI is written 4096 or 0x1000",
        "spi 0x00001000 to 10.1.1.2 is used already", "note: it is used here", "note: the default peer was described here",
        "note: macro nets defined here", "ipsecctl: note: macro peers defined on the command line",
        "nothing here uses an encryption key", "nothing here uses an authentication key",
        "local and peer addresses are not of the same family", "quote it if it is a number",
        "the file ends here", "the line ends here", "found the value of $bad", "illegal transform chacha20-poly1305",
    ];

    [Theory]
    [MemberData(nameof(InBoth))]
    public void Message_of_both_dialects_has_golden_files(string message)
    {
        Assert.Contains(Current, text => Holds(text, message));
        Assert.Contains(OpenBsd49, text => Holds(text, message));
    }

    [Theory]
    [MemberData(nameof(In49))]
    public void Message_of_4_9_has_a_golden_file(string message)
    {
        Assert.Contains(OpenBsd49, text => Holds(text, message));
        Assert.DoesNotContain(Current, text => Holds(text, message));
    }

    [Theory]
    [MemberData(nameof(InCurrent))]
    public void Message_of_Koi_has_a_golden_file(string message)
    {
        Assert.Contains(Current, text => Holds(text, message));
        Assert.DoesNotContain(OpenBsd49, text => Holds(text, message));
    }

    private static string[] Current { get; } = [.. TestFiles.NamesIn("Golden/ipsec", ".in").Select(GoldenIpsecTests.Expected)];

    private static string[] OpenBsd49 { get; } = [.. TestFiles.NamesIn("Golden/ipsec", ".in").Select(GoldenIpsecTests.Expected49)];

    private static bool Holds(string text, string message) => text.Contains(message, StringComparison.Ordinal);
}
