using System.Text;
using Koi.Ipsec.Rules;
using Koi.Netlink;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Show;

/// <summary>The lines of a flow in the monitor, in the order of PF_KEY's extension numbers; then the kernel's own.</summary>
/// <remarks>OpenBSD sbin/ipsecctl/pfkdump.c, print_ext; pfkey.c, pfkey_flow, for the extensions that a flow has.</remarks>
internal static class FlowExtensions
{
    public static void Append(StringBuilder output, SecurityPolicy policy)
    {
        var flow = RulesFromKernel.Flow(policy, 0);
        AppendAddress(output, "address_src", flow.Local);
        AppendAddress(output, "address_dst", flow.Peer);
        var direction = policy.Direction switch
        {
            PolicyDirection.In => "in",
            PolicyDirection.Out => "out",
            PolicyDirection.Forward => "forward",
            _ => "unknown",
        };
        AppendSelector(output, policy.Selector, $"type {Words.Of(flow.Type)} direction {direction}");
        SaExtensions.Line(output, "policy", $"priority {policy.Priority} index {policy.Index}");
    }

    /// <summary>Networks as address and mask, as PF_KEY carries them.</summary>
    /// <param name="output">Gets the lines.</param>
    /// <param name="selector">The packets.</param>
    /// <param name="flowType">The text of flow_type; null for none.</param>
    public static void AppendSelector(StringBuilder output, in Selector selector, string? flowType)
    {
        SaExtensions.Line(output, "src_mask", Mask(selector.Source, selector.SourcePortMask));
        SaExtensions.Line(output, "dst_mask", Mask(selector.Destination, selector.DestinationPortMask));
        if (selector.Protocol != 0)
        {
            SaExtensions.Line(output, "protocol", $"proto {selector.Protocol} flags 0");
        }

        if (flowType is not null)
        {
            SaExtensions.Line(output, "flow_type", flowType);
        }

        SaExtensions.Line(output, "src_flow", WithPort(selector.Source.Address, selector.SourcePort));
        SaExtensions.Line(output, "dst_flow", WithPort(selector.Destination.Address, selector.DestinationPort));
    }

    private static void AppendAddress(StringBuilder output, string name, HostAddress? address)
    {
        if (address is not null)
        {
            SaExtensions.Line(output, name, $"{address}");
        }
    }

    private static string Mask(InetPrefix prefix, ushort portMask)
    {
        var ones = prefix.Address.IsV6 ? InetAddress.FromV6(UInt128.MaxValue) : InetAddress.FromV4(uint.MaxValue);
        return WithPort(ones.Masked(prefix.Length), portMask);
    }

    private static string WithPort(InetAddress address, ushort port) => port == 0 ? $"{address}" : $"{address} port {port}";
}
