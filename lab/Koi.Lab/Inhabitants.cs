namespace Koi.Lab;

/// <summary>The processes inside a host, whoever started them there.</summary>
internal static class Inhabitants
{
    /// <summary>Kills them and returns when they are gone.</summary>
    /// <param name="thread">The host's thread below /proc.</param>
    public static void End(string thread)
    {
        var own = NamespaceOf(thread) ?? throw new LabException($"{thread} has ended");
        while (Inside(own) is { Count: > 0 } processes)
        {
            processes.ForEach(process => LibC.kill(process, (int)Signal.Kill));
            Thread.Yield();
        }
    }

    private static List<int> Inside(string network) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id != 0 && string.Equals(NamespaceOf($"{id}"), network, StringComparison.Ordinal)),
    ];

    /// <summary>Null when the process has ended, even while nobody has waited for it.</summary>
    private static string? NamespaceOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
