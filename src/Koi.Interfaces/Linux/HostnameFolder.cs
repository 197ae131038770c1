using System.Text;
using Koi.Interfaces.Hostname;
using Microsoft.Win32.SafeHandles;

namespace Koi.Interfaces.Linux;

/// <summary>What is done about a file that others may read.</summary>
public enum Insecurity
{
    /// <summary>Nothing; it is reported.</summary>
    Report,

    /// <summary>It is closed to others and given to root, as OpenBSD's netstart does.</summary>
    Repair,
}

/// <summary>A file that was read.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Text">Its text; empty when there is an error.</param>
/// <param name="Error">Why it was not read; null when it was.</param>
/// <param name="Warning">What is wrong with its owner or mode; null when nothing is.</param>
public sealed record FileText(string Path, string Text, string? Error = null, string? Warning = null);

/// <summary>The files of /etc/koi that netstart(8) reads.</summary>
public static class HostnameFolder
{
    private const string Folder = "/etc/koi";
    private const string Prefix = "hostname.";
    private const string MygatePath = $"{Folder}/mygate";
    private const int LongestFile = 1 << 20;
    private const ushort Others = 0b111;
    private const uint PermissionBits = 0xfff;

    /// <summary>The interfaces that have files, in the order of their names. Names that are no interface's are left out.</summary>
    public static IReadOnlyList<string> Interfaces() => Directory.Exists(Folder)
        ?
        [
            .. Directory.EnumerateFiles(Folder, Prefix + "*")
                .Select(path => System.IO.Path.GetFileName(path)[Prefix.Length..])
                .Where(name => InterfaceFamily.NameError(name) is null)
                .Order(StringComparer.Ordinal),
        ]
        : [];

    /// <summary>The file of an interface.</summary>
    public static string PathOf(string interfaceName) => $"{Folder}/{Prefix}{interfaceName}";

    /// <summary>Reads the file of an interface; its owner and mode are looked at, and put right, on the open descriptor.</summary>
    public static FileText Read(string interfaceName, Insecurity insecurity)
    {
        var path = PathOf(interfaceName);
        try
        {
            using var file = File.OpenHandle(path);
            var (warning, error) = CheckOwner(file, path, insecurity);
            return error is null ? new FileText(path, ReadText(file), Error: null, warning) : new(path, "", error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new(path, "", Describe(failure));
        }
    }

    /// <summary>Reads mygate(5); null when there is none.</summary>
    public static FileText? ReadMygate()
    {
        try
        {
            using var file = File.OpenHandle(MygatePath);
            return new(MygatePath, ReadText(file));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new(MygatePath, "", Describe(failure));
        }
    }

    private static unsafe (string? Warning, string? Error) CheckOwner(SafeFileHandle file, string path, Insecurity insecurity)
    {
        LibC.StatX status;
        if (LibC.statx(file, "", LibC.AT_EMPTY_PATH, LibC.STATX_BASIC_STATS, &status) != 0)
        {
            return (null, LibC.LastError());
        }

        if ((status.Mode & LibC.S_IFMT) != LibC.S_IFREG)
        {
            return (null, "not a regular file");
        }

        if ((status.Mode & Others) == 0 && status is { Owner: 0, Group: 0 })
        {
            return (null, null);
        }

        if (insecurity == Insecurity.Report)
        {
            return ($"{path} is insecure: it is not root's, or others may read or write it", null);
        }

        var isRepaired = LibC.fchmod(file, status.Mode & PermissionBits & ~(uint)Others) == 0 && LibC.fchown(file, 0, 0) == 0;
        return isRepaired ? ($"{path} is insecure, fixing permissions", null) : (null, $"is insecure: {LibC.LastError()}");
    }

    private static string ReadText(SafeFileHandle file)
    {
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), LongestFile) + 1];
        var length = 0;
        int read;
        while (length < bytes.Length && (read = RandomAccess.Read(file, bytes.AsSpan(length), length)) > 0)
        {
            length += read;
        }

        if (length > LongestFile)
        {
            throw new IOException("File too large");
        }

        var text = bytes.AsSpan(0, length);
        return System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
    }

    private static string Describe(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "No such file or directory",
        UnauthorizedAccessException => "Permission denied",
        _ => failure.Message,
    };
}
