namespace Koi.Lab;

/// <summary>The processes inside a host, whoever started them there.</summary>
internal static class Inhabitants
{
    /// <summary>Kills them and returns when they are gone; stopped first, none of them sees another die.</summary>
    /// <param name="thread">The host's thread below /proc.</param>
    public static void End(string thread)
    {
        Freeze(thread);
        var own = NamespaceOf(thread) ?? throw new LabException($"{thread} has ended");
        while (Inside(own) is { Count: > 0 } processes)
        {
            processes.ForEach(process => LibC.kill(process, (int)Signal.Kill));
            Thread.Yield();
        }
    }

    /// <summary>Stops them and returns when all have stopped, those too that were being started.</summary>
    public static void Freeze(string thread)
    {
        var own = NamespaceOf(thread) ?? throw new LabException($"{thread} has ended");
        while (Inside(own).FindAll(IsRunning) is { Count: > 0 } processes)
        {
            processes.ForEach(process => LibC.kill(process, (int)Signal.Stop));
            Thread.Yield();
        }
    }

    /// <summary>Lets them go on.</summary>
    public static void Thaw(string thread) =>
        Inside(NamespaceOf(thread) ?? throw new LabException($"{thread} has ended"))
            .ForEach(process => LibC.kill(process, (int)Signal.Continue));

    private static List<int> Inside(string network) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id != 0 && string.Equals(NamespaceOf($"{id}"), network, StringComparison.Ordinal)),
    ];

    /// <summary>proc_pid_stat(5): the state follows the name, which is in parentheses; T is stopped.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('T' or 'Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

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
