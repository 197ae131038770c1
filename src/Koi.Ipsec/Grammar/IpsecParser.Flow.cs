using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Grammar;

/// <content><c>flow [satype] [dir] [proto] hosts [peers] [ids] [type]</c>.</content>
public sealed partial class IpsecParser
{
    private bool ReadFlow()
    {
        cursor.Take();
        var saType = ReadSaType();
        FlowDirection? direction = Try(Keyword.In) ? FlowDirection.In : Try(Keyword.Out) ? FlowDirection.Out : null;
        if (!ReadProtocol(out var protocol) || !ReadHosts() || !ReadPeers(out var peers) || !ReadIds(out var sourceId, out var destinationId))
        {
            return false;
        }

        FlowType? type = null;
        if (Try(Keyword.Type) && !ReadFlowType(out type))
        {
            return false;
        }

        if (!MayEndHere() || !CheckPorts(protocol))
        {
            return false;
        }

        var isDefaultUse = !dialect.IsOpenBsd49 && saType is SaType.IpComp or SaType.IpIp;
        var effective = type ?? (isDefaultUse ? FlowType.Use : FlowType.Require);
        var usesPeer = effective is not (FlowType.Deny or FlowType.Bypass);
        ExpandFlow(new(0, StatementSpan)
        {
            SaType = saType,
            Direction = direction ?? FlowDirection.Out,
            Type = effective,
            Protocol = protocol,
            Source = Any,
            SourcePort = sourcePort,
            Destination = Any,
            DestinationPort = destinationPort,
            SourceId = usesPeer ? sourceId : null,
            DestinationId = usesPeer ? destinationId : null,
        }, peers, isBothWays: direction is null);
        return EndLine();
    }

    private void ExpandFlow(Rule.Flow pattern, Peers peers, bool isBothWays)
    {
        foreach (var (source, destination) in Pairs())
        {
            HostAddress? peer = null, local = null;
            if (pattern.Type is not (FlowType.Deny or FlowType.Bypass))
            {
                local = peers.Local;
                peer = PeerOf(pattern.Direction == FlowDirection.In ? source : destination, peers);
                if (peer is null)
                {
                    cursor.Report(pattern.Span, $"no peer specified for destination {destination.Name}");
                    return;
                }
            }

            var flow = pattern with
            {
                Number = TakeNumber(),
                Source = source,
                Destination = destination,
                Peer = peer,
                Local = local,
            };
            statements.Add(flow);
            if (isBothWays)
            {
                statements.Add(flow with
                {
                    Number = TakeNumber(),
                    Direction = FlowDirection.In,
                    Source = destination,
                    SourcePort = pattern.DestinationPort,
                    Destination = source,
                    DestinationPort = pattern.SourcePort,
                });
            }
        }
    }

    private bool CheckPorts(byte protocol)
    {
        const byte Tcp = 6, Udp = 17;
        return (sourcePort == 0 && destinationPort == 0) || protocol is Tcp or Udp
            || cursor.Error(dialect.IsOpenBsd49 ? cursor.LastRead : portSpan, "no protocol supplied with source/destination ports");
    }

    private SaType ReadSaType() =>
        Try(Keyword.Esp) ? SaType.Esp
        : Try(Keyword.Ah) ? SaType.Ah
        : Try(Keyword.IpComp) ? SaType.IpComp
        : Try(Keyword.IpIp) ? SaType.IpIp
        : SaType.Esp;

    private bool ReadFlowType(out FlowType? type)
    {
        type = Try(Keyword.Use) ? FlowType.Use
            : Try(Keyword.Acquire) ? FlowType.Acquire
            : Try(Keyword.Require) ? FlowType.Require
            : Try(Keyword.Deny) ? FlowType.Deny
            : Try(Keyword.Bypass) ? FlowType.Bypass
            : Try(Keyword.DontAcq) ? FlowType.DontAcquire
            : null;
        return type is not null || cursor.SyntaxError();
    }

    private bool ReadIds(out string? source, out string? destination)
    {
        (source, destination) = (null, null);
        if (Try(Keyword.SrcId) && !ReadText("an identity", out source))
        {
            return false;
        }

        return !Try(Keyword.DstId) || ReadText("an identity", out destination);
    }

    private bool ReadText(string what, out string? text)
    {
        var isWord = cursor.TryWord(what, out var word);
        text = isWord ? word.Text.ToString() : null;
        return isWord || cursor.SyntaxError();
    }
}
