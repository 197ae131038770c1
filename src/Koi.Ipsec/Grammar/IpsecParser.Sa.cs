using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <content><c>[satype] [tmode] hosts spi [udpencap] [transforms] [authkey] [enckey] [bundle]</c> and <c>tcpmd5</c>.</content>
public sealed partial class IpsecParser
{
    private const bool Failed = false;

    private readonly Dictionary<(string Source, string Destination, string? Bundle), Rule.Sa> lastOfChain = [];
    private readonly Dictionary<(Koi.Netlink.InetAddress, uint, SaType), SourceSpan> usedSpis = [];

    private bool ReadSa()
    {
        var saType = ReadSaType();
        var mode = ReadMode();
        if (!ReadHosts() || !ReadSpi(out var spi, out var reverseSpi, out var spiSpan)
            || !ReadUdpEncapsulation(out var udpPort)
            || !ReadTransforms(out var given)
            || !ReadKey(Keyword.AuthKey, out var authenticationKey) || !ReadKey(Keyword.EncKey, out var encryptionKey)
            || !ReadBundle(out var bundle) || !MayEndHere()
            || !CheckIsSpi(spi, spiSpan) || !FillTransforms(saType, given, out var transforms))
        {
            return false;
        }

        var places = new SaPlaces(spiSpan, authenticationKey.Span, encryptionKey.Span);
        var sa = new Rule.Sa(0, StatementSpan)
        {
            SaType = saType,
            Mode = mode,
            Source = Any,
            Destination = Any,
            Spi = spi,
            IsUdpEncapsulated = udpPort is not null,
            UdpPort = udpPort ?? 0,
            Transforms = transforms,
            AuthenticationKey = authenticationKey.Out,
            EncryptionKey = encryptionKey.Out,
            BundleName = bundle,
        };
        var reverse = reverseSpi != 0 || authenticationKey.In is not null || encryptionKey.In is not null
            ? sa with { Spi = reverseSpi, AuthenticationKey = authenticationKey.In, EncryptionKey = encryptionKey.In }
            : null;
        return CheckSa(sa, places) && ExpandSa(sa, reverse, places) && EndLine();
    }

    private bool ReadTcpMd5()
    {
        cursor.Take();
        if (!ReadHosts() || !ReadSpi(out var spi, out var reverseSpi, out var spiSpan)
            || !ReadKey(Keyword.AuthKey, out var key) || !MayEndHere())
        {
            return false;
        }

        var places = new SaPlaces(spiSpan, key.Span, default);
        var sa = new Rule.Sa(0, StatementSpan)
        {
            SaType = SaType.TcpMd5,
            Mode = TransformMode.Transport,
            Source = Any,
            Destination = Any,
            Spi = spi,
            AuthenticationKey = key.Out,
        };
        var reverse = reverseSpi != 0 || key.In is not null ? sa with { Spi = reverseSpi, AuthenticationKey = key.In } : null;
        return CheckSa(sa, places) && ExpandSa(sa, reverse, places) && EndLine();
    }

    private TransformMode ReadMode()
    {
        if (Try(Keyword.Transport))
        {
            return TransformMode.Transport;
        }

        Try(Keyword.Tunnel);
        return TransformMode.Tunnel;
    }

    private bool ReadUdpEncapsulation(out ushort? port)
    {
        port = null;
        if (!Try(Keyword.UdpEncap))
        {
            return true;
        }

        port = 0;
        if (!Try(Keyword.Port))
        {
            return true;
        }

        if (!cursor.TryNumber("a port", out var number))
        {
            return cursor.SyntaxError();
        }

        port = (ushort)number.Number;
        return number.Number is > 0 and <= 65535 || cursor.Error(number.Span, "port outside range", number.Macro);
    }

    private bool ReadBundle(out string? bundle)
    {
        bundle = null;
        return !Try(Keyword.Bundle) || ReadText("a bundle name", out bundle);
    }

    private bool ExpandSa(Rule.Sa pattern, Rule.Sa? reverse, SaPlaces places)
    {
        foreach (var (source, destination) in Pairs())
        {
            AddSa(pattern with { Number = TakeNumber(), Source = source, Destination = destination }, places);
            if (reverse is null)
            {
                continue;
            }

            if (!CheckSa(reverse, places))
            {
                // The reason was reported; OpenBSD's program ends here with these words.
                return dialect.IsOpenBsd49
                    ? Fatal(pattern.Span, pattern.SaType == SaType.TcpMd5 ? "tcpmd5rule: expand_rule" : "sarule: expand_rule")
                    : Failed;
            }

            AddSa(reverse with { Number = TakeNumber(), Source = destination, Destination = source }, places);
        }

        return true;
    }

    private void AddSa(Rule.Sa sa, SaPlaces places)
    {
        statements.Add(sa);
        if (!dialect.IsOpenBsd49)
        {
            CheckSpiIsFree(sa, places.Spi);
        }

        if (sa.SaType == SaType.TcpMd5 || (sa.BundleName is null && !dialect.IsOpenBsd49))
        {
            return;
        }

        var chain = (sa.Source.Name, sa.Destination.Name, sa.BundleName);
        if (lastOfChain.TryGetValue(chain, out var earlier))
        {
            statements.Add(new Rule.Bundle(TakeNumber(), sa.Span) { First = earlier, Second = sa });
        }

        lastOfChain[chain] = sa;
    }

    private void CheckSpiIsFree(Rule.Sa sa, SourceSpan span)
    {
        var id = (sa.Destination.Prefix.Address, sa.Spi, sa.SaType);
        if (usedSpis.TryGetValue(id, out var earlier))
        {
            cursor.Report(span, $"spi 0x{sa.Spi:x8} to {sa.Destination} is used already", new DiagnosticNote("it is used here", earlier));
        }
        else
        {
            usedSpis.Add(id, span);
        }
    }
}
