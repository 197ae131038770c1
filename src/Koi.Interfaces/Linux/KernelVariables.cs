using Koi.Interfaces.Hostname;

namespace Koi.Interfaces.Linux;

/// <summary>Variables below /proc/sys/net/ipv6/conf.</summary>
public static class KernelVariables
{
    private const string Folder = "/proc/sys/net/ipv6/conf";

    /// <summary>Whether an interface passes on packets of others; where there is no such interface, whether new ones do.</summary>
    public static bool IsForwarding(string interfaceName) =>
        (Read($"{Folder}/{interfaceName}/forwarding") ?? Read($"{Folder}/all/forwarding")) is { } value and not "0";

    /// <summary>Whether it has its value already.</summary>
    public static bool IsSet(KernelVariable variable) => string.Equals(Read(variable.Path), variable.Value, StringComparison.Ordinal);

    /// <summary>Writes it.</summary>
    /// <exception cref="IOException">There is no such interface, or no IPv6.</exception>
    /// <exception cref="UnauthorizedAccessException">Not root.</exception>
    public static void Set(KernelVariable variable) => File.WriteAllText(variable.Path, variable.Value);

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
