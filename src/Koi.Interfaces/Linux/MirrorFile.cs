using System.Globalization;
using Koi.Interfaces.Groups;
using Koi.Netlink.Linux;

namespace Koi.Interfaces.Linux;

/// <summary>koid's copy of the groups on disk, one for each network namespace: <c>/run/koi/groups.1</c> is the machine's own.</summary>
/// <remarks>Everybody may read it.</remarks>
public static class MirrorFile
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>A file below <see cref="RunFolder"/> that belongs to the calling thread's network namespace.</summary>
    public static string Path(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{RunFolder.Path}/{name}.{NetworkNamespace.ReadCookie()}");

    /// <summary>Reads what koid wrote; an empty world when there is nothing, or it may not be read.</summary>
    public static GroupWorld Read()
    {
        try
        {
            return Mirror.Read(File.ReadAllText(Path("groups")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return GroupWorld.Empty;
        }
    }

    /// <summary>Writes it, so that a reader sees the old one or the new one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(GroupWorld world)
    {
        var path = Path("groups");
        var beside = $"{path}.new";
        File.WriteAllText(beside, Mirror.Write(world));
        File.SetUnixFileMode(beside, FileMode);
        File.Move(beside, path, overwrite: true);
    }
}
