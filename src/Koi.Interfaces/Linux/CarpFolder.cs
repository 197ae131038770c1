using System.Globalization;
using System.Text;
using Koi.Interfaces.Carp;

namespace Koi.Interfaces.Linux;

/// <summary>
/// What ifconfig(8) declared about carp interfaces, for koid: <c>/run/koi/carp.COOKIE</c>, one folder for each network namespace, one
/// file for each interface, named by its index. There are secrets in them.
/// </summary>
public static class CarpFolder
{
    private const int LongestFile = 64 * 1024;
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode SecretMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The folder of the calling thread's network namespace; koid's control socket is in it, too.</summary>
    public static string Path => MirrorFile.Path("carp");

    /// <summary>Makes the folder.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Not root.</exception>
    public static void Make()
    {
        RunFolder.Make();
        Directory.CreateDirectory(Path, FolderMode);
        File.SetUnixFileMode(Path, FolderMode);
    }

    /// <summary>Reads the declaration of an interface.</summary>
    /// <returns>Null when there is none, it makes no sense, it may not be read, or others could have written it.</returns>
    public static CarpDeclaration? Read(int index)
    {
        try
        {
            using var stream = new FileStream(PathOf(index), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (SecretFile.Exposure(stream.SafeFileHandle) is not null || stream.Length > LongestFile)
            {
                return null;
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var declaration = CarpText.TryRead(Encoding.UTF8.GetString(bytes));
            Array.Clear(bytes);
            return declaration;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the declaration of an interface, so that a reader sees the old one or the new one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Not root.</exception>
    public static void Write(int index, CarpDeclaration declaration)
    {
        Make();
        var path = PathOf(index);
        var beside = $"{path}.new";
        File.Delete(beside);
        using (var stream = new FileStream(beside, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = SecretMode,
            BufferSize = 0,
        }))
        {
            stream.Write(Encoding.UTF8.GetBytes(CarpText.Write(declaration)));
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Forgets the declaration of an interface; no error when there is none.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">Not root.</exception>
    public static void Delete(int index)
    {
        if (Directory.Exists(Path))
        {
            File.Delete(PathOf(index));
        }
    }

    /// <summary>The interfaces that there are declarations of, by their indexes; empty when the folder may not be read.</summary>
    public static IReadOnlyList<int> List()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Path).Select(Index).OfType<int>().Order()];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string PathOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{index}");

    private static int? Index(string path) =>
        int.TryParse(System.IO.Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
