using System.Collections.Immutable;

namespace Koi.Interfaces.Hostname;

/// <summary>When interfaces are started: those that are made of others come after these.</summary>
/// <remarks>OpenBSD etc/netstart. The names that Linux has for the same things stand beside OpenBSD's.</remarks>
public static class InterfaceFamily
{
    /// <summary>OpenBSD's name of the loopback.</summary>
    public const string OpenBsdLoopback = "lo0";

    /// <summary>Linux's name of it.</summary>
    public const string Loopback = "lo";

    /// <summary>The family of carp interfaces.</summary>
    public const string Carp = "carp";

    private const string Vlan = "vlan";

    /// <summary>After the interfaces of no family here, in this order; then the default routes.</summary>
    private static readonly ImmutableArray<ImmutableArray<string>> BeforeRoutes =
        [["trunk", "bond", "team"], ["aggr"], ["svlan"], [Vlan], [Carp]];

    /// <summary>After the default routes, in this order.</summary>
    private static readonly ImmutableArray<ImmutableArray<string>> AfterRoutes =
    [
        ["pppoe", "ppp"], ["tun"], ["tap"], ["gif", "ipip", "sit"], ["etherip"], ["gre"], ["egre", "gretap"], ["sec", "xfrm", "vti"],
        ["bridge", "br"], ["veb"], ["vxlan"], ["geneve"], ["wg"],
    ];

    /// <summary>The name that Linux has for an interface.</summary>
    public static string LinuxName(string name) => name is OpenBsdLoopback ? Loopback : name;

    /// <summary>Why there can be no file for an interface of this name; null when there can.</summary>
    /// <remarks>OpenBSD has letters and digits. A copy such as <c>hostname.eth0.bak</c> is not taken for an interface: a dot stands
    /// before the number of a VLAN only.</remarks>
    public static string? NameError(string name)
    {
        if (name.Length is 0 or > GroupName.MaxLength)
        {
            return name.Length == 0 ? "an interface's name is empty" : $"{name}: an interface's name has at most 15 characters";
        }

        if (!char.IsAsciiLetterOrDigit(name[0]) || !name.All(IsPart))
        {
            return $"{name}: an interface's name is made of letters, digits, '_', '.' and '-', and begins with a letter or digit";
        }

        return name.Split('.').Skip(1).All(IsNumber) ? null : $"{name}: in an interface's name a number follows the '.'";
    }

    /// <summary>The letters that a name begins with; <c>vlan</c> for <c>eth0.5</c>.</summary>
    public static string Of(string name)
    {
        var letters = name.AsSpan().IndexOfAnyExcept(Letters);
        return name.Contains('.', StringComparison.Ordinal) ? Vlan : letters < 0 ? name : name[..letters];
    }

    /// <summary>The place in the order: 0 for the loopback, 1 for what is made of nothing else.</summary>
    public static int Rank(string name) =>
        name is Loopback or OpenBsdLoopback ? 0
        : Place(BeforeRoutes, Of(name)) is >= 0 and var early ? 2 + early
        : Place(AfterRoutes, Of(name)) is >= 0 and var late ? 2 + BeforeRoutes.Length + late
        : 1;

    /// <summary>Whether it is started after the default routes are there.</summary>
    public static bool IsAfterRoutes(string name) => Place(AfterRoutes, Of(name)) >= 0;

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static int Place(ImmutableArray<ImmutableArray<string>> families, string family)
    {
        for (var i = 0; i < families.Length; i++)
        {
            if (families[i].Contains(family, StringComparer.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
