namespace Koi.Interfaces.Linux;

/// <summary>/run/koi: locks, process ids, what koid publishes.</summary>
public static class RunFolder
{
    private const string Path = "/run/koi";

    /// <summary>Everybody may go through it and nobody but root may list it.</summary>
    private const uint Mode = 0b111_001_001;

    /// <summary>Makes it where neither systemd nor another tool has. When it cannot be made, who wants a file in it will say so.</summary>
    public static void Make() => _ = LibC.mkdir(Path, Mode);
}
