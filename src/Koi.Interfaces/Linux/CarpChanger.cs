using Koi.Interfaces.Ifconfig;

namespace Koi.Interfaces.Linux;

/// <summary>Carries out what concerns koid: files in <see cref="CarpFolder"/>, and requests to it.</summary>
/// <param name="warn">Gets warnings, without the program's name.</param>
internal sealed class CarpChanger(Action<string> warn)
{
    private const string Agreed = "ok";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Keeps a declaration.</summary>
    /// <returns>What failed; null when nothing did.</returns>
    public static string? Declare(Request.Declare request, int index) => Try(request, () => CarpFolder.Write(index, request.Declaration));

    /// <summary>Forgets a declaration.</summary>
    /// <returns>What failed; null when nothing did.</returns>
    public static string? Undeclare(Request.Undeclare request) => Try(request, () => CarpFolder.Delete(request.Index));

    /// <summary>Asks koid.</summary>
    /// <returns>Why the command has failed; null when it has not.</returns>
    public string? Ask(Request.AskDaemon request)
    {
        var reply = CarpControl.Ask(request.Text, Patience)?.Trim();
        if (reply is Agreed)
        {
            return null;
        }

        var isAbsent = reply is null && !CarpControl.IsKoidRunning();
        if (isAbsent && request.Need == DaemonNeed.None)
        {
            return null;
        }

        var trouble = isAbsent ? "koid(8) is not running" : reply is { Length: > 0 } ? reply : "koid(8) does not answer";
        var name = trouble.StartsWith($"{request.Interface}: ", StringComparison.Ordinal) ? "" : $"{request.Interface}: ";
        var text = $"{name}{trouble}{(isAbsent && request.Need == DaemonNeed.Later ? ": it stays in INIT until it does" : "")}";
        if (request.Need == DaemonNeed.Now)
        {
            return text;
        }

        warn($"warning: {text}");
        return null;
    }

    private static string? Try(Request request, Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{request.Ioctl}: {failure.Message}";
        }
    }
}
