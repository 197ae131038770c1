using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Tests.Netlink;

/// <summary>Values from their text.</summary>
internal static class Text
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
}
