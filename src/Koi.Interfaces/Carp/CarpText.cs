using System.Text;
using Koi.Netlink;
using Koi.Netlink.Route;

namespace Koi.Interfaces.Carp;

/// <summary>A declaration as a text, with its secret: ifconfig's words, one with its value a line.</summary>
public static class CarpText
{
    /// <summary>The value of <c>lladdr</c> when the addresses live on the parent.</summary>
    internal const string OfParent = "carpdev";

    /// <summary>Writes it. The passphrase has no line feed.</summary>
    public static string Write(CarpDeclaration declaration)
    {
        var text = new StringBuilder();
        foreach (var (word, value) in PublicWords(declaration))
        {
            text.Append(word).Append(' ').Append(value).Append('\n');
        }

        if (declaration.LinkAddress is { } own && !declaration.UsesParentAddress)
        {
            text.Append($"lladdr {own}\n");
        }

        if (declaration.Passphrase.Length > 0)
        {
            text.Append("pass ").Append(declaration.Passphrase).Append('\n');
        }

        foreach (var address in declaration.Addresses)
        {
            text.Append(address.IsV6 ? "inet6 " : "inet ").Append(address).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Reads it.</summary>
    /// <returns>Null when anything in it is wrong: half a declaration would be another one.</returns>
    public static CarpDeclaration? TryRead(string text)
    {
        CarpDeclaration? read = new() { Vhid = 0 };
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            read = blank < 0 ? null : With(read, line[..blank], line[(blank + 1)..]);
            if (read is null)
            {
                return null;
            }
        }

        return read.Vhid == 0 ? null : read with { Addresses = [.. read.Addresses.Distinct().Order()] };
    }

    /// <summary>What everybody may know, in the order in which it is shown.</summary>
    internal static IEnumerable<(string Word, string Value)> PublicWords(CarpDeclaration declaration)
    {
        yield return ("vhid", $"{declaration.Vhid}");
        yield return ("advbase", $"{declaration.AdvBase}");
        yield return ("advskew", $"{declaration.AdvSkew}");
        if (declaration.Peer is { } peer)
        {
            yield return ("carppeer", $"{peer}");
        }

        if (declaration.SyncPeer is { } other)
        {
            yield return ("syncpeer", $"{other}");
        }

        if (declaration.UsesParentAddress)
        {
            yield return ("lladdr", OfParent);
        }
    }

    /// <summary>The declaration with one word more; null when it makes no sense.</summary>
    internal static CarpDeclaration? With(CarpDeclaration read, string word, string value) => word switch
    {
        "vhid" => Number(value, 1, byte.MaxValue) is { } vhid ? read with { Vhid = vhid } : null,
        "advbase" => Number(value, 0, byte.MaxValue) is { } seconds ? read with { AdvBase = seconds } : null,
        "advskew" => Number(value, 0, CarpDeclaration.MaxSkew) is { } skew ? read with { AdvSkew = skew } : null,
        "pass" => read with { Passphrase = value },
        "carppeer" => InetAddress.TryParseV4(value, out var peer) ? read with { Peer = peer } : null,
        "syncpeer" => InetAddress.TryParse(value, out var other) ? read with { SyncPeer = other } : null,
        "lladdr" when value is OfParent => read with { UsesParentAddress = true, LinkAddress = null },
        "lladdr" => HardwareAddress.TryParse(value, out var own) ? read with { LinkAddress = own, UsesParentAddress = false } : null,
        "inet" => InetAddress.TryParseV4(value, out var v4) ? read with { Addresses = read.Addresses.Add(v4) } : null,
        "inet6" => InetAddress.TryParseV6(value, out var v6) ? read with { Addresses = read.Addresses.Add(v6) } : null,
        _ => null,
    };

    private static byte? Number(string text, byte least, byte most) =>
        text.Length <= 3 && text.All(char.IsAsciiDigit) && int.TryParse(text, out var number) && number >= least && number <= most
            ? (byte)number
            : null;
}
