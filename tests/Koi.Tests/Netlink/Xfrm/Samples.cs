using Koi.Netlink.Xfrm;

namespace Koi.Tests.Netlink.Xfrm;

/// <summary>The SAs and policies of the captured commands.</summary>
internal static class Samples
{
    /// <summary>What ip(8) sends when no selector is given.</summary>
    private static readonly Selector NoSelector = Selector.AnyOf(default) with { IsFamilyUnspecified = true };

    public static SecurityAssociation Larval { get; } = new()
    {
        Id = new SaId(Text.Address("198.51.100.1"), 0, XfrmProtocol.Esp),
        Source = Text.Address("192.0.2.1"),
        Mode = XfrmMode.Tunnel,
        RequestId = 7,
        Selector = NoSelector,
    };

    public static SecurityAssociation Tunnel { get; } = Larval with
    {
        Id = Larval.Id with { Spi = 0x1001 },
        ReplayWindow = 32,
        Encryption = new Algorithm("cbc(aes)", Key(0, 16)),
        Authentication = new AuthenticationAlgorithm("hmac(sha256)", Key(16, 16), 128),
        Encapsulation = new Encapsulation(2, 4500, 4501, default),
    };

    public static SecurityAssociation Transport { get; } = new()
    {
        Id = new SaId(Text.Address("2001:db8::2"), 0x1002, XfrmProtocol.Esp),
        Source = Text.Address("2001:db8::1"),
        Mode = XfrmMode.Transport,
        RequestId = 8,
        Selector = NoSelector,
        Flags = StateFlags.Esn,
        Aead = new AeadAlgorithm("rfc4106(gcm(aes))", Key(0, 20), 128),
        ReplayEsn = new ReplayEsnState(0, 0, 0, 0, 64, [0, 0]),
        Mark = new XfrmMark(5, 0xff),
        InterfaceId = 9,
        SetMark = new XfrmMark(3, 0xf0),
    };

    public static SecurityPolicy Policy { get; } = new()
    {
        Selector = new Selector(
            Text.Prefix("10.0.0.0/24"),
            Text.Prefix("10.1.0.0/24"),
            Protocol: 6,
            DestinationPort: 80,
            DestinationPortMask: 0xffff),
        Direction = PolicyDirection.Out,
        Priority = 1000,
        PolicyType = 0,
        Mark = new XfrmMark(5, 0xff),
        InterfaceId = 9,
        Templates =
        [
            new PolicyTemplate(
                Text.Address("192.0.2.1"), Text.Address("198.51.100.1"), XfrmProtocol.Esp, XfrmMode.Tunnel, RequestId: 7),
        ],
    };

    private static KeyMaterial Key(int first, int length) =>
        new([.. Enumerable.Range(first, length).Select(value => (byte)value)]);
}
