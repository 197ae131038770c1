using System.Globalization;
using CsCheck;

namespace Koi.Tests.Ipsec;

/// <summary>Random configurations: nonsense, near misses and valid rules.</summary>
internal static class ConfigurationGen
{
    private static readonly string[] Words =
    [
        "acquire", "active", "aggressive", "ah", "any", "auth", "authkey", "bundle", "bypass", "comp", "deny", "dontacq", "dstid",
        "dynamic", "enc", "enckey", "esp", "file", "flow", "from", "group", "ike", "in", "include", "interface", "ipcomp", "ipip",
        "life", "lifetime", "local", "main", "out", "passive", "peer", "port", "proto", "psk", "quick", "require", "rsa", "spi",
        "srcid", "tag", "tcpmd5", "to", "transport", "tunnel", "type", "udpencap", "use",
        "10.1.1.1", "10.0.0.0", "::1", "2001:db8::/32", "gw.example", "em0", "egress", "x", "tcp", "ssh", "hmac-sha1", "aes-128-gcm", "sec0",
        "0x1000:0x1001", "4096", "0", "-1", "65536", "99999999999999999999", "0xabcdef", "3h", "\"a b\"", "'", "\"", "$x", "$nosuch",
        "{", "}", "(", ")", "/", ",", "=", "!", "#", "\\", "\\\n", "\n", "\n", "\n", "\t", "x = \"{ 10.1.1.1 ::1 }\"\n", "\0", "é",
    ];

    private static readonly Gen<string> Address =
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Int[0, 40], Gen.Bool, static (a, b, length, isV6) =>
            (isV6 ? $"2001:db8::{a:x}:{b:x}" : $"10.1.{a}.{b}") + (length <= 32 ? $"/{length}" : ""));

    /// <summary>Any characters.</summary>
    public static Gen<string> Characters { get; } = Gen.OneOf(
        Gen.String[0, 200], Gen.String[Gen.Char["flow fromto{}()/,=!#$\\\"'\n\t0123x:._*-\0é"], 0, 200]);

    /// <summary>Words of the language in any order.</summary>
    public static Gen<string> Soup { get; } = Of(Words).Array[0, 60].Select(static words => string.Join(' ', words) + "\n");

    /// <summary>Flow rules, all valid.</summary>
    public static Gen<string> Flows { get; } = Flow().Array[1, 5].Select(string.Concat);

    /// <summary>SA rules, all valid, with different SPIs.</summary>
    public static Gen<string> Sas { get; } = Gen.Select(Gen.Int[0, 5], Gen.UInt[256, uint.MaxValue], Gen.Byte, Gen.Bool, Gen.Bool)
        .Array[1, 5].Select(static parts => string.Concat(parts.DistinctBy(p => p.Item2).Select(p => Sa(p.Item1, p.Item2, p.Item3, p.Item4, p.Item5))));

    /// <summary>Valid rules with something cut, doubled or put in.</summary>
    public static Gen<string> Mutated { get; } =
        Gen.Select(Gen.OneOf(Flows, Sas, Gen.Const("ike dynamic from 10.1.1.1 to { any ::1 } peer ::2 main auth hmac-sha1 life 5 quick enc aes srcid a psk \"b c\" tag t\n")),
            Gen.Int[0, 1000], Gen.Int[0, 30], Of(Words), static (text, at, length, word) =>
            {
                var start = at % (text.Length + 1);
                var end = Math.Min(text.Length, start + length);
                return (at % 3) switch
                {
                    0 => text[..start] + text[end..],
                    1 => text[..start] + word + text[start..],
                    _ => text[..end] + text[start..],
                };
            });

    /// <summary>All of the above.</summary>
    public static Gen<string> Any { get; } = Gen.OneOf(Characters, Soup, Mutated, Flows, Sas);

    private static Gen<string> Of(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static Gen<string> Flow() =>
        Gen.Select(Of("", "esp ", "ah ", "ipcomp ", "ipip "), Of("", "in ", "out "),
            Of("", "proto tcp ", "proto 97 ", "proto udp "), Address, Address,
            Of("", " type use", " type require", " type acquire", " type dontacq", " type bypass", " type deny"), Gen.Bool,
            static (satype, direction, protocol, from, to, type, hasIds) =>
            {
                var isV6 = from.Contains(':', StringComparison.Ordinal);
                var other = to.Contains(':', StringComparison.Ordinal) == isV6 ? to : isV6 ? "2001:db8::9" : "10.9.9.9";
                var port = protocol is "proto tcp " ? " port 2022" : "";
                var ids = hasIds ? " srcid me@here dstid there" : "";
                return $"flow {satype}{direction}{protocol}from {from}{port} to {other}{port} local 192.0.2.1 peer 192.0.2.2{ids}{type}\n";
            });

    private static string Sa(int kind, uint spi, byte seed, bool isTransport, bool hasReverse)
    {
        var mode = isTransport ? "transport " : "";
        var spis = string.Create(CultureInfo.InvariantCulture, $"{(hasReverse && spi < uint.MaxValue ? $"0x{spi:x}:0x{spi + 1:x}" : $"0x{spi:x}")}");
        var ends = $"from 10.1.{seed}.1 to 10.2.{seed}.2 spi {spis}";
        hasReverse = spis.Contains(':', StringComparison.Ordinal);
        return kind switch
        {
            0 => $"esp {mode}{ends} authkey {Key(256)} enckey {Key(128)}\n",
            1 => $"esp {mode}{ends} auth hmac-md5 enc 3des authkey {Key(128)} enckey {Key(192)}\n",
            2 => $"ah {mode}{ends} auth hmac-sha1 authkey {Key(160)}\n",
            3 => $"ipcomp {mode}{ends}\n",
            4 => $"ipip {ends}\n",
            _ => $"tcpmd5 {ends} authkey {Key(48)}\n",
        };

        string Key(int bits)
        {
            var key = $"0x{string.Concat(Enumerable.Repeat(seed.ToString("x2", CultureInfo.InvariantCulture), bits / 8))}";
            return hasReverse ? $"{key}:{key}" : key;
        }
    }
}
