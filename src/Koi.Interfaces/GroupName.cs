namespace Koi.Interfaces;

/// <summary>Names of interface groups.</summary>
/// <remarks>OpenBSD 4.9 sys/net/if.c, if_addgroup, and sbin/ifconfig, setifgroup: 1-15 characters, the last no digit.
/// Koi's are made of <c>A-Z a-z 0-9 _ . -</c> besides and begin with a letter or <c>_</c>, so that nftables can name their sets.</remarks>
public static class GroupName
{
    /// <summary>The group of every interface; it has no set, and no counter.</summary>
    public const string All = "all";

    /// <summary>The group of the interfaces that default routes leave by.</summary>
    public const string Egress = "egress";

    /// <summary>The group of carp interfaces; it exists without members too.</summary>
    public const string Carp = "carp";

    /// <summary>IFNAMSIZ less the zero byte.</summary>
    public const int MaxLength = 15;

    private const string SetPrefix = "g_";

    /// <summary>What is wrong with a group's name, in ifconfig(8)'s words; null when nothing is.</summary>
    public static string? Error(string name) => name switch
    {
        "" => "setifgroup: group name is empty",
        { Length: > MaxLength } => "setifgroup: group name too long",
        _ when char.IsAsciiDigit(name[^1]) => "setifgroup: group names may not end in a digit",
        _ when !IsStart(name[0]) || !name.All(IsPart) =>
            $"setifgroup: group names are made of letters, digits, '_', '.' and '-', and begin with a letter or '_'",
        _ => null,
    };

    /// <summary>Whether there can be a group of this name.</summary>
    public static bool IsValid(string name) => Error(name) is null;

    /// <summary>The nftables set with the group's members.</summary>
    public static string ToSet(string group) => SetPrefix + group;

    /// <summary>The group of an nftables set; null when the set is no group's.</summary>
    public static string? FromSet(string set) =>
        set.StartsWith(SetPrefix, StringComparison.Ordinal) && set[SetPrefix.Length..] is not All and { } name && IsValid(name) ? name : null;

    private static bool IsStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';
}
