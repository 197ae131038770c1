using System.Globalization;
using Koi.Ipsec.Rules;
using Koi.Netlink.Xfrm;

namespace Koi.Ipsec.Plan;

/// <summary>A kernel object that a rule asks for.</summary>
/// <param name="Rule">The rule.</param>
public abstract record PlannedObject(Rule Rule)
{
    /// <summary>An SA.</summary>
    public sealed record Sa(Rule Rule, SecurityAssociation Value) : PlannedObject(Rule);

    /// <summary>A policy.</summary>
    public sealed record Policy(Rule Rule, SecurityPolicy Value) : PlannedObject(Rule);
}

/// <summary>Kernel objects in the words of messages.</summary>
internal static class ObjectText
{
    internal static string Of(SaId id) => string.Create(CultureInfo.InvariantCulture,
        $"{ProtocolWord(id.Protocol)} to {id.Destination} spi 0x{id.Spi:x8}");

    internal static string Of(in PolicyId id)
    {
        var direction = id.Direction switch
        {
            PolicyDirection.In => "in",
            PolicyDirection.Out => "out",
            PolicyDirection.Forward => "fwd",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return $"policy {direction} from {id.Selector.Source} to {id.Selector.Destination}";
    }

    internal static PolicyId IdOf(SecurityPolicy policy) => new(policy.Selector, policy.Direction);

    private static string ProtocolWord(byte protocol) => protocol switch
    {
        XfrmProtocol.Esp => "esp",
        XfrmProtocol.Ah => "ah",
        XfrmProtocol.Comp => "ipcomp",
        _ => protocol.ToString(CultureInfo.InvariantCulture),
    };
}
