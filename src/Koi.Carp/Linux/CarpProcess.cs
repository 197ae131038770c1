using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Koi.Carp.Linux;

/// <summary>
/// The process that keeps carp(4) interfaces, started by koid: a process of its own, so that neither koid's other work nor its garbage
/// collector can hold up an advertisement. It ends when koid ends, however that ends.
/// </summary>
/// <remarks>pidfd_open(2), prctl(2) PR_SET_PDEATHSIG.</remarks>
public sealed class CarpProcess : IDisposable
{
    private readonly Process process;
    private readonly SafeFileHandle handle;

    private CarpProcess(Process process, SafeFileHandle handle) => (this.process, this.handle) = (process, handle);

    /// <summary>Can be read when the process has ended.</summary>
    public SafeHandle Handle => handle;

    /// <summary>How it ended; null while it runs.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Starts it. Call it from the thread that lives as long as koid does.</summary>
    /// <param name="program">koi's own file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static CarpProcess Start(string program, IEnumerable<string> arguments)
    {
        var started = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        return new(started, new SafeFileHandle(LibC.pidfd_open(started.Id, 0), ownsHandle: true));
    }

    /// <summary>To be called first by the process itself.</summary>
    /// <param name="parent">The process that started it.</param>
    /// <returns>False when that has ended already.</returns>
    public static bool TieTo(int parent)
    {
        LibC.DieWithParent();
        return LibC.getppid() == parent;
    }

    /// <summary>Runs the calling thread in real time, with its memory locked, where that is allowed.</summary>
    /// <returns>What is not allowed; empty when all is.</returns>
    public static string Hurry()
    {
        const int Priority = 20;
        var isLocked = LibC.TryLockMemory();
        var isRealTime = LibC.TryRunInRealTime(Priority);
        return isRealTime && isLocked ? "" : isRealTime ? "memory cannot be locked" : "no real-time priority";
    }

    /// <summary>Sends it a signal.</summary>
    /// <param name="signal">SIGHUP or SIGTERM.</param>
    public void Signal(PosixSignal signal) => _ = LibC.kill(process.Id, signal == PosixSignal.SIGHUP ? 1 : 15);

    /// <summary>Ends it at once, as if it had crashed: leases stand until they run out.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for its end.</summary>
    /// <param name="patience">At most.</param>
    public bool Wait(TimeSpan patience) => process.WaitForExit(patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        handle.Dispose();
        process.Dispose();
    }
}
