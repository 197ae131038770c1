namespace Koi.Interfaces.Linux;

/// <summary>Koi's run-time files: locks, process ids, what koid publishes.</summary>
/// <remarks>Everybody may go through the folder and nobody but root may list it: <c>ifconfig</c> needs no root to show groups.</remarks>
public static class RunFolder
{
    /// <summary>The folder.</summary>
    public const string Path = "/run/koi";

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes it where neither systemd nor another tool has. When it cannot be made, who wants a file in it will say so.</summary>
    public static void Make()
    {
        try
        {
            Directory.CreateDirectory(Path);
            File.SetUnixFileMode(Path, Mode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Not root, or a system without /run.
        }
    }
}
