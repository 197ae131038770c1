using System.ComponentModel;
using Koi.Carp.Linux;
using Koi.Daemon.Linux;
using Koi.Interfaces.Carp;
using Koi.Interfaces.Linux;
using Koi.Language;
using Koi.Netlink;
using Microsoft.Extensions.Logging;

namespace Koi;

/// <summary>The part of koid(8) that keeps carp(4) interfaces, in a process of its own: <c>koid -c</c>.</summary>
internal static partial class CarpApplet
{
    /// <summary>What cannot be mended by starting again.</summary>
    public const int Refused = 3;

    /// <summary>Runs until it is told to stop, or its koid ends.</summary>
    /// <returns>0; 1 for a failure; <see cref="Refused"/> where carp cannot be.</returns>
    public static int Run(KoidOptions options, Journal journal, Action<string>? trace)
    {
        if (!CarpProcess.TieTo(options.CarpParent!.Value))
        {
            return 1;
        }

        try
        {
            CarpFolder.Make();
            var carp = new CarpOptions(CarpFolder.Path, () => ReadVariables(options), options.Release, trace);
            if (CarpProcess.Hurry() is { Length: > 0 } missing)
            {
                LogSlow(journal, missing);
            }

            CarpKeeper.Run(carp, ReadVariables(options) ?? new CarpVariables(), journal);
            return 0;
        }
        catch (Exception failure) when (failure is LinuxException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            LogFailure(journal, failure.Message);
            return failure is NetlinkException ? Refused : 1;
        }
    }

    /// <summary>Reads net.inet.carp.</summary>
    /// <returns>Null when the file has errors, which are told.</returns>
    public static CarpVariables? ReadVariables(KoidOptions options)
    {
        string text;
        try
        {
            text = File.ReadAllText(options.File);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!options.IsFileNamed && failure is FileNotFoundException or DirectoryNotFoundException)
            {
                return new CarpVariables();
            }

            Output.WriteError($"koid: {options.File}: {failure.Message}\n");
            return null;
        }

        var variables = CarpVariables.Parse(new SourceText(options.File, text), out var diagnostics);
        Output.WriteError(DiagnosticPrinter.PrintWithCarets("koid", diagnostics, source => source.Text));
        return diagnostics.IsEmpty ? variables : null;
    }

    [LoggerMessage(LogLevel.Warning, "carp: {What}: a loaded machine may be late")]
    private static partial void LogSlow(ILogger log, string what);

    [LoggerMessage(LogLevel.Critical, "carp: {Reason}")]
    private static partial void LogFailure(ILogger log, string reason);
}
