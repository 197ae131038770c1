using Koi.Netlink;
using Koi.Netlink.Route;
using Koi.Netlink.Xfrm;

namespace Koi.SystemTests.Netlink;

/// <summary>Values that the kernel tests share.</summary>
internal static class Samples
{
    public static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    public static InetPrefix Prefix(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new InetPrefix(Address(text[..slash]), byte.Parse(text.AsSpan(slash + 1)));
    }

    public static HardwareAddress Hardware(string text) =>
        HardwareAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    /// <summary>An outbound tunnel policy from 10.x.y.0/24, where the number is x.y.</summary>
    public static SecurityPolicy Policy(int number) => new()
    {
        Selector = new Selector(
            new InetPrefix(InetAddress.FromV4(0x0a000000u + ((uint)number << 8)), 24), Prefix("172.16.0.0/12")),
        Direction = PolicyDirection.Out,
        Priority = 1000,
        Templates =
        [
            new PolicyTemplate(
                Address("192.0.2.1"), Address("198.51.100.1"), XfrmProtocol.Esp, XfrmMode.Tunnel, RequestId: 7),
        ],
    };
}
