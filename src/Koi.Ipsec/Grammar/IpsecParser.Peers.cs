using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Grammar;

/// <content><c>peer</c> and <c>local</c>, and the pairs that two address lists make.</content>
public sealed partial class IpsecParser
{
    /// <summary>The ends of a tunnel as a rule names them.</summary>
    /// <param name="Local">This end.</param>
    /// <param name="Remote">The other end.</param>
    /// <param name="IsAny">Whether the rule says <c>peer any</c>: no peer, and none by default.</param>
    private readonly record struct Peers(HostAddress? Local, HostAddress? Remote, bool IsAny);

    private bool ReadPeers(out Peers peers)
    {
        peers = default;
        var start = cursor.Peek().Span;
        if (Try(Keyword.Peer))
        {
            if (!ReadPeer(ref peers) || (Try(Keyword.Local) && !ReadLocal(ref peers)))
            {
                return false;
            }
        }
        else if (Try(Keyword.Local) && (!ReadLocal(ref peers) || (Try(Keyword.Peer) && !ReadPeer(ref peers))))
        {
            return false;
        }

        // OpenBSD takes ends of different families; no packet can travel between them.
        return dialect.IsOpenBsd49 || peers.Local is not { } local || peers.Remote is not { } remote
            || local.Prefix.Address.IsV6 == remote.Prefix.Address.IsV6
            || cursor.Error(start.To(cursor.LastRead), "local and peer addresses are not of the same family");
    }

    private bool ReadPeer(ref Peers peers)
    {
        if (Try(Keyword.Any))
        {
            peers = peers with { IsAny = true };
            return true;
        }

        var isRead = ReadSingleHost(out var host);
        peers = peers with { Remote = host };
        return isRead;
    }

    private bool ReadLocal(ref Peers peers)
    {
        var isRead = ReadSingleHost(out var host);
        peers = peers with { Local = host };
        return isRead;
    }

    /// <summary>The named peer, or the remote end if it is a host.</summary>
    private static HostAddress? PeerOf(HostAddress remoteEnd, Peers peers) =>
        peers.IsAny ? null : peers.Remote ?? (remoteEnd.IsNetwork ? null : remoteEnd);

    /// <summary>Every source with every destination of its family, in list order.</summary>
    private IEnumerable<(HostAddress Source, HostAddress Destination)> Pairs()
    {
        if (!MayMatch(sources, destinations))
        {
            cursor.Report(StatementSpan, "source/destination address families do not match");
            yield break;
        }

        ExpandAny(sources);
        ExpandAny(destinations);
        var count = 0;
        foreach (var source in sources)
        {
            foreach (var destination in destinations)
            {
                if (source.Prefix.Address.IsV6 == destination.Prefix.Address.IsV6)
                {
                    count++;
                    yield return (source, destination);
                }
            }
        }

        if (count == 0)
        {
            cursor.Report(StatementSpan, "rule expands to no valid combination");
        }
    }

    /// <summary>Whether the families are not certain to differ; <c>any</c> is of both.</summary>
    private static bool MayMatch(List<HostAddress> left, List<HostAddress> right)
    {
        var (leftV4, leftV6, leftAny) = Families(left);
        var (rightV4, rightV6, rightAny) = Families(right);
        return leftAny || rightAny || leftV4 == rightV4 || leftV6 == rightV6;
    }

    private static (bool HasV4, bool HasV6, bool HasAny) Families(List<HostAddress> hosts)
    {
        bool v4 = false, v6 = false;
        foreach (var host in hosts)
        {
            if (ReferenceEquals(host, Any))
            {
                return (v4, v6, true);
            }

            v4 |= !host.Prefix.Address.IsV6;
            v6 |= host.Prefix.Address.IsV6;
            if (v4 && v6)
            {
                break;
            }
        }

        return (v4, v6, false);
    }

    private static void ExpandAny(List<HostAddress> hosts)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            if (ReferenceEquals(hosts[i], Any))
            {
                hosts[i] = HostAddress.AnyV4;
                hosts.Insert(++i, HostAddress.AnyV6);
            }
        }
    }
}
