using System.Globalization;
using Koi.Ipsec.Rules;
using Koi.Language;

namespace Koi.Ipsec.Grammar;

/// <content><c>ike [ikemode] [satype] [tmode] [proto] hosts [peers] [phase1] [phase2] [ids] [ikeauth] [tag]</c>.</content>
public sealed partial class IpsecParser
{
    private Rule.Ike? defaultPeer;

    /// <summary>What a rule says, until it is known for which pairs of networks.</summary>
    private struct IkeParts
    {
        internal IkeMode Mode;
        internal SaType SaType;
        internal TransformMode Encapsulation;
        internal byte Protocol;
        internal uint? SecInterface;
        internal Peers Peers;
        internal Phase1Exchange Exchange;
        internal TransformSet? Phase1;
        internal int? Phase1Lifetime;
        internal TransformSet? Phase2;
        internal int? Phase2Lifetime;
        internal string? SourceId;
        internal string? DestinationId;
        internal PreSharedKey? Secret;
        internal string? Tag;
    }

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
        var parts = new IkeParts { Mode = mode, SaType = ReadSaType(), Encapsulation = ReadMode() };
        return ReadProtocol(out parts.Protocol) && ReadHosts() && ReadNegotiation(ref parts) && ReadTag(ref parts) && FinishIke(parts);
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
        var parts = new IkeParts { Mode = mode, SecInterface = unit };
        return ReadNegotiation(ref parts) && FinishIke(parts);
    }

    private bool ReadNegotiation(ref IkeParts parts) =>
        ReadPeers(out parts.Peers) && ReadPhase1(ref parts) && ReadPhase2(ref parts)
        && ReadIds(out parts.SourceId, out parts.DestinationId) && ReadAuthentication(ref parts);

    private bool ReadPhase1(ref IkeParts parts)
    {
        var isAggressive = Try(Keyword.Aggressive);
        parts.Exchange = isAggressive ? Phase1Exchange.Aggressive : Phase1Exchange.Main;
        return (!isAggressive && !Try(Keyword.Main)) || (ReadTransforms(out parts.Phase1) && ReadLifetime(out parts.Phase1Lifetime));
    }

    private bool ReadPhase2(ref IkeParts parts) =>
        !Try(Keyword.Quick) || (ReadTransforms(out parts.Phase2) && ReadLifetime(out parts.Phase2Lifetime));

    private bool ReadAuthentication(ref IkeParts parts)
    {
        if (Try(Keyword.Rsa) || !Try(Keyword.Psk))
        {
            return true;
        }

        if (!cursor.TryWord("a secret; quote it if it is a number", out var secret))
        {
            return cursor.SyntaxError();
        }

        parts.Secret = new(secret.Text.ToString());
        return true;
    }

    private bool ReadTag(ref IkeParts parts) => !Try(Keyword.Tag) || ReadText("a tag", out parts.Tag);

    private bool FinishIke(in IkeParts parts)
    {
        if (!MayEndHere() || !CheckPorts(parts.Protocol) || !CheckImplicitAuthentication(parts.Phase2))
        {
            return false;
        }

        var sourceId = parts.SourceId ?? (parts.Mode == IkeMode.Dynamic ? environment.HostName() : null);
        foreach (var (source, destination) in Pairs())
        {
            var ike = MakeIke(parts, source, destination, sourceId);
            if (ike.Peer is null)
            {
                CompareWithDefaultPeer(ike);
            }

            statements.Add(ike);
        }

        return EndLine();
    }

    private Rule.Ike MakeIke(in IkeParts parts, HostAddress source, HostAddress destination, string? sourceId) => new(TakeNumber(), StatementSpan)
    {
        Mode = parts.Mode,
        SaType = parts.SaType,
        Encapsulation = parts.Encapsulation,
        Protocol = parts.Protocol,
        Source = source,
        SourcePort = sourcePort,
        Destination = destination,
        DestinationPort = destinationPort,
        SecInterface = parts.SecInterface,
        Local = parts.Peers.Local,
        Peer = PeerOf(destination, parts.Peers),
        Exchange = parts.Exchange,
        Phase1 = parts.Phase1 ?? TransformSet.Empty,
        Phase1Lifetime = parts.Phase1Lifetime,
        Phase2 = parts.Phase2 ?? TransformSet.Empty,
        Phase2Lifetime = parts.Phase2Lifetime,
        SourceId = sourceId,
        DestinationId = parts.DestinationId,
        PreSharedKey = parts.Secret,
        Tag = parts.Tag,
    };

    private bool CheckImplicitAuthentication(TransformSet? phase2) =>
        phase2?.Encryption is not { AuthenticationIsImplicit: true } encryption || phase2.Authentication is null
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
