using System.ComponentModel;
using System.Runtime.InteropServices;
using Koi.Carp.Linux;
using Koi.Daemon.Linux;
using Koi.Interfaces.Linux;
using Microsoft.Extensions.Logging;

namespace Koi;

/// <content>Starts and watches the process that keeps carp interfaces, once there is one of these.</content>
internal sealed partial class KoidApplet
{
    /// <summary>Who dies again and again is not started more often than this.</summary>
    private static readonly TimeSpan CarpPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private CarpProcess? carp;
    private TimeSpan carpStarted;

    /// <summary>Starts the process as soon as something is declared. Links tell too little: of a description nobody is told.</summary>
    private void FollowCarp()
    {
        declarations.Take();
        if (carp is null && loop.Timers[Timer.Carp] is null && CarpFolder.List().Count > 0)
        {
            StartCarp();
        }
    }

    private void StartCarp()
    {
        try
        {
            carp = CarpProcess.Start(ProgramPath, options.ForCarp(Environment.ProcessId));
            carpStarted = loop.Now;
            loop.Watch(carp.Handle, CarpEnded);
        }
        catch (Win32Exception failure)
        {
            LogCarp(failure.Message);
            loop.Timers.Set(Timer.Carp, loop.Now + RefusedPause);
        }
    }

    /// <summary>A new one goes on where it stopped, if it comes before the leases end.</summary>
    private void CarpEnded()
    {
        if (carp is not { } ended)
        {
            return;
        }

        loop.Unwatch(ended.Handle);
        ended.Wait(StopPatience);
        LogCarp($"ended with status {ended.ExitCode}");
        var pause = ended.ExitCode == CarpApplet.Refused ? RefusedPause : CarpPause;
        ended.Dispose();
        carp = null;
        var due = carpStarted + pause;
        if (due <= loop.Now)
        {
            FollowCarp();
        }
        else
        {
            loop.Timers.Set(Timer.Carp, due);
        }
    }

    /// <summary>Masters say that they go.</summary>
    private void StopCarp()
    {
        if (carp is { } running)
        {
            loop.Unwatch(running.Handle);
            running.Signal(PosixSignal.SIGTERM);
            if (!running.Wait(StopPatience))
            {
                running.Kill();
            }

            running.Dispose();
            carp = null;
        }
    }

    /// <summary>
    /// Becomes what the program's file holds now, in the same process. Leases stand meanwhile, so that a master stays master.
    /// </summary>
    private void Upgrade()
    {
        LogUpgrade();
        WriteMirror();
        carp?.Kill();
        ProcessImage.Replace(ProgramPath, ["koid", .. options.Arguments]);
        LogCarp($"{ProgramPath} cannot be run");
    }

    /// <summary>Where the program is, also when its file was replaced by another.</summary>
    private static string ProgramPath
    {
        get
        {
            const string Gone = " (deleted)";
            var path = Environment.ProcessPath!;
            return path.EndsWith(Gone, StringComparison.Ordinal) ? path[..^Gone.Length] : path;
        }
    }

    [LoggerMessage(LogLevel.Error, "carp process: {What}")]
    private partial void LogCarp(string what);

    [LoggerMessage(LogLevel.Information, "starting anew from the program's file")]
    private partial void LogUpgrade();
}
