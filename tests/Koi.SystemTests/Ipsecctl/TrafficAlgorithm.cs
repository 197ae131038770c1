using System.Globalization;

namespace Koi.SystemTests.Ipsecctl;

/// <summary>A row of the table of algorithms: the words of ipsec.conf(5) and those of <c>ip xfrm</c> for the same thing.</summary>
/// <param name="Protocol"><c>esp</c> or <c>ah</c>.</param>
/// <param name="Transforms">What stands in the rule; empty for the defaults.</param>
/// <param name="AuthenticationBits">Key length; 0 for no key.</param>
/// <param name="EncryptionBits">Key length; 0 for no key.</param>
/// <param name="PeerAlgorithms">The peer's algorithms, with <c>{a}</c> and <c>{e}</c> for the keys.</param>
/// <param name="Dialect">The release whose language has it.</param>
public sealed record TrafficAlgorithm(
    string Protocol, string Transforms, int AuthenticationBits, int EncryptionBits, string PeerAlgorithms, string Dialect = "current")
{
    private const string Sha256 = "auth-trunc hmac(sha256) {a} 128";
    private const string Sha1 = "auth-trunc hmac(sha1) {a} 96";

    /// <summary>Every algorithm that ipsec.conf(5) can name and Linux has.</summary>
    public static IReadOnlyList<TrafficAlgorithm> All { get; } =
    [
        new("esp", "", 256, 128, $"{Sha256} enc cbc(aes) {{e}}"),
        new("esp", "auth hmac-md5 enc aes-128", 128, 128, "auth-trunc hmac(md5) {a} 96 enc cbc(aes) {e}"),
        new("esp", "auth hmac-ripemd160 enc aes-128", 160, 128, "auth-trunc hmac(rmd160) {a} 96 enc cbc(aes) {e}"),
        new("esp", "auth hmac-sha1 enc 3des-cbc", 160, 192, $"{Sha1} enc cbc(des3_ede) {{e}}"),
        new("esp", "auth hmac-sha2-384 enc aes-192", 384, 192, "auth-trunc hmac(sha384) {a} 192 enc cbc(aes) {e}"),
        new("esp", "auth hmac-sha2-512 enc aes-256", 512, 256, "auth-trunc hmac(sha512) {a} 256 enc cbc(aes) {e}"),
        new("esp", "auth hmac-sha1 enc des-cbc", 160, 64, $"{Sha1} enc cbc(des) {{e}}", "4.9"),
        new("esp", "enc aes", 256, 256, $"{Sha256} enc cbc(aes) {{e}}"),
        new("esp", "enc aesctr", 256, 160, $"{Sha256} enc rfc3686(ctr(aes)) {{e}}"),
        new("esp", "enc aes-128-ctr", 256, 160, $"{Sha256} enc rfc3686(ctr(aes)) {{e}}"),
        new("esp", "enc aes-192-ctr", 256, 224, $"{Sha256} enc rfc3686(ctr(aes)) {{e}}"),
        new("esp", "enc aes-256-ctr", 256, 288, $"{Sha256} enc rfc3686(ctr(aes)) {{e}}"),
        new("esp", "enc aes-128-gcm", 0, 160, "aead rfc4106(gcm(aes)) {e} 128"),
        new("esp", "enc aes-192-gcm", 0, 224, "aead rfc4106(gcm(aes)) {e} 128"),
        new("esp", "enc aes-256-gcm", 0, 288, "aead rfc4106(gcm(aes)) {e} 128"),
        new("esp", "enc aes-128-gmac", 0, 160, "aead rfc4543(gcm(aes)) {e} 128"),
        new("esp", "enc aes-192-gmac", 0, 224, "aead rfc4543(gcm(aes)) {e} 128"),
        new("esp", "enc aes-256-gmac", 0, 288, "aead rfc4543(gcm(aes)) {e} 128"),
        new("esp", "enc chacha20-poly1305", 0, 288, "aead rfc7539esp(chacha20,poly1305) {e} 128"),
        new("esp", "auth hmac-sha1 enc blowfish", 160, 160, $"{Sha1} enc cbc(blowfish) {{e}}"),
        new("esp", "auth hmac-sha1 enc cast128", 160, 128, $"{Sha1} enc cbc(cast5) {{e}}"),
        new("esp", "enc null", 256, 0, $"{Sha256} enc ecb(cipher_null) \"\""),
        new("esp", "auth none enc aes", 0, 128, "enc cbc(aes) {e}"),
        new("ah", "", 256, 0, Sha256),
        new("ah", "auth hmac-md5", 128, 0, "auth-trunc hmac(md5) {a} 96"),
        new("ah", "auth hmac-ripemd160", 160, 0, "auth-trunc hmac(rmd160) {a} 96"),
        new("ah", "auth hmac-sha1", 160, 0, Sha1),
        new("ah", "auth hmac-sha2-384", 384, 0, "auth-trunc hmac(sha384) {a} 192"),
        new("ah", "auth hmac-sha2-512", 512, 0, "auth-trunc hmac(sha512) {a} 256"),
    ];

    /// <summary>The rule's keys: one for each direction.</summary>
    public string RuleKeys => Keys("authkey", AuthenticationBits, 'a') + Keys("enckey", EncryptionBits, 'e');

    /// <summary>The peer's algorithms with the keys of one direction.</summary>
    /// <param name="direction">0 for what Koi's side sends, 1 for what it receives.</param>
    public string PeerWords(int direction) => PeerAlgorithms
        .Replace("{a}", Key(AuthenticationBits, 'a', direction), StringComparison.Ordinal)
        .Replace("{e}", Key(EncryptionBits, 'e', direction), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol} {Transforms}".TrimEnd();

    private static string Keys(string keyword, int bits, char kind) =>
        bits == 0 ? "" : $" {keyword} {Key(bits, kind, 0)}:{Key(bits, kind, 1)}";

    /// <summary>Bytes that count up, other ones for each kind and direction; no weak key of DES among them.</summary>
    private static string Key(int bits, char kind, int direction)
    {
        var first = kind + (direction * 64);
        return "0x" + string.Concat(Enumerable.Range(0, bits / 8)
            .Select(i => ((byte)(first + (i * 7))).ToString("x2", CultureInfo.InvariantCulture)));
    }
}
