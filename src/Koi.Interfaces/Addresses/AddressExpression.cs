using Koi.Netlink;
using Koi.Netlink.Netfilter;

namespace Koi.Interfaces.Addresses;

/// <summary>Which of an interface's addresses.</summary>
public enum AddressPart
{
    /// <summary>The addresses themselves.</summary>
    Address,

    /// <summary><c>:network</c>: their networks; those of IPv6 link-local addresses do not count.</summary>
    Network,

    /// <summary><c>:broadcast</c>: broadcast addresses of interfaces that have some.</summary>
    Broadcast,

    /// <summary><c>:peer</c>: the other ends of point-to-point links.</summary>
    Peer,
}

/// <summary>What an address set holds: <c>(ext)</c>, <c>(egress:network)</c>, <c>(eth0:0)</c>, <c>(self)</c>.</summary>
/// <param name="Name">An interface, a group, or <c>self</c> for all interfaces.</param>
/// <param name="Part">Which addresses.</param>
/// <param name="IsFirstOnly"><c>:0</c>: only the first address of each interface.</param>
/// <remarks>pf.conf(5), GRAMMAR, host; OpenBSD 4.9 sys/net/pf_if.c, pfi_instance_add.</remarks>
public sealed record AddressExpression(string Name, AddressPart Part, bool IsFirstOnly)
{
    private const string Self = "self";

    /// <summary>Whether it means all interfaces.</summary>
    public bool IsAll => Name is Self or GroupName.All;

    /// <summary>Reads an expression in parentheses.</summary>
    /// <param name="text">The set's comment.</param>
    /// <param name="expression">The expression; null on failure.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? TryParse(string? text, out AddressExpression? expression)
    {
        expression = null;
        if (text is not ['(', .. var inner, ')'])
        {
            return "the comment must be an expression in parentheses, such as (ext:network)";
        }

        var words = inner.Split(':');
        if (words[0].Length is 0 or > GroupName.MaxLength || words[0].Any(c => char.IsWhiteSpace(c) || c is '/' or '(' or ')'))
        {
            return $"{words[0]}: no name of an interface or a group";
        }

        AddressPart? part = null;
        var isFirstOnly = false;
        foreach (var word in words.AsSpan(1))
        {
            AddressPart? named = word switch
            {
                "network" => AddressPart.Network,
                "broadcast" => AddressPart.Broadcast,
                "peer" => AddressPart.Peer,
                _ => null,
            };
            if (named is null && word is not "0")
            {
                return $":{word}: unknown interface modifier";
            }

            if (named is not null && part is not null)
            {
                return "illegal combination of interface modifiers";
            }

            part = named ?? part;
            isFirstOnly |= named is null;
        }

        expression = new AddressExpression(words[0], part ?? AddressPart.Address, isFirstOnly);
        return null;
    }

    /// <summary>What one interface adds to the set.</summary>
    /// <param name="one">The interface.</param>
    /// <param name="isV6">The set's family.</param>
    public IEnumerable<AddressRange> Of(Interface one, bool isV6)
    {
        foreach (var address in one.Addresses)
        {
            if (address.Prefix.Address.IsV6 != isV6 || (Part == AddressPart.Network && isV6 && address.Prefix.Address.IsLinkLocal))
            {
                continue;
            }

            var found = Part switch
            {
                AddressPart.Address => InetPrefix.Host(address.Prefix.Address),
                AddressPart.Network => address.Prefix.Masked,
                AddressPart.Broadcast => address.Broadcast is { } broadcast ? InetPrefix.Host(broadcast) : (InetPrefix?)null,
                AddressPart.Peer => address.Peer is { } peer ? InetPrefix.Host(peer) : null,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            if (found is { } prefix)
            {
                yield return AddressRange.Of(prefix);
                if (IsFirstOnly)
                {
                    yield break;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var part = Part switch
        {
            AddressPart.Address => "",
            AddressPart.Network => ":network",
            AddressPart.Broadcast => ":broadcast",
            AddressPart.Peer => ":peer",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return $"({Name}{part}{(IsFirstOnly ? ":0" : "")})";
    }
}
