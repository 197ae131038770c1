using Koi.Ipsec;
using Koi.Ipsec.Grammar;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Tests.Ipsec;

/// <summary>Two configurations that use every keyword, with different values.</summary>
public sealed class EveryKeywordTests
{
    private const string First = """
        include "more.conf"
        flow esp in proto tcp from 10.1.0.0/16 port ssh to 10.2.0.0/16 port 80 local 192.0.2.1 peer 192.0.2.2 srcid a dstid b type use
        flow ah out from any to 10.2.0.1 type acquire
        flow from 10.1.0.1 to 10.2.0.1 type require
        flow from 10.1.0.2 to 10.2.0.1 type deny
        flow from 10.1.0.3 to 10.2.0.1 type bypass
        flow from 10.1.0.4 to 10.2.0.1 type dontacq
        esp tunnel from 10.1.0.1 to 10.2.0.1 spi 0x1000 udpencap port 4501 auth hmac-md5 enc aes authkey file "auth.key" enckey file "enc.key" bundle b
        ah transport from 10.1.0.1 to 10.2.0.1 spi 0x1001 auth hmac-md5 authkey file "auth.key" bundle b
        ipcomp from 10.1.0.1 to 10.2.0.1 spi 0x1002 comp deflate
        ipip from 10.1.0.1 to 10.2.0.1 spi 0x1003
        tcpmd5 from 10.1.0.1 to 10.2.0.1 spi 0x1004 authkey 0xaa
        ike active from 10.1.0.1 to 10.2.0.1 main group modp1024 lifetime 3600 quick life 1200 rsa
        ike passive from 10.1.0.1 to 10.2.0.2 aggressive psk "secret" tag t
        ike dynamic interface sec1 peer 10.2.0.3

        """;

    private const string Second = """
        include "more.conf"
        flow esp out proto udp from 2001:db8:1::/48 port 53 to 2001:db8:2::/48 port ntp peer 2001:db8::2 local 2001:db8::1 srcid c dstid d type dontacq
        flow ah in from 2001:db8::9 to any type bypass
        flow from ::1 to ::2 type deny
        flow from ::1 to ::3 type require
        flow from ::1 to ::4 type acquire
        flow from ::1 to ::5 type use
        esp transport from ::1 to ::2 spi 8192 udpencap auth hmac-sha1 enc aes-128 authkey file "sha1.key" enckey file "enc.key" bundle c
        ah tunnel from ::1 to ::2 spi 8193 auth hmac-sha1 authkey file "sha1.key" bundle c
        ipcomp transport from ::1 to ::2 spi 8194 comp d
        ipip from ::1 to ::2 spi 8195
        tcpmd5 from ::1 to ::2 spi 8196 authkey 0xbb
        ike passive from ::1 to ::2 aggressive group grp14 lifetime 2h quick life 600 rsa
        ike active from ::1 to ::3 main psk other tag u
        ike dynamic interface sec2 peer ::4

        """;

    public static TheoryData<string> Both => [First, Second];

    [Theory]
    [MemberData(nameof(Both))]
    public void Text_uses_every_keyword_of_the_table(string text)
    {
        var diagnostics = new DiagnosticList(1);
        var lexer = new Lexer(Dialect.Current.LexerRules, new(), diagnostics, new("all", text));
        HashSet<Keyword> used = [];
        while (lexer.Next() is { Kind: not TokenKind.EndOfFile } token)
        {
            if (token.Kind == TokenKind.Keyword)
            {
                used.Add((Keyword)token.Keyword);
            }
        }

        Assert.Empty(Enum.GetValues<Keyword>().Except(used));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Text_is_without_errors_and_has_every_kind_of_statement(string text)
    {
        var parsed = Parse(text).Parsed;

        Assert.Equal(0, parsed.ErrorCount);
        Assert.Equal(
            typeof(Rule).GetNestedTypes().Append(typeof(MacroAssignment)).Select(t => t.Name).Order(StringComparer.Ordinal),
            parsed.Statements.Select(s => s.GetType().Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void The_two_texts_have_no_rule_in_common()
    {
        var common = RulesOf(First).Intersect(RulesOf(Second), StringComparer.Ordinal);

        Assert.Empty(common);
    }

    [Fact]
    public void Keyword_members_and_words_are_the_same_in_order()
    {
        foreach (var keyword in Enum.GetValues<Keyword>())
        {
            Assert.Equal(keyword.ToString(), Keywords.Text((int)keyword), ignoreCase: true);
        }

        Assert.Equal(Enum.GetValues<Keyword>().Length, Keywords.Without().Count);
    }

    private static IEnumerable<string> RulesOf(string text) =>
        Parse(text).Output.Split('\n').Where(l => l.StartsWith("flow", StringComparison.Ordinal) || l.Contains(" spi ", StringComparison.Ordinal));

    private static IpsecctlRun Parse(string text) => IpsecctlRun.Of(text, "-nvk", FakeMachine.Environment(static path => path switch
    {
        "more.conf" => "more = x\n"u8.ToArray(),
        "auth.key" or "enc.key" => "00112233445566778899aabbccddeeff"u8.ToArray(),
        "sha1.key" => "00112233445566778899aabbccddeeff00112233"u8.ToArray(),
        _ => null,
    }));
}
