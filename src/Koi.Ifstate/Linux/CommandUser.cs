using System.Globalization;
using System.Runtime.InteropServices;

namespace Koi.Ifstate.Linux;

/// <summary>Who commands run as.</summary>
/// <param name="Name">As passwd(5) has it.</param>
/// <param name="User">The number.</param>
/// <param name="Group">The first group's number; the others are taken from group(5).</param>
/// <param name="Home">The home directory.</param>
/// <param name="Shell">The login shell, for the environment alone: commands are for <c>/bin/sh</c>.</param>
public sealed record CommandUser(string Name, uint User, uint Group, string Home, string Shell)
{
    /// <summary>Looks somebody up; null when there is no such user.</summary>
    public static unsafe CommandUser? Find(string name)
    {
        var found = LibC.getpwnam(name);
        return found is null ? null : new(name, found->User, found->Group, Text(found->Home), Text(found->Shell));

        static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
    }

    /// <summary>The program that becomes this user and runs another, with its arguments up to the other's.</summary>
    /// <remarks>setpriv(1) of util-linux.</remarks>
    internal IEnumerable<string> Prefix() =>
    [
        Program,
        string.Create(CultureInfo.InvariantCulture, $"--reuid={User}"),
        string.Create(CultureInfo.InvariantCulture, $"--regid={Group}"),
        "--init-groups",
        "--",
    ];

    internal const string Program = "/usr/bin/setpriv";
}
