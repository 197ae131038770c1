using System.Globalization;
using Koi.Ipsec;
using Koi.Ipsec.Show;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Tests.Ipsec.Show;

/// <summary>What a kernel may have.</summary>
internal static class Samples
{
    public static IpsecNames Names { get; } = new(() => null, () => null);

    public static ShowOptions Options { get; } = new(Dialect.Current, Names);

    public static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    public static InetPrefix Prefix(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? InetPrefix.Host(Address(text))
            : new InetPrefix(Address(text[..slash]), byte.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture));
    }

    public static PolicyTemplate Tunnel(string from, string to, byte protocol = XfrmProtocol.Esp, bool isOptional = false) =>
        new(Address(from), Address(to), protocol, XfrmMode.Tunnel, IsOptional: isOptional);

    public static PolicyTemplate Transport(byte protocol = XfrmProtocol.Esp, bool isOptional = false) =>
        new(InetAddress.AnyV4, InetAddress.AnyV4, protocol, XfrmMode.Transport, IsOptional: isOptional);

    public static SecurityPolicy Policy(
        PolicyDirection direction, string from, string to, params ReadOnlySpan<PolicyTemplate> templates) => new()
        {
            Selector = new Selector(Prefix(from), Prefix(to)),
            Direction = direction,
            Priority = 165423,
            Index = 8 + (uint)direction,
            Templates = [.. templates],
        };

    public static SecurityAssociation Sa(string from, string to, uint spi, byte protocol = XfrmProtocol.Esp) => new()
    {
        Id = new SaId(Address(to), spi, protocol),
        Source = Address(from),
        Mode = XfrmMode.Tunnel,
        Selector = Selector.AnyOf(Address(to)),
    };

    public static KeyMaterial Key(int length, byte first = 0xa0) =>
        new([.. Enumerable.Range(0, length).Select(i => (byte)(first + i))]);

    /// <summary>An ESP tunnel with hmac-sha2-256 and aes, both keys as long as they must be.</summary>
    public static SecurityAssociation EspTunnel(uint spi = 0x1001) => Sa("192.0.2.1", "192.0.2.2", spi) with
    {
        Authentication = new AuthenticationAlgorithm("hmac(sha256)", Key(32), 128),
        Encryption = new Algorithm("cbc(aes)", Key(16, 0xe0)),
        Counters = new LifetimeCounters(Bytes: 840, Packets: 10, AddTime: 1700000000, UseTime: 1700000060),
        Replay = new ReplayState(OutboundSequence: 10, Sequence: 0, Bitmap: 0),
    };

    public static SecurityAssociation IpComp(uint spi = 0x1000) => Sa("192.0.2.1", "192.0.2.2", spi, XfrmProtocol.Comp) with
    {
        Compression = new Algorithm("deflate", KeyMaterial.Empty),
    };
}
