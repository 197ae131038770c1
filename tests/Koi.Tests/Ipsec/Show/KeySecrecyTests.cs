using CsCheck;
using Koi.Ipsec;
using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;
using static Koi.Tests.Ipsec.Show.Samples;

namespace Koi.Tests.Ipsec.Show;

public sealed class KeySecrecyTests
{
    /// <summary>Short enough that a part of a key counts, long enough that chance does not make one.</summary>
    private const int PartLength = 8;

    private static readonly Gen<KeyMaterial> Keys = Gen.Byte.Array[PartLength, 64].Select(bytes => new KeyMaterial(bytes));

    private static readonly Gen<SecurityAssociation> Sas = Gen.Select(
        OneOf("hmac(sha256)", "hmac(md5)", "cmac(aes)", "secret(of,a,name)"),
        OneOf("cbc(aes)", "rfc3686(ctr(aes))", "cbc(camellia)"),
        Keys,
        Keys,
        OneOf(XfrmProtocol.Esp, XfrmProtocol.Ah, XfrmProtocol.Comp),
        Gen.Int[0, 2],
        Gen.UInt[256, uint.MaxValue])
        .Select((auth, cipher, first, second, protocol, shape, spi) =>
            Sa("192.0.2.1", "192.0.2.2", spi, protocol) with
            {
                Authentication = shape == 1 ? null : new AuthenticationAlgorithm(auth, first, 96),
                Encryption = shape == 1 ? null : new Algorithm(cipher, second),
                Aead = shape == 1 ? new AeadAlgorithm("rfc4106(gcm(aes))", first, 128) : null,
                Compression = shape == 2 ? new Algorithm("deflate", second) : null,
                RequestId = spi >> 8,
            });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void No_part_of_a_key_is_printed_without_being_asked_for() => Sas.Sample(sa =>
    {
        var printed = PrintAll(sa, showKeys: false);

        return !Parts(sa).Any(part => printed.Contains(part, StringComparison.Ordinal));
    });

    [Fact]
    public void Every_printer_prints_the_keys_when_asked_for() => Sas.Sample(sa =>
    {
        var key = Convert.ToHexStringLower((sa.Aead?.Key ?? sa.Encryption!.Key).Bytes);

        // Both dialects' rule and extension lines, JSON of both kinds, lines and raw bytes of the monitor.
        return PrintAll(sa, showKeys: true).Split(key).Length - 1 >= 8;
    });

    private static string PrintAll(SecurityAssociation sa, bool showKeys)
    {
        using var writer = new MessageWriter();
        XfrmRequests.AddSa(writer, sa);
        var messages = new MessageReader(writer.Written);
        Assert.True(messages.Next());

        var options = Options with { ShowKeys = showKeys, Verbosity = Verbosity.VeryVerbose };
        var old = options with { Dialect = Dialect.OpenBsd49 };
        var sas = RulesFromKernel.Sas([sa], Dialect.Current);
        string[] texts =
        [
            new ShowPrinter(options).Print(ShowModifier.All, [], sas),
            new ShowPrinter(old).Print(ShowModifier.Sa, [], RulesFromKernel.Sas([sa], Dialect.OpenBsd49)),
            new ShowJson(showKeys, _ => true, _ => true).Print(ShowModifier.All, [], sas),
            new MonitorPrinter(options).Print(messages.Current),
            new MonitorJson(Dialect.Current, showKeys, _ => true, _ => true).Print(messages.Current),
            sas[0].ToString(),
        ];

        // Raw bytes have blanks and line feeds between them.
        return string.Concat(texts).Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)
            .ToLowerInvariant();
    }

    private static IEnumerable<string> Parts(SecurityAssociation sa)
    {
        KeyMaterial?[] keys = [sa.Authentication?.Key, sa.Encryption?.Key, sa.Aead?.Key, sa.Compression?.Key];
        foreach (var key in keys.OfType<KeyMaterial>())
        {
            var hex = Convert.ToHexStringLower(key.Bytes);
            for (var start = 0; start + (2 * PartLength) <= hex.Length; start += 2)
            {
                yield return hex.Substring(start, 2 * PartLength);
            }
        }
    }
}
