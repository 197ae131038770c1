using static Koi.Lab.LibC;

namespace Koi.Lab;

/// <summary>The name under which <c>ip netns</c> finds a host's network: a file with the namespace mounted on it.</summary>
/// <remarks>ip-netns(8).</remarks>
internal static class NamespaceName
{
    private const string Mark = "koi";
    private const string Folder = "/run/netns";

    private static readonly Lock Sweeping = new();
    private static bool isSwept;

    /// <summary>What names of this process begin with: koi, the process id, and what tells its networks apart.</summary>
    public static string Prefix(string network) => $"{Mark}-{Environment.ProcessId}-{network}";

    /// <summary>Names the network namespace of a thread, given as below /proc.</summary>
    public static void Add(string name, string thread)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes($"{Folder}/{name}", []);
        Check(mount($"/proc/{thread}/ns/net", $"{Folder}/{name}", null, MS_BIND, null), $"name network {name}");
    }

    /// <summary>Removes a name; the namespace ends with its last process.</summary>
    public static void Remove(string name)
    {
        _ = umount2($"{Folder}/{name}", MNT_DETACH);
        File.Delete($"{Folder}/{name}");
    }

    /// <summary>Removes, once, the names of labs that were killed before they could do it themselves.</summary>
    public static void RemoveLeftovers()
    {
        lock (Sweeping)
        {
            if (isSwept || !Directory.Exists(Folder))
            {
                return;
            }

            isSwept = true;
            foreach (var name in Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Where(IsLeftOver))
            {
                Remove(name);
            }
        }
    }

    private static bool IsLeftOver(string name) =>
        name.Split('-') is [Mark, var process, _, ..]
        && int.TryParse(process, out var id)
        && !Directory.Exists($"/proc/{id}");
}
