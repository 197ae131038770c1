using System.Text;
using CsCheck;
using Koi.Ipsec.Grammar;

namespace Koi.Tests.Ipsec;

/// <summary>Keys and passwords stay out of what is printed without <c>-k</c>.</summary>
public sealed class SecretsTests
{
    private const string Hex = "0123456789abcdef";

    /// <summary>Where a secret S may stand; some places are errors, which show the line.</summary>
    private static readonly string[] Places =
    [
        "ah from 10.1.1.1 to 10.1.1.2 spi 0x1000 authkey 0xS\n",
        "ah from 10.1.1.1 to 10.1.1.2 spi 0x1000 authkey S\n",
        "ah from 10.1.1.1 to 10.1.1.2 spi 0x1000:0x1001 authkey S:S oops\n",
        "esp from 10.1.1.1 to 10.1.1.2 spi 0x1000 enckey \"S\" authkey 'S'\n",
        "esp from 10.1.1.1 to 10.1.1.2 spi 5 authkey \\\n\tS \\\n\tenckey \\\n\tS\n",
        "esp from 10.1.1.1 to 10.1.1.2 spi 0x1000 authkey zz\\\nS enckey zz\\\nS\n",
        "tcpmd5 from 10.1.1.1 to ! spi 0x1000 authkey S\n",
        "ike from 10.1.1.1 to 10.1.1.2 psk S\n",
        "ike from 10.1.1.1 to 10.1.1.2 psk \"S\" oops\n",
        "ike from 10.1.1.1 to 10.1.1.2 psk \"a\\\"S\" oops\n",
        "ike from 10.1.1.1 to 10.1.1.2 psk 'a\nS' oops\n",
        "ike from 10.1.1.1 to 10.1.1.2 psk \"S S",
        "ike from 10.1.1.1 to 10.1.1.2 psk S",
        "k = \"S\"\nike from 10.1.1.1 to 10.1.1.2 psk $k\n",
        "k = S\nah from 10.1.1.1 to 10.1.1.2 spi 0x1000 authkey $k oops\n",
        "k = S }\nah from 10.1.1.1 to 10.1.1.2 spi 0x1000 authkey $k\n",
        "k = \"x\" \"S\" }\nike from 10.1.1.1 to 10.1.1.2 psk $k\n",
        "k = \"S\"\nj = $k\nike from 10.1.1.1 to 10.1.1.2 psk $j\n",
        "k = \"S\"\nj = $k\nj = \"x\" $k }\nike from 10.1.1.1 to 10.1.1.2 psk $j\n",
        "k = \"psk S\"\nike from 10.1.1.1 to 10.1.1.2 $k $k\n",
        "k = \"authkey S enckey S\"\nesp from 10.1.1.1 to 10.1.1.2 spi 0x1000 $k $k\n",
        "k = \"psk 'S'\"\nike from 10.1.1.1 to 10.1.1.2 $k $k\n",
        "k = \"S\"\ninclude \"uses-k\"\n",
        "k = \"S\" }\nk = \"S\"\ninclude \"uses-k\"\n",
        "k = \"S\"\nj = \"ike from 10.1.1.1 to 10.1.1.2 psk\"\n$j $k\n",
        "j = \"ike from 10.1.1.1 to 10.1.1.2 psk\"\n$j S oops\n",
        "j = \"ike from 10.1.1.1 to 10.1.1.2 psk\"\n$j \"S\"\n",
        "include \"defines-k\"\nike from 10.1.1.1 to 10.1.1.2 psk $k oops\n",
    ];

    private static readonly Gen<string> Secret = Gen.OneOf(
        Gen.String[Gen.Char[Hex], 17, 64], Gen.String[Gen.Char["ghijklmnopqrstuvwxyz"], 12, 30], Gen.String[Gen.Char["123456789"], 20, 40]);

    private static readonly string[] Intruders = ["}", "!", "(", "x", "5", "{ 10.1.1.1 }", "/", ",", "99999999999999999999", "$nosuch"];

    private static readonly string[] AllFlags = ["-nv", "-nvv", "-dnv"];

    [Fact]
    public void No_secret_is_in_diagnostics_or_output_without_k() =>
        Gen.Select(Secret, Gen.Int[0, Places.Length - 1], Gen.Int[0, AllFlags.Length - 1]).Sample((secret, place, flags) =>
        {
            var text = Places[place].Replace("S", secret, StringComparison.Ordinal);

            var run = IpsecctlRun.Of(text, AllFlags[flags], FakeMachine.Environment(path => ReadFile(path, secret)));

            Assert.DoesNotContain(secret, run.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain(secret[^9..], run.Everything, StringComparison.Ordinal);
        }, iter: 3000);

    [Fact]
    public void Secrets_of_rules_with_a_word_too_many_are_covered_too() =>
        Gen.Select(Secret, Gen.Int[0, Places.Length - 1], Gen.Int[0, 20], Gen.Int[0, Intruders.Length - 1]).Sample((secret, place, at, intruder) =>
        {
            // Nobody can know what a file that is not read would have used a macro for.
            var words = Places[place].Replace("include \"uses-k\"", "include_\"uses-k\"", StringComparison.Ordinal).Split(' ').ToList();
            words.Insert(at % words.Count, Intruders[intruder]);
            var text = string.Join(' ', words).Replace('_', ' ').Replace("S", secret, StringComparison.Ordinal);

            var run = IpsecctlRun.Of(text, "-nv", FakeMachine.Environment(path => ReadFile(path, secret)));

            Assert.DoesNotContain(secret, run.Everything, StringComparison.Ordinal);
        }, iter: 3000);

    [Fact]
    public void Keys_are_shown_with_k()
    {
        var run = IpsecctlRun.Of("tcpmd5 from 10.1.1.1 to 10.1.1.2 spi 0x1000 authkey 0xdeadbeef\nk = \"word\"\nike from ::1 to ::2 psk $k\n", "-nvk", FakeMachine.WithoutFiles);

        Assert.Contains(" authkey 0xdeadbeef\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("k = \"word\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(":Authentication=word force\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Covered_text_has_the_length_of_the_text() =>
        Gen.OneOf(ConfigurationGen.Any, Gen.Int[0, Places.Length - 1].Select(i => Places[i])).Sample(text =>
        {
            var covered = Secrets.Redact(text);

            Assert.Equal(text.Length, covered.Length);
            Assert.All(text.Zip(covered), pair => Assert.True(pair.First == pair.Second || pair.Second == '*'));
        }, iter: 1000);

    private static byte[]? ReadFile(string path, string secret) => path switch
    {
        "uses-k" => "ike from 10.1.1.1 to 10.1.1.2 psk $k oops\n"u8.ToArray(),
        "defines-k" => Encoding.UTF8.GetBytes($"k = \"{secret}\"\nk = \"{secret}\" )\n"),
        _ => null,
    };
}
