using System.Globalization;
using Koi.Interfaces.Hostname;

namespace Koi.Interfaces.Linux;

/// <summary>DHCP clients of this machine.</summary>
public static class DhcpProcess
{
    private const string MoreFolders = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

    /// <summary>The first client there is; null when there is none.</summary>
    public static (DhcpClient Client, string Path)? Find()
    {
        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:{MoreFolders}".Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var client in DhcpClient.All)
        {
            if (folders.Select(folder => Path.Combine(folder, client.Name)).FirstOrDefault(File.Exists) is { } path)
            {
                return (client, path);
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a client serves an interface of this network namespace, whoever started it: processes are looked at and no files, which
    /// outlive what they name.
    /// </summary>
    public static bool Serves(string interfaceName)
    {
        var here = NamespaceOf("/proc/self");
        return Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Any(folder => DhcpClient.Serves(Read($"{folder}/comm"), Read($"{folder}/cmdline"), interfaceName)
                && string.Equals(NamespaceOf(folder), here, StringComparison.Ordinal));
    }

    /// <summary>Nothing when the process has ended.</summary>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? NamespaceOf(string process)
    {
        try
        {
            return new FileInfo($"{process}/ns/net").LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
