using System.Globalization;
using Koi.Ipsec;
using Koi.Ipsec.Grammar;
using Koi.Ipsec.Plan;
using Koi.Ipsec.Rules;
using Koi.Language;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Tests.Ipsec.Plan;

/// <summary>Plans of configurations given as text, and kernel objects as text.</summary>
internal static class Planning
{
    /// <summary>The route to every peer leaves from here.</summary>
    public const string RouteSource = "198.51.100.9";

    public const string AuthKey = "authkey 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    public const string EncKey = "enckey 0x000102030405060708090a0b0c0d0e0f";

    private static readonly IpsecEnvironment Environment = new()
    {
        ReadInclude = _ => new("", "no files here"),
        ReadKeyFile = _ => new([], "no files here"),
        FindGroup = _ => default,
        FindInterface = _ => default,
        ResolveName = _ => [],
        HostName = () => "test",
        Names = new(() => null, () => null),
    };

    public static IReadOnlyCollection<Rule> Rules(string text, Dialect? dialect = null)
    {
        var parsed = IpsecParser.Parse(new("test", text + "\n"), dialect ?? Dialect.Current, Environment, new MacroTable());
        Assert.True(parsed.ErrorCount == 0, string.Join('\n', parsed.Diagnostics.Select(d => d.Message)));
        return [.. parsed.Rules];
    }

    public static KernelPlan Plan(string text, Dialect? dialect = null, IEnumerable<SecurityAssociation>? loaded = null) =>
        KernelPlan.Make(Rules(text, dialect), loaded ?? [], peer => InetAddress.TryParse(RouteSource, out var source) && !peer.IsV6 ? source : null);

    public static string Print(PlannedObject planned) => planned switch
    {
        PlannedObject.Sa sa => Print(sa.Value),
        PlannedObject.Policy policy => Print(policy.Value),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Print(SecurityAssociation sa)
    {
        string?[] parts =
        [
            $"sa {sa.Id.Protocol} {sa.Mode} {sa.Source}>{sa.Id.Destination} {sa.Id.Spi:x}",
            sa.Authentication is { } auth ? $"{auth.Name}/{auth.TruncationBits}" : null,
            sa.Encryption?.Name,
            sa.Aead is { } aead ? $"{aead.Name}/{aead.IcvBits}" : null,
            sa.Compression?.Name,
            sa.Encapsulation is { } encap ? $"udp {encap.SourcePort}>{encap.DestinationPort}" : null,
            $"window {sa.ReplayWindow}",
        ];
        return string.Join(' ', parts.Where(p => p is not null));
    }

    public static string Print(SecurityPolicy policy)
    {
        var selector = policy.Selector;
        var upper = selector.Protocol == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" proto {selector.Protocol} {selector.SourcePort}/{selector.SourcePortMask:x}>{selector.DestinationPort}/{selector.DestinationPortMask:x}");
        var templates = policy.Templates.Select(t =>
            $" [{t.Protocol} {t.Mode}{(t.Mode == XfrmMode.Tunnel ? $" {t.Source}>{t.Destination}" : "")}{(t.IsOptional ? " optional" : "")}]");
        return $"{policy.Direction} {selector.Source}>{selector.Destination}{upper} {policy.Action} {policy.Priority}{string.Concat(templates)}";
    }
}
