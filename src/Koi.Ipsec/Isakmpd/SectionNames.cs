using System.Globalization;
using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Isakmpd;

/// <summary>The names that isakmpd's configuration sections get from a rule.</summary>
/// <remarks>OpenBSD sbin/ipsecctl/ike.c, ike_setup_ids.</remarks>
internal readonly struct SectionNames
{
    internal SectionNames(Rule.Ike rule)
    {
        Peer = rule.Peer is not { } peer ? "peer-default"
            : rule.Local is { } local ? $"peer-{peer.Name}-local-{local.Name}"
            : $"peer-{peer.Name}";
        var protocol = rule.Protocol == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"={rule.Protocol}");
        if (rule.SecInterface is { } unit)
        {
            Local = string.Create(CultureInfo.InvariantCulture, $"from-sec{unit}");
            Remote = string.Create(CultureInfo.InvariantCulture, $"to-sec{unit}");
        }
        else
        {
            Local = $"from-{rule.Source.Name}{protocol}{Port(rule.SourcePort)}";
            Remote = $"to-{rule.Destination.Name}{protocol}{Port(rule.DestinationPort)}";
        }

        Nat = rule.Source.NatSource is { } nat ? $"nat-{nat.Name}{protocol}{Port(rule.SourcePort)}" : null;
        Connection = $"{Local}-{Remote}";
    }

    /// <summary>Phase 1: the peer.</summary>
    internal string Peer { get; }

    /// <summary>Phase 2: this side's identity.</summary>
    internal string Local { get; }

    /// <summary>Phase 2: the other side's identity.</summary>
    internal string Remote { get; }

    /// <summary>Phase 2: the network before address translation; null for none.</summary>
    internal string? Nat { get; }

    /// <summary>Phase 2: the connection.</summary>
    internal string Connection { get; }

    private static string Port(ushort port) => port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{port}");
}
