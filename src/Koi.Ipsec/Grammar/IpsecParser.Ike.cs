using System.Globalization;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <content><c>ike [ikemode] [satype] [tmode] [proto] hosts [peers] [phase1] [phase2] [ids] [ikeauth] [tag]</c>.</content>
public sealed partial class IpsecParser
{
    private Rule.Ike? defaultPeer;

    private bool ReadIke()
    {
        cursor.Take();
        var mode = ReadIkeMode();
        return !dialect.IsOpenBsd49 && Try(Keyword.Interface) ? ReadIkeInterface(mode) : ReadIkeNetworks(mode);
    }

    private IkeMode ReadIkeMode()
    {
        if (Try(Keyword.Passive))
        {
            return IkeMode.Passive;
        }

        if (Try(Keyword.Dynamic))
        {
            return IkeMode.Dynamic;
        }

        Try(Keyword.Active);
        return IkeMode.Active;
    }

    private bool ReadIkeNetworks(IkeMode mode)
    {
        var saType = ReadSaType();
        var encapsulation = ReadMode();
        return ReadProtocol(out var protocol) && ReadHosts()
            && ReadNegotiation(NewIke(mode, saType, encapsulation, protocol), out var ike, out var peers)
            && ReadTag(ref ike) && FinishIke(ike, peers);
    }

    private bool ReadIkeInterface(IkeMode mode)
    {
        if (!cursor.TryWord("an interface such as sec0", out var name))
        {
            return cursor.SyntaxError();
        }

        var text = name.Text.Span;
        if (!text.StartsWith("sec", StringComparison.Ordinal))
        {
            return cursor.Error(name.Span, "invalid sec interface name", name.Macro);
        }

        if (!uint.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var unit))
        {
            return cursor.Error(name.Span, $"invalid sec interface unit: {text[3..]}", name.Macro);
        }

        sources.Clear();
        destinations.Clear();
        sources.Add(HostAddress.AnyV4);
        destinations.Add(HostAddress.AnyV4);
        (sourcePort, destinationPort) = (0, 0);
        var pattern = NewIke(mode, SaType.Esp, TransformMode.Tunnel, protocol: 0) with { SecInterface = unit };
        return ReadNegotiation(pattern, out var ike, out var peers) && FinishIke(ike, peers);
    }

    private Rule.Ike NewIke(IkeMode mode, SaType saType, TransformMode encapsulation, byte protocol) => new(0, statementStart)
    {
        Mode = mode,
        SaType = saType,
        Encapsulation = encapsulation,
        Protocol = protocol,
        Source = Any,
        SourcePort = sourcePort,
        Destination = Any,
        DestinationPort = destinationPort,
    };

    private bool ReadNegotiation(Rule.Ike pattern, out Rule.Ike ike, out Peers peers)
    {
        ike = pattern;
        if (!ReadPeers(out peers) || !ReadPhase1(ref ike) || !ReadPhase2(ref ike)
            || !ReadIds(out var sourceId, out var destinationId) || !ReadAuthentication(ref ike))
        {
            return false;
        }

        ike = ike with { SourceId = sourceId, DestinationId = destinationId };
        return true;
    }

    private bool ReadPhase1(ref Rule.Ike ike)
    {
        var isAggressive = Try(Keyword.Aggressive);
        if (!isAggressive && !Try(Keyword.Main))
        {
            return true;
        }

        if (!ReadTransforms(out var transforms) || !ReadLifetime(out var lifetime))
        {
            return false;
        }

        ike = ike with
        {
            Exchange = isAggressive ? Phase1Exchange.Aggressive : Phase1Exchange.Main,
            Phase1 = transforms,
            Phase1Lifetime = lifetime,
        };
        return true;
    }

    private bool ReadPhase2(ref Rule.Ike ike)
    {
        if (!Try(Keyword.Quick))
        {
            return true;
        }

        if (!ReadTransforms(out var transforms) || !ReadLifetime(out var lifetime))
        {
            return false;
        }

        ike = ike with { Phase2 = transforms, Phase2Lifetime = lifetime };
        return true;
    }

    private bool ReadAuthentication(ref Rule.Ike ike)
    {
        if (Try(Keyword.Rsa) || !Try(Keyword.Psk))
        {
            return true;
        }

        if (!cursor.TryWord("a secret; quote it if it is a number", out var secret))
        {
            return cursor.SyntaxError();
        }

        ike = ike with { PreSharedKey = new(secret.Text.ToString()) };
        return true;
    }

    private bool ReadTag(ref Rule.Ike ike)
    {
        if (!Try(Keyword.Tag))
        {
            return true;
        }

        var isRead = ReadText("a tag", out var tag);
        ike = ike with { Tag = tag };
        return isRead;
    }

    private bool FinishIke(Rule.Ike pattern, Peers peers)
    {
        if (!MayEndHere() || !CheckPorts(pattern.Protocol) || !CheckImplicitAuthentication(pattern))
        {
            return false;
        }

        var sourceId = pattern.SourceId ?? (pattern.Mode == IkeMode.Dynamic ? environment.HostName() : null);
        foreach (var (source, destination) in Pairs())
        {
            var ike = pattern with
            {
                Number = TakeNumber(),
                Span = StatementSpan,
                Source = source,
                Destination = destination,
                Local = peers.Local,
                Peer = PeerOf(destination, peers),
                SourceId = sourceId,
            };
            if (ike.Peer is null)
            {
                CompareWithDefaultPeer(ike);
            }

            statements.Add(ike);
        }

        return EndLine();
    }

    private bool CheckImplicitAuthentication(Rule.Ike ike) =>
        ike.Phase2.Encryption is not { AuthenticationIsImplicit: true } encryption || ike.Phase2.Authentication is null
        || cursor.Error(authenticationSpan, $"authentication is implicit for {encryption.Name}");

    /// <summary>isakmpd has one default peer: what later rules say of it other than the first is lost.</summary>
    private void CompareWithDefaultPeer(Rule.Ike ike)
    {
        if (defaultPeer is not { } first)
        {
            defaultPeer = ike;
            return;
        }

        var isPsk = ike.PreSharedKey is not null;
        WarnUnless(string.Equals(first.Local?.Name, ike.Local?.Name, StringComparison.Ordinal), "local", ike);
        WarnUnless(first.PreSharedKey is not null == isPsk, "phase 1 auth", ike);
        WarnUnless(first.PreSharedKey is null || !isPsk || first.PreSharedKey.Equals(ike.PreSharedKey), "psk", ike);
        WarnUnless(first.Exchange == ike.Exchange, "phase 1 mode", ike);
        WarnUnless(string.Equals(first.SourceId, ike.SourceId, StringComparison.Ordinal), "srcid", ike);
        WarnUnless(string.Equals(first.DestinationId, ike.DestinationId, StringComparison.Ordinal), "dstid", ike);
    }

    private void WarnUnless(bool isEqual, string what, Rule.Ike ike)
    {
        if (!isEqual)
        {
            cursor.Warn(ike.Span, $"default peer {what} mismatch", new DiagnosticNote("the default peer was described here", defaultPeer!.Span));
        }
    }
}
