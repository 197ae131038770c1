using System.Globalization;
using System.Text;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Rules;

/// <summary>Prints flows, SAs and bundles in the language of ipsec.conf(5), as <c>ipsecctl -v</c> and <c>-s</c> do.</summary>
/// <param name="names">The names of protocols and services.</param>
/// <param name="showKeys">Whether keys are printed (<c>-k</c>).</param>
/// <remarks>OpenBSD sbin/ipsecctl/ipsecctl.c, ipsecctl_print_rule.</remarks>
public sealed class RulePrinter(IpsecNames names, bool showKeys)
{
    private const byte Tcp = 6;

    /// <summary>One line, without a line feed: <c>flow esp out from A to B peer P type require</c>.</summary>
    public string Print(Rule.Flow flow) => Print(flow, flow.Source.ToString(), flow.Destination.ToString());

    /// <summary>The same with lists instead of the two networks, as <c>-c</c> prints flows.</summary>
    public string Print(Rule.Flow flow, string source, string destination)
    {
        var line = new StringBuilder(128);
        line.Append("flow ").Append(Words.Of(flow.SaType)).Append(' ').Append(Words.Of(flow.Direction));
        if (flow.Protocol != 0)
        {
            line.Append(" proto ").Append(ProtocolName(flow.Protocol));
        }

        line.Append(" from ").Append(source);
        AppendPort(line, flow.Protocol, flow.SourcePort);
        line.Append(" to ").Append(destination);
        AppendPort(line, flow.Protocol, flow.DestinationPort);
        AppendNamed(line, "local", flow.Local?.ToString());
        AppendNamed(line, "peer", flow.Peer?.ToString());
        AppendNamed(line, "srcid", flow.SourceId);
        AppendNamed(line, "dstid", flow.DestinationId);
        return line.Append(" type ").Append(Words.Of(flow.Type)).ToString();
    }

    /// <summary>One line, or with keys up to three that continue each other.</summary>
    public string Print(Rule.Sa sa)
    {
        var text = new StringBuilder(128);
        text.Append(Words.Of(sa.SaType)).Append(' ');
        if (sa.SaType is not (SaType.TcpMd5 or SaType.IpIp))
        {
            text.Append(Words.Of(sa.Mode)).Append(' ');
        }

        text.Append(CultureInfo.InvariantCulture, $"from {sa.Source} to {sa.Destination} spi 0x{sa.Spi:x8}");
        if (sa.IsUdpEncapsulated)
        {
            text.Append(" udpencap");
            _ = sa.UdpPort == 0 ? text : text.Append(CultureInfo.InvariantCulture, $" port {sa.UdpPort}");
        }

        AppendNamed(text, "auth", sa.Transforms.Authentication?.Name);
        AppendNamed(text, "enc", sa.Transforms.Encryption?.Name);
        AppendNamed(text, "comp", sa.Transforms.Compression?.Name);
        if (showKeys)
        {
            var separator = sa.SaType == SaType.TcpMd5 ? " " : " \\\n\t";
            AppendKey(text, separator, "authkey", sa.AuthenticationKey);
            AppendKey(text, separator, "enckey", sa.EncryptionKey);
        }

        return text.ToString();
    }

    /// <summary><c>[bundle esp to A spi 0x… with ah to B spi 0x…]</c>; 4.9 says <c>group</c>.</summary>
    /// <param name="bundle">The pair.</param>
    /// <param name="word"><c>bundle</c> or <c>group</c>.</param>
    public static string Print(Rule.Bundle bundle, string word)
    {
        var (first, second) = (bundle.First, bundle.Second);
        return string.Create(CultureInfo.InvariantCulture,
            $"[{word} {Words.Of(first.SaType)} to {first.Destination} spi 0x{first.Spi:x8} with {Words.Of(second.SaType)} to {second.Destination} spi 0x{second.Spi:x8}]");
    }

    /// <summary>The protocol's name, or its number.</summary>
    public string ProtocolName(byte protocol) =>
        names.Protocols.NameOf(protocol) ?? protocol.ToString(CultureInfo.InvariantCulture);

    private void AppendPort(StringBuilder line, byte protocol, ushort port)
    {
        if (port != 0)
        {
            var name = (protocol == Tcp ? names.Tcp : names.Udp).NameOf(port);
            line.Append(" port ").Append(name ?? port.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void AppendNamed(StringBuilder line, string keyword, string? value)
    {
        if (value is not null)
        {
            line.Append(' ').Append(keyword).Append(' ').Append(value);
        }
    }

    private static void AppendKey(StringBuilder text, string separator, string keyword, KeyMaterial? key)
    {
        if (key is not null)
        {
            text.Append(separator).Append(keyword).Append(" 0x").Append(Convert.ToHexStringLower(key.Bytes));
        }
    }
}
