using System.Globalization;
using System.Text;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Ifconfig;

/// <summary>Prints interfaces as OpenBSD's ifconfig(8) does.</summary>
/// <param name="table">To name the interfaces that others refer to.</param>
public sealed partial class InterfacePrinter(InterfaceTable table)
{
    /// <summary>All lines of an interface, each with its line feed.</summary>
    /// <param name="view">The interface.</param>
    /// <param name="showsAliases">Whether IPv4 addresses besides the first are printed.</param>
    /// <param name="family">Of which family addresses are printed.</param>
    public string Print(InterfaceView view, bool showsAliases = true, ShownFamily family = ShownFamily.Any)
    {
        var text = new StringBuilder();
        var link = view.Link;
        text.Append(CultureInfo.InvariantCulture, $"{link.Name}: flags={InterfaceFlags.Text(view.Flags)} mtu {link.Mtu}\n");
        if (view.IsEthernet && link.Address is { } address)
        {
            Line(text, $"lladdr {address}");
        }

        if (view.Description is { } description)
        {
            Line(text, $"description: {Printable(description)}");
        }

        Line(text, $"index {link.Index}");
        PrintCarp(text, view);
        PrintEncapsulation(text, link);
        PrintTrunk(text, link);
        if (!view.Groups.IsEmpty)
        {
            Line(text, $"groups: {string.Join(' ', view.Groups)}");
        }

        if (view.Media is { } media)
        {
            Line(text, $"media: {media}");
        }

        if (view.Status is { } status)
        {
            Line(text, $"status: {status}");
        }

        PrintBridge(text, link);
        PrintAddresses(text, view, showsAliases, family);
        return text.ToString();
    }

    private static void PrintAddresses(StringBuilder text, InterfaceView view, bool showsAliases, ShownFamily family)
    {
        var isFirst = true;
        foreach (var address in view.Addresses)
        {
            if (address.Prefix.Address.IsV6)
            {
                if (family != ShownFamily.Inet)
                {
                    Line(text, Inet6(address, view.Link));
                }
            }
            else if (family != ShownFamily.Inet6)
            {
                if (isFirst || showsAliases)
                {
                    Line(text, Inet(address));
                }

                isFirst = false;
            }
        }
    }

    private static string Inet(InterfaceAddress address)
    {
        var mask = address.Prefix.Length == 0 ? 0 : uint.MaxValue << (32 - address.Prefix.Length);
        var peer = address.Peer is { } end ? $" --> {end}" : "";
        var broadcast = address.Broadcast is { } all ? $" broadcast {all}" : "";
        return $"inet {address.Prefix.Address}{peer} netmask 0x{mask:x8}{broadcast}";
    }

    private static string Inet6(InterfaceAddress address, Link link)
    {
        var scope = address.Prefix.Address.IsLinkLocal ? $"%{link.Name}" : "";
        var peer = address.Peer is { } end ? $" -> {end}" : "";
        var text = new StringBuilder($"inet6 {address.Prefix.Address}{scope}{peer} prefixlen {address.Prefix.Length}");
        foreach (var word in AddressFlags(address))
        {
            text.Append(' ').Append(word);
        }

        if (scope.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" scopeid 0x{link.Index:x}");
        }

        if ((address.PreferredSeconds & address.ValidSeconds) != uint.MaxValue)
        {
            text.Append(CultureInfo.InvariantCulture, $" pltime {Seconds(address.PreferredSeconds)} vltime {Seconds(address.ValidSeconds)}");
        }

        return text.ToString();
    }

    /// <summary>OpenBSD's words for an IPv6 address's state.</summary>
    internal static IEnumerable<string> AddressFlags(InterfaceAddress address)
    {
        bool Has(uint flag) => (address.Flags & flag) != 0;

        // The kernel leaves an address tentative for ever when somebody else has it.
        if (Has(InterfaceAddress.DadFailed))
        {
            yield return "duplicated";
        }
        else if (Has(InterfaceAddress.Tentative))
        {
            yield return "tentative";
        }

        if (Has(InterfaceAddress.Deprecated))
        {
            yield return "deprecated";
        }

        // Of an IPv6 address IFA_F_SECONDARY says that it is a temporary one; RFC 8981.
        if (Has(InterfaceAddress.Secondary))
        {
            yield return "temporary";
        }
        else if (address.Origin == InterfaceAddress.FromRouter)
        {
            yield return "autoconf";
        }
    }

    private static string Seconds(uint seconds) => seconds == uint.MaxValue ? "infty" : seconds.ToString(CultureInfo.InvariantCulture);

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static void Line(StringBuilder text, string line) => text.Append('\t').Append(line).Append('\n');

    private string NameOf(int? index) => index is { } number ? table.Find(number)?.Name ?? $"#{number}" : "none";
}
