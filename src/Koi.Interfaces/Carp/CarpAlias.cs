using Koi.Netlink.Route;

namespace Koi.Interfaces.Carp;

/// <summary>What a carp interface's link itself tells everybody, in its ifalias: the declaration without secret and addresses.</summary>
public static class CarpAlias
{
    private const string Start = "carp ";
    private const string Mark = "carp vhid ";
    private const string Kind = "macvlan";

    /// <summary><c>carp vhid 1 advbase 1 advskew 0</c>, and <c>carppeer A</c>, <c>syncpeer A</c>, <c>lladdr carpdev</c> where they are set.</summary>
    public static string Write(CarpDeclaration declaration) =>
        Start + string.Join(' ', CarpText.PublicWords(declaration).Select(pair => $"{pair.Word} {pair.Value}"));

    /// <summary>Reads it.</summary>
    /// <returns>Null when it is not exactly what <see cref="Write"/> makes.</returns>
    public static CarpDeclaration? TryRead(string alias)
    {
        if (!alias.StartsWith(Mark, StringComparison.Ordinal))
        {
            return null;
        }

        var words = alias[Start.Length..].Split(' ');
        CarpDeclaration? read = new() { Vhid = 0 };
        for (var i = 0; i < words.Length && read is not null; i += 2)
        {
            read = i + 1 < words.Length ? CarpText.With(read, words[i], words[i + 1]) : null;
        }

        return read is not null && string.Equals(Write(read), alias, StringComparison.Ordinal) ? read with { Passphrase = "", Addresses = [] } : null;
    }

    /// <summary>What a link tells; null when it is no carp interface.</summary>
    public static CarpDeclaration? Of(Link link) => link is { Kind: Kind, Alias: { } alias } ? TryRead(alias) : null;

    /// <summary>Whether a link is meant for a carp interface, readable or not.</summary>
    internal static bool IsOn(Link link) => link is { Kind: Kind, Alias: { } alias } && alias.StartsWith(Mark, StringComparison.Ordinal);
}
