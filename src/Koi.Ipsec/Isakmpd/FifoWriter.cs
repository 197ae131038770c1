using System.Globalization;
using Koi.Ipsec.Rules;

namespace Koi.Ipsec.Isakmpd;

/// <summary>The lines that tell isakmpd about an <c>ike</c> rule.</summary>
/// <remarks>OpenBSD sbin/ipsecctl/ike.c: 1.69 for 4.9, 1.85 for current. The two differ in how they name transforms.</remarks>
public static class FifoWriter
{
    private const string HiddenSecret = "********";

    /// <summary>The lines that add a connection.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="dialect">Whose format.</param>
    /// <param name="showSecret">Whether the shared secret stands in them or asterisks do.</param>
    public static FifoText Add(Rule.Ike rule, Dialect dialect, bool showSecret)
    {
        var names = new SectionNames(rule);
        var lines = new FifoLines();
        WriteGeneral(lines, rule, dialect);
        WritePhase1(lines, rule, names, dialect, showSecret);
        WritePhase2(lines, rule, names, dialect);
        WriteIdentity(lines, names.Local, rule.Source);
        if (names.Nat is not null)
        {
            WriteIdentity(lines, names.Nat, rule.Source.NatSource!);
        }

        WriteIdentity(lines, names.Remote, rule.Destination);
        WriteProtocolAndPorts(lines, rule, names);
        lines.Raw($"C add [Phase 2]:{ConnectionList(rule)}={names.Connection}\n");
        return lines.Finish();
    }

    /// <summary>The lines that delete a connection; sections that rules share stay.</summary>
    public static FifoText Delete(Rule.Ike rule)
    {
        var connection = new SectionNames(rule).Connection;
        return new FifoLines()
            .Raw($"t {connection}\n")
            .Raw($"C rmv [Phase 2]:{ConnectionList(rule)}={connection}\n")
            .Raw($"C rms [{connection}]\n")
            .Raw($"C rms [phase2-{connection}]\n")
            .Finish();
    }

    private static string ConnectionList(Rule.Ike rule) => rule.Mode == IkeMode.Passive ? "Passive-Connections" : "Connections";

    private static void WriteGeneral(FifoLines lines, Rule.Ike rule, Dialect dialect)
    {
        if (rule.Mode == IkeMode.Dynamic)
        {
            lines.Set("General", "Check-interval", "30").Set("General", "DPD-check-interval", "5");
        }

        if (!dialect.IsOpenBsd49)
        {
            return;
        }

        if (rule.Phase1Lifetime is { } phase1)
        {
            lines.Set("General", "Default-phase-1-lifetime", Number(phase1));
        }

        if (rule.Phase2Lifetime is { } phase2)
        {
            lines.Set("General", "Default-phase-2-lifetime", Number(phase2));
        }
    }

    private static void WritePhase1(FifoLines lines, Rule.Ike rule, SectionNames names, Dialect dialect, bool showSecret)
    {
        lines.Set("Phase 1", rule.Peer?.Name ?? "Default", names.Peer).Set(names.Peer, "Phase", "1");
        SetIfAny(lines, names.Peer, "Address", rule.Peer?.Name);
        SetIfAny(lines, names.Peer, "Local-address", rule.Local?.Name);
        if (rule.PreSharedKey is { } secret)
        {
            lines.Set(names.Peer, "Authentication", showSecret ? secret.Reveal() : HiddenSecret);
        }

        lines.Set(names.Peer, "Configuration", $"phase1-{names.Peer}");
        lines.Set($"phase1-{names.Peer}", "EXCHANGE_TYPE", rule.Exchange == Phase1Exchange.Main ? "ID_PROT" : "AGGRESSIVE");
        if (dialect.IsOpenBsd49)
        {
            SuiteNames49.WritePhase1(lines, rule, names);
        }
        else
        {
            TransformSections.WritePhase1(lines, rule, names);
        }

        WritePeerIdentity(lines, names.Peer, "ID", rule.SourceId);
        WritePeerIdentity(lines, names.Peer, "Remote-ID", rule.DestinationId);
    }

    private static void WritePhase2(FifoLines lines, Rule.Ike rule, SectionNames names, Dialect dialect)
    {
        lines.Set(names.Connection, "Phase", "2")
            .Set(names.Connection, "ISAKMP-peer", names.Peer)
            .Set(names.Connection, "Configuration", $"phase2-{names.Connection}")
            .Set(names.Connection, "Local-ID", names.Local);
        SetIfAny(lines, names.Connection, "NAT-ID", names.Nat);
        lines.Set(names.Connection, "Remote-ID", names.Remote);
        SetIfAny(lines, names.Connection, "PF-Tag", rule.Tag);
        SetIfAny(lines, names.Connection, "Interface", rule.SecInterface?.ToString(CultureInfo.InvariantCulture));
        lines.Set($"phase2-{names.Connection}", "EXCHANGE_TYPE", "QUICK_MODE");
        if (dialect.IsOpenBsd49)
        {
            SuiteNames49.WritePhase2(lines, rule, names);
        }
        else
        {
            TransformSections.WritePhase2(lines, rule, names);
        }
    }

    private static void WritePeerIdentity(FifoLines lines, string peer, string tag, string? identity)
    {
        if (identity is null)
        {
            return;
        }

        var (type, valueTag) = IdentityType(identity);
        lines.Set(peer, tag, $"id-{identity}").Set($"id-{identity}", "ID-type", type).Set($"id-{identity}", valueTag, identity);
    }

    private static (string Type, string ValueTag) IdentityType(string identity) =>
        Koi.Netlink.InetAddress.TryParseV4(identity, out _) ? ("IPV4_ADDR", "Address")
        : Koi.Netlink.InetAddress.TryParseV6(identity, out _) ? ("IPV6_ADDR", "Address")
        : identity.Contains('@') ? ("USER_FQDN", "Name")
        : ("FQDN", "Name");

    private static void WriteIdentity(FifoLines lines, string section, HostAddress host)
    {
        var family = host.Prefix.Address.IsV6 ? "IPV6_ADDR" : "IPV4_ADDR";
        if (!host.IsNetwork)
        {
            lines.Set(section, "ID-type", family).Set(section, "Address", host.Name);
            return;
        }

        lines.Set(section, "ID-type", $"{family}_SUBNET")
            .Set(section, "Network", host.Name[..host.Name.LastIndexOf('/')])
            .Set(section, "Netmask", Netmask(host).ToString());
    }

    private static Koi.Netlink.InetAddress Netmask(HostAddress host) => host.Prefix.Address.IsV6
        ? Koi.Netlink.InetAddress.FromV6(UInt128.MaxValue).Masked(host.Prefix.Length)
        : Koi.Netlink.InetAddress.FromV4(uint.MaxValue).Masked(host.Prefix.Length);

    private static void WriteProtocolAndPorts(FifoLines lines, Rule.Ike rule, SectionNames names)
    {
        if (rule.Protocol != 0)
        {
            lines.Set(names.Local, "Protocol", Number(rule.Protocol)).Set(names.Remote, "Protocol", Number(rule.Protocol));
        }

        if (rule.SourcePort != 0)
        {
            lines.Set(names.Local, "Port", Number(rule.SourcePort));
        }

        if (rule.DestinationPort != 0)
        {
            lines.Set(names.Remote, "Port", Number(rule.DestinationPort));
        }
    }

    private static void SetIfAny(FifoLines lines, string section, string tag, string? value)
    {
        if (value is not null)
        {
            lines.Set(section, tag, value);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
